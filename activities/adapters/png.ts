/** Pixels to PNG. */

import sharp from 'sharp';
import type { PictureSize } from '../../domain/index.ts';

// No picture is opened twice, so that what sharp would keep is only memory; and a worker has other slides for its other cores.
sharp.cache(false);
sharp.concurrency(1);

/** What a page is shown on where its shape is not the video's: players put black bars there too. */
const BARS = 'black';

/** RGB pixels, three bytes each, row by row. */
export interface Pixels extends PictureSize {
  data: Buffer;
}

/** The picture in the middle of a frame that it does not overlap; nothing is stretched. */
export async function letterbox(pixels: Pixels, frame: PictureSize): Promise<Pixels> {
  const left = Math.floor((frame.width - pixels.width) / 2);
  const top = Math.floor((frame.height - pixels.height) / 2);
  const right = frame.width - pixels.width - left;
  const bottom = frame.height - pixels.height - top;
  if (left + top + right + bottom === 0) return pixels;
  const data = await open(pixels).extend({ left, top, right, bottom, background: BARS }).raw().toBuffer();
  return { ...frame, data };
}

/** Compressed as little as pays: the effort of zlib was 28 times the cost of painting (media.md 5). */
export async function writePng(pixels: Pixels, file: string): Promise<void> {
  await open(pixels).png({ compressionLevel: 1 }).toFile(file);
}

/** Gives the memory back at once; V8 would do so when 64 MiB of such pictures have come together. Nobody may look at them afterwards. */
export function release({ data: { buffer, byteLength } }: Pixels): void {
  // A small one may share its memory with others.
  if ('transfer' in buffer && buffer.byteLength === byteLength) buffer.transfer(0);
}

function open({ data, width, height }: Pixels) {
  return sharp(data, { raw: { width, height, channels: 3 } });
}
