/** Where slide, presenter and subtitles stand in the picture. Sides and places are even: colour has half the resolution. */

import type { PictureSize, PresenterLayout } from '../../domain/index.ts';

export interface Rectangle extends PictureSize {
  x: number;
  y: number;
}

export interface Stage {
  /** Where the slide is shown, in its own shape. */
  slide: Rectangle;
  presenter?: Rectangle;
  /** Where subtitles may stand: on its lower edge, in the middle. */
  captions: Rectangle;
}

export const CORNERS = ['bottomRight', 'bottomLeft', 'topRight', 'topLeft'] as const;
export type Corner = (typeof CORNERS)[number];

/** Of the picture's shorter side: what televisions and players may cover at the edges (SMPTE ST 2046-1: 5 %). */
const MARGIN = 0.05;
/** Of the shorter side: large enough to read lips, small enough to leave the slide its words. */
const CORNER_SIDE = 0.3;
/** Of the side along which slide and presenter stand. */
const BESIDE_SHARE = 0.3;

/** The whole picture for the slide, or what a presenter leaves of it. @param corner of a presenter who stands in one */
export function stageFor(size: PictureSize, layout?: PresenterLayout, corner: Corner = 'bottomRight'): Stage {
  const { width, height } = size;
  const margin = even(Math.min(width, height) * MARGIN);
  const whole: Rectangle = { x: 0, y: 0, width, height };
  if (layout === undefined) return { slide: whole, captions: inset(whole, margin) };
  if (layout === 'corner') {
    const side = even(Math.min(width, height) * CORNER_SIDE);
    const [isLeft, isTop] = [corner.endsWith('Left'), corner.startsWith('top')];
    const [x, y] = [isLeft ? margin : width - margin - side, isTop ? margin : height - margin - side];
    const presenter = { x, y, width: side, height: side };
    const beside = { ...whole, x: isLeft ? x + side : 0, width: isLeft ? width - x - side : x };
    const free = isTop ? whole : width >= height ? beside : { ...whole, height: y };
    return { slide: whole, presenter, captions: inset(free, margin) };
  }
  return width >= height ? besideEachOther(size, margin) : aboveEachOther(size, margin);
}

function besideEachOther({ width, height }: PictureSize, margin: number): Stage {
  const room = even(width * BESIDE_SHARE);
  const slideWidth = width - room - even(margin / 2);
  const slide = fit({ width, height }, { x: even(margin / 2), y: 0, width: slideWidth - even(margin / 2), height });
  const side = room - margin;
  const presenter = { x: width - room, y: even((height - side * 1.25) / 2), width: side, height: even(side * 1.25) };
  return { slide, presenter, captions: inset({ x: 0, y: 0, width: presenter.x, height }, margin) };
}

function aboveEachOther({ width, height }: PictureSize, margin: number): Stage {
  const room = even(height * BESIDE_SHARE);
  const slide = fit({ width, height }, { x: 0, y: 0, width, height: height - room });
  const side = even(room - 2 * margin);
  const presenter = { x: even((width - side) / 2), y: height - room + margin, width: side, height: side };
  return { slide, presenter, captions: inset({ x: 0, y: 0, width, height: height - room }, margin) };
}

/** The largest rectangle of `shape`'s proportions in the middle of `room`. */
function fit(shape: PictureSize, room: Rectangle): Rectangle {
  const scale = Math.min(room.width / shape.width, room.height / shape.height);
  const [width, height] = [even(shape.width * scale), even(shape.height * scale)];
  return { x: even(room.x + (room.width - width) / 2), y: even(room.y + (room.height - height) / 2), width, height };
}

const inset = ({ x, y, width, height }: Rectangle, margin: number): Rectangle => ({
  x: x + margin,
  y: y + margin,
  width: width - 2 * margin,
  height: height - 2 * margin,
});

const even = (value: number): number => Math.floor(value / 2) * 2;
