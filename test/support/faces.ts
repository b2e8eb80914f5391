/** Reads a drawn presenter's mouth back from the pictures of a clip. */

import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { drawFace } from '../../activities/presenter/draw-presenter.ts';
import type { Rectangle } from '../../activities/presenter/layout.ts';
import type { PresenterShape } from '../../domain/index.ts';
import { figureNamed, MOUTHS, type Mouth } from '../../platform/presenter-figures.ts';

/** Where the mouth is, in parts of the figure's side (platform/presenter-figures.ts). */
const MOUTH = { x: 0.38, y: 0.5, width: 0.24, height: 0.18 };

/** The mouth that each picture of `clip` shows, by the drawing it is nearest to. */
export async function mouthsIn(
  clip: string,
  { name, shape, at }: { name: string; shape: PresenterShape; at: Rectangle },
): Promise<Mouth[]> {
  const side = Math.max(at.width, at.height);
  const crop = {
    left: Math.round((at.width - side) / 2 + MOUTH.x * side),
    top: Math.round((at.height - side) / 2 + MOUTH.y * side),
    width: Math.round(MOUTH.width * side),
    height: Math.round(MOUTH.height * side),
  };
  const folder = await mkdtemp(join(tmpdir(), 'faces-'));
  const drawn: { mouth: Mouth; pixels: Buffer }[] = [];
  for (const mouth of MOUTHS) {
    const file = join(folder, `${mouth}.png`);
    await drawFace({ figure: figureNamed(name), face: { mouth, eyesClosed: false }, shape, size: at }, file);
    drawn.push({ mouth, pixels: await sharp(file).extract(crop).removeAlpha().raw().toBuffer() });
  }
  await rm(folder, { recursive: true });

  const place = `crop=${crop.width}:${crop.height}:${at.x + crop.left}:${at.y + crop.top}`;
  const graph = `scale=in_color_matrix=bt709:flags=accurate_rnd,format=rgb24,${place}`;
  const args = ['-nostdin', '-v', 'error', '-xerror', '-i', clip, '-an', '-vf', graph, '-f', 'rawvideo', '-'];
  const seen = execFileSync('ffmpeg', args, { maxBuffer: 2 ** 30 });
  const bytes = crop.width * crop.height * 3;
  return Array.from({ length: seen.length / bytes }, (_, index) => {
    const picture = seen.subarray(index * bytes, (index + 1) * bytes);
    const unlike = drawn.map(({ mouth, pixels }) => ({ mouth, difference: differenceOf(picture, pixels) }));
    return unlike.reduce((best, one) => (one.difference < best.difference ? one : best)).mouth;
  });
}

function differenceOf(a: Buffer, b: Buffer): number {
  let sum = 0;
  for (let at = 0; at < a.length; at += 3) sum += Math.abs((a[at] ?? 0) - (b[at] ?? 0));
  return sum;
}
