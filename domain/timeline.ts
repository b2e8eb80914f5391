/**
 * Time in a video of still slides. Every slide lasts a whole number of pictures that is also a whole number of AAC
 * packets, so that sound and picture part by nothing, however many slides there are (media.md 4).
 */

import type { Fps } from './options.ts';

export const SAMPLE_RATE = 48_000;
/** Samples in one AAC-LC packet. */
export const PACKET_SAMPLES = 1024;
/** Silence before the first word, so that the cut to a slide and its first word do not collide. */
export const LEAD_MS = 200;
/** Silence after the last word. */
export const TAIL_MS = 300;

/** The smallest number of pictures that is a whole number of AAC packets: 16 at 30 fps (0.533 s), 8 at 25 fps (0.32 s). */
export function frameQuantum(fps: Fps): number {
  const samplesPerFrame = SAMPLE_RATE / fps;
  return PACKET_SAMPLES / gcd(samplesPerFrame, PACKET_SAMPLES);
}

/** Pictures for at least `durationMs`, rounded up to the quantum; never none. */
export function framesFor(durationMs: number, fps: Fps): number {
  const quantum = frameQuantum(fps);
  return Math.max(1, Math.ceil((durationMs * fps) / 1000 / quantum - 1e-9)) * quantum;
}

/** AAC packets that last exactly as long as these pictures. */
export function packetsFor(frames: number, fps: Fps): number {
  return (frames * SAMPLE_RATE) / fps / PACKET_SAMPLES;
}

export function framesToMs(frames: number, fps: Fps): number {
  return (frames * 1000) / fps;
}

function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}
