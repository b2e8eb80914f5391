/** Draws a subtitle as it is burned into the picture: white letters on a dark, see-through ground, in any script. */

import sharp, { type OverlayOptions } from 'sharp';
import { LINE_COLUMNS, plainText } from '../../domain/index.ts';
import type { Rectangle } from '../presenter/layout.ts';

/** Noto has nearly every script that is written; where it is not installed, fontconfig takes what there is. */
const FONT = 'Noto Sans, Noto Sans CJK SC, Noto Sans Arabic, DejaVu Sans, sans-serif';
/** The mean width of a Latin letter of this font, in its size. */
const LETTER_WIDTH = 0.55;
/** Of the room's height: two lines with their ground take a seventh of the picture. */
const MOST_LETTER_HEIGHT = 0.048;
/** Around the letters, in their size. */
const PADDING = { across: 0.6, along: 0.3 };
const GROUND = { r: 0, g: 0, b: 0, alpha: 0.72 };

/** The size of letters in pixels with which every cue fits into `room`. */
const letterHeight = (room: Rectangle): number =>
  Math.floor(
    Math.min(room.height * MOST_LETTER_HEIGHT, room.width / (LINE_COLUMNS * LETTER_WIDTH + 2 * PADDING.across)),
  );

/** The band of `room` that subtitles of two lines may cover, at its lower edge. */
export function captionBand(room: Rectangle): Rectangle {
  const height = Math.ceil((letterHeight(room) * (2 * 1.5 + 2 * PADDING.along)) / 2) * 2;
  return { x: room.x, y: Math.floor((room.y + room.height - height) / 2) * 2, width: room.width, height };
}

/** Writes a PNG of the band's size with `text` on it, or with nothing. Lines are broken where `text` has line breaks, nowhere else. */
export async function drawCaption(text: string, room: Rectangle, file: string): Promise<void> {
  const { width, height } = captionBand(room);
  const empty = sharp({ create: { width, height, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } } });
  const layers = text === '' ? [] : await captionLayers(text, room);
  await empty.composite(layers).png({ compressionLevel: 1 }).toFile(file);
}

async function captionLayers(text: string, room: Rectangle): Promise<OverlayOptions[]> {
  const band = captionBand(room);
  const size = letterHeight(room);
  // Pango's own size is in points; at 72 points an inch they are pixels.
  const markup = `<span foreground="white" font_weight="500">${escapeMarkup(plainText(text))}</span>`;
  const drawn = await sharp({
    text: {
      text: markup,
      font: `${FONT} ${size}`,
      dpi: 72,
      rgba: true,
      align: 'centre',
      spacing: Math.round(size * 0.15),
    },
  })
    .png()
    .toBuffer({ resolveWithObject: true });
  const [across, along] = [Math.round(size * PADDING.across), Math.round(size * PADDING.along)];
  const most = { width: band.width - 2 * across, height: band.height - 2 * along };
  const letters =
    drawn.info.width <= most.width && drawn.info.height <= most.height
      ? drawn
      : await sharp(drawn.data)
          .resize({ ...most, fit: 'inside' })
          .png()
          .toBuffer({ resolveWithObject: true });
  const ground = { width: letters.info.width + 2 * across, height: letters.info.height + 2 * along };
  const left = Math.floor((band.width - ground.width) / 2);
  const top = band.height - ground.height;
  return [
    { input: { create: { ...ground, channels: 4, background: GROUND } }, left, top },
    { input: letters.data, left: left + across, top: top + along },
  ];
}

const escapeMarkup = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
