/** The pictures of a clip, one after the other, as MP4 keeps them: of a still slide, or of one on which something moves. */

import { open } from 'node:fs/promises';
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { finished } from 'node:stream/promises';
import type { Fps } from '../../domain/index.ts';
import { groupsOf } from '../adapters/mp4/film.ts';
import { withFrameNum } from '../adapters/mp4/frame-num.ts';
import { readSlices, sampleOf, type Parameters } from '../adapters/mp4/h264.ts';

export interface PictureTrack extends Parameters {
  /** In bytes, one for each picture of the clip. */
  sizes: Uint32Array;
  /** The bytes of the groups' pictures, in order (film.ts). */
  groups(): AsyncIterable<readonly Buffer[]> | Iterable<readonly Buffer[]>;
}

/** "As before" pictures by their place in the group: the first of them is number 1. */
const asBefore = (skip: readonly Buffer[], place: number): Buffer => {
  const picture = skip[(place - 1) % skip.length];
  if (!picture) throw new RangeError('there are no "as before" pictures');
  return picture;
};

/** A slide that stands still: its one picture at the head of each group. */
export function stillTrack(
  { idr, ...parameters }: Parameters & { idr: Buffer },
  skip: readonly Buffer[],
  frames: number,
  fps: Fps,
): PictureTrack {
  const groups = groupsOf(frames, fps);
  const pictures = (count: number): Buffer[] =>
    Array.from({ length: count }, (_, place) => (place === 0 ? idr : asBefore(skip, place)));
  return {
    ...parameters,
    sizes: Uint32Array.from(groups.flatMap((group) => pictures(group.frames).map(({ length }) => length))),
    groups: function* () {
      for (const group of groups) yield pictures(group.frames);
    },
  };
}

/**
 * A slide on which something moves: `encoded` holds a picture for each of `moments` (picture numbers, among them the heads of
 * all groups), and the "as before" pictures stand between. Its slices are numbered anew on their way into `file`.
 * @throws RangeError where the encoder's pictures are not those that were asked for.
 */
export async function movingTrack({
  encoded,
  file,
  moments,
  skip,
  frames,
  fps,
}: {
  encoded: string;
  file: string;
  moments: readonly number[];
  skip: readonly Buffer[];
  frames: number;
  fps: Fps;
}): Promise<PictureTrack> {
  const groups = groupsOf(frames, fps);
  const heads: number[] = [];
  for (const index of groups.keys()) heads.push((heads[index - 1] ?? 0) + (groups[index - 1]?.frames ?? 0));
  const found: Partial<Parameters> = {};
  const sizes = new Uint32Array(frames);
  const out = createWriteStream(file);
  let count = 0;
  let head = 0;
  for await (const { unit, isIdr } of readSlices(encoded, (parameters) => Object.assign(found, parameters))) {
    const moment = moments[count++] ?? frames;
    if (isIdr) head = moment;
    if (isIdr !== heads.includes(moment)) throw new RangeError(`picture ${moment} is not of the kind asked for`);
    const sample = sampleOf(isIdr ? unit : withFrameNum(unit, moment - head));
    sizes[moment] = sample.length;
    if (!out.write(sample)) await once(out, 'drain');
  }
  out.end();
  await finished(out);
  const { sps, pps } = found;
  if (count !== moments.length || !sps || !pps)
    throw new RangeError(`the encoder made ${count} pictures of ${moments.length}`);

  const isMoment = new Set(moments);
  for (const [index, start] of heads.entries()) {
    for (let place = 1; place < (groups[index]?.frames ?? 0); place++)
      if (!isMoment.has(start + place)) sizes[start + place] = asBefore(skip, place).length;
  }
  return {
    sps,
    pps,
    sizes,
    groups: async function* () {
      const handle = await open(file);
      try {
        for (const [index, start] of heads.entries()) {
          const pictures: Buffer[] = [];
          for (let place = 0; place < (groups[index]?.frames ?? 0); place++) {
            if (!isMoment.has(start + place)) pictures.push(asBefore(skip, place));
            else {
              const sample = Buffer.alloc(sizes[start + place] ?? 0);
              await handle.read(sample, 0, sample.length, null);
              pictures.push(sample);
            }
          }
          yield pictures;
        }
      } finally {
        await handle.close();
      }
    },
  };
}
