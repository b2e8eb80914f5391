/**
 * What an MP4 of ours is made of, and in which order its bytes lie.
 *
 *   ftyp | moov | mdat: texts | one priming packet | segment 1 | segment 2 | …
 *
 * A segment is one slide: groups of at most GROUP_SECONDS, each an IDR picture, skip pictures and then its sound. The
 * bytes of a segment are the same in the slide's own clip and in the joined video, so joining is copying.
 */

import {
  frameQuantum,
  packetsFor,
  PACKET_SAMPLES,
  SAMPLE_RATE,
  type Fps,
  type VideoFormat,
} from '../../../domain/index.ts';

/** One clock for every track: pictures (1600 at 30 fps, 1920 at 25), packets (1024) and texts are whole ticks of it. */
export const TICKS_PER_SECOND = SAMPLE_RATE;
/** A player decodes from an IDR picture: longer groups seek slower, shorter ones repeat the picture more often (media.md 3). */
const GROUP_SECONDS = 4;

export interface Film {
  format: VideoFormat;
  /** `avcC`, with its box. */
  avcConfiguration: Buffer;
  /** Of what is spoken, BCP 47. */
  language: string;
  segments: Segment[];
  chapters: Label[];
  /** The soft subtitle tracks, in the order in which players list them; none where there is nothing to show. */
  subtitles: { language: string; cues: Label[] }[];
}

export interface Segment {
  frames: number;
  /** In bytes, `frames` of them. */
  pictureSizes: Uint32Array;
  /** In bytes, exactly as many as last as long as the pictures. */
  packetSizes: Uint32Array;
  /** The segment's bytes, in order; each piece holds until the next is asked for. */
  bytes(): AsyncIterable<Buffer> | Iterable<Buffer>;
}

/** A text on screen or in a menu, in ticks; sorted, not overlapping. */
export interface Label {
  text: string;
  start: number;
  end: number;
}

/** The groups of a segment: pictures and the packets that last exactly as long. */
export function groupsOf(frames: number, fps: Fps): { frames: number; packets: number }[] {
  const quantum = frameQuantum(fps);
  const groupFrames = Math.floor((GROUP_SECONDS * fps) / quantum) * quantum;
  const groups: { frames: number; packets: number }[] = [];
  for (let left = frames; left > 0; left -= groupFrames) {
    const count = Math.min(groupFrames, left);
    groups.push({ frames: count, packets: packetsFor(count, fps) });
  }
  return groups;
}

export const ticksPerFrame = (fps: Fps): number => TICKS_PER_SECOND / fps;
export const TICKS_PER_PACKET = PACKET_SAMPLES;

export const msToTicks = (ms: number): number => Math.round((ms * TICKS_PER_SECOND) / 1000);

export const sumOf = (sizes: Uint32Array): number => sizes.reduce((sum, size) => sum + size, 0);
