/** How the tour looks: its colours, its letters, and the few shapes that every slide is made of. Inches and points. */

import type library from 'pptxgenjs';

// pptxgenjs 4 types its ES module as a CommonJS one, so that its class is `default` of the default import.
export type Presentation = library.default;
export type TourSlide = library.default.Slide;
export type TextOptions = library.default.TextPropsOptions;
export type Border = library.default.BorderProps;

/** 16:9, in inches. */
export const PAGE = { width: 13.333, height: 7.5 };

export const INK = '16213A';
export const NIGHT = '0E1628';
export const PAPER = 'FBF7F0';
export const SAND = 'F1E7D6';
export const CORAL = 'E4572E';
export const TEAL = '1F8A8A';
export const GOLD = 'F2B134';
export const SLATE = '5A6478';
export const MIST = 'B9C3D6';
export const WHITE = 'FFFFFF';

/** Noto is free, has every script and is installed by the project's set-up, so every machine draws the same page. */
export const SERIF = 'Noto Serif';
export const SANS = 'Noto Sans';
export const MONO = 'DejaVu Sans Mono';

export interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

/** The two page designs. Titles are real title placeholders: they name the chapters of the video. */
export function defineMasters(deck: Presentation): void {
  deck.defineSlideMaster({
    title: 'LIGHT',
    background: { color: PAPER },
    objects: [
      { rect: { x: 0, y: 0, w: 0.18, h: PAGE.height, fill: { color: CORAL } } },
      titlePlaceholder({ x: 0.8, y: 0.82, w: 11.7, h: 0.85 }, 32, INK),
      { text: footer('SlideSpeaker', SLATE) },
    ],
    slideNumber: { x: 12.1, y: 6.95, w: 0.6, h: 0.3, fontFace: SANS, fontSize: 10, color: SLATE, align: 'right' },
  });
  deck.defineSlideMaster({
    title: 'DARK',
    background: { color: NIGHT },
    objects: [
      titlePlaceholder({ x: 0.8, y: 0.82, w: 11.7, h: 0.85 }, 32, WHITE),
      { text: footer('SlideSpeaker', MIST) },
    ],
    slideNumber: { x: 12.1, y: 6.95, w: 0.6, h: 0.3, fontFace: SANS, fontSize: 10, color: MIST, align: 'right' },
  });
  deck.defineSlideMaster({
    title: 'COVER',
    background: { color: NIGHT },
    objects: [titlePlaceholder({ x: 0.8, y: 1.95, w: 6.6, h: 2.1 }, 46, WHITE)],
  });
  deck.defineSlideMaster({
    title: 'PICTURE',
    background: { color: NIGHT },
    objects: [titlePlaceholder({ x: 0.8, y: 5.85, w: 11.7, h: 0.9 }, 34, WHITE)],
  });
}

const titlePlaceholder = (at: Box, fontSize: number, color: string) => ({
  placeholder: {
    options: {
      name: 'title',
      type: 'title' as const,
      ...at,
      fontFace: SERIF,
      fontSize,
      bold: true,
      color,
      align: 'left' as const,
      valign: 'middle' as const,
      margin: 0,
    },
    text: '',
  },
});

const footer = (text: string, color: string) => ({
  text,
  options: {
    x: 0.8,
    y: 6.95,
    w: 4,
    h: 0.3,
    margin: 0,
    fontFace: SANS,
    fontSize: 10,
    bold: true,
    color,
    charSpacing: 1,
  },
});

/** The small line above a title that says where in the story we are. */
export function addKicker(slide: TourSlide, text: string, at: { x: number; y: number } = { x: 0.8, y: 0.5 }): void {
  slide.addText(text.toUpperCase(), {
    ...at,
    w: 8,
    h: 0.3,
    margin: 0,
    fontFace: SANS,
    fontSize: 12,
    bold: true,
    color: CORAL,
    charSpacing: 3,
  });
}

export function addWords(slide: TourSlide, text: string, at: Box, options: TextOptions = {}): void {
  slide.addText(text, {
    ...at,
    margin: 0,
    fontFace: SANS,
    fontSize: 15,
    color: INK,
    align: 'left',
    valign: 'top',
    lineSpacingMultiple: 1.1,
    ...options,
  });
}

/** A quiet surface that holds things together. */
export function addCard(slide: TourSlide, at: Box, fill: string, edge: string = fill): void {
  slide.addShape('roundRect', { ...at, rectRadius: 0.12, fill: { color: fill }, line: { color: edge, width: 1 } });
}

export function addDisc(
  slide: TourSlide,
  text: string,
  at: { x: number; y: number; size: number },
  fill: string,
): void {
  slide.addText(text, {
    shape: 'ellipse',
    x: at.x,
    y: at.y,
    w: at.size,
    h: at.size,
    margin: 0,
    fill: { color: fill },
    fontFace: SERIF,
    fontSize: at.size * 26,
    bold: true,
    color: WHITE,
    align: 'center',
    valign: 'middle',
  });
}

/** A straight arrow to the right or down. */
export function addArrow(slide: TourSlide, at: Box, color: string): void {
  slide.addShape('line', { ...at, line: { color, width: 2, endArrowType: 'triangle' } });
}
