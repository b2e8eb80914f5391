/** Pictures of a presenter, cut to the place where they are shown. */

import sharp from 'sharp';
import type { PictureSize, PresenterShape } from '../../domain/index.ts';
import { figureSvg, type Face, type Figure } from '../../platform/presenter-figures.ts';

/** Of the shorter side. */
const CORNER_RADIUS = 0.06;
/** A ring around it, that sets it off from a slide of the same colour. */
const RING = 0.012;

/** Writes a PNG of the figure with this face, in this shape. */
export async function drawFace(
  { figure, face, shape, size }: { figure: Figure; face: Face; shape: PresenterShape; size: PictureSize },
  file: string,
): Promise<void> {
  const side = Math.max(size.width, size.height);
  await sharp(Buffer.from(figureSvg(figure, face, side)))
    .resize({ ...size, fit: 'cover' })
    .composite([
      { input: Buffer.from(outline(shape, size, 'fill="#fff"')), blend: 'dest-in' },
      { input: Buffer.from(ringSvg(shape, size)) },
    ])
    .png({ compressionLevel: 1 })
    .toFile(file);
}

/** Writes a grey PNG: white where a film in this shape is seen. */
export async function drawMask(shape: PresenterShape, size: PictureSize, file: string): Promise<void> {
  await sharp(Buffer.from(outline(shape, size, 'fill="#fff"')))
    .flatten({ background: '#000' })
    .toColourspace('b-w')
    .png({ compressionLevel: 1 })
    .toFile(file);
}

/** Writes a PNG of the ring alone. */
export async function drawRing(shape: PresenterShape, size: PictureSize, file: string): Promise<void> {
  await sharp(Buffer.from(ringSvg(shape, size)))
    .png({ compressionLevel: 1 })
    .toFile(file);
}

const ringSvg = (shape: PresenterShape, size: PictureSize): string =>
  outline(
    shape,
    size,
    `fill="none" stroke="#fff" stroke-opacity="0.85" stroke-width="${Math.min(size.width, size.height) * RING * 2}"`,
  );

function outline(shape: PresenterShape, { width, height }: PictureSize, paint: string): string {
  const radius = shape === 'circle' ? Math.min(width, height) / 2 : Math.min(width, height) * CORNER_RADIUS;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">` +
    `<rect width="${width}" height="${height}" rx="${radius}" ${paint}/></svg>`
  );
}
