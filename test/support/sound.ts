/** Listens to what a file sounds like, sample by sample. */

import { execFileSync } from 'node:child_process';

const RATE = 48_000;
/** How far apart the two may be and still be found. */
const MOST_LAG = RATE / 20;
const COMPARED_SECONDS = 2;

/** 48 kHz mono samples from `startMs` on. */
export function decodeSound(file: string, startMs: number, seconds: number): Float32Array {
  const args = ['-nostdin', '-v', 'error', '-ss', (startMs / 1000).toFixed(6), '-i', file, '-t', String(seconds)];
  const bytes = execFileSync(
    'ffmpeg',
    [...args, '-map', '0:a:0', '-ac', '1', '-ar', String(RATE), '-f', 'f32le', '-'],
    { maxBuffer: 2 ** 30 },
  );
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

/** By how much `sound` is heard later in `video` than at `expectedMs`, by the best correlation; to the sample. */
export function soundOffsetMs({
  video,
  sound,
  expectedMs,
}: {
  video: string;
  sound: string;
  expectedMs: number;
}): number {
  const original = decodeSound(sound, 0, COMPARED_SECONDS);
  const lagMs = (MOST_LAG * 1000) / RATE;
  const heard = decodeSound(video, expectedMs - lagMs, COMPARED_SECONDS + (2 * lagMs) / 1000);
  let best = { lag: 0, score: -Infinity };
  for (let lag = 0; lag <= 2 * MOST_LAG; lag++) {
    let score = 0;
    for (let at = 0; at < original.length; at++) score += (original[at] ?? 0) * (heard[at + lag] ?? 0);
    if (score > best.score) best = { lag, score };
  }
  return ((best.lag - MOST_LAG) * 1000) / RATE;
}
