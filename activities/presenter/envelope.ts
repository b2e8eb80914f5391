/** Lips for a voice that tells nothing of its sounds: the mouth opens as far as the voice is loud. */

import { runFfmpeg } from '../adapters/run-ffmpeg.ts';
import type { Run } from '../run.ts';
import { decodeSoundArgs } from '../adapters/ffmpeg.ts';
import type { Mouth } from '../../platform/presenter-figures.ts';
import type { MouthMoment } from './visemes.ts';

/** Samples a second that the lips' course needs. */
const ENVELOPE_RATE = 8_000;
/** Loudness is looked at in steps of a syllable's third; lips do not move faster. */
const WINDOW_MS = 60;
/** Of the loudest tenth of the narration, linear: from here on the mouth is opened so far. */
const STEPS: readonly (readonly [from: number, mouth: Mouth])[] = [
  [0.75, 'open'],
  [0.4, 'wide'],
  [0.12, 'narrow'],
  [0, 'closed'],
];
/** Decoding an hour of sound takes some 10 s. */
const TIMEOUT_MS = 300_000;

/** Mouths for a sound file. */
export async function mouthsOfSound(file: string, run: Run): Promise<MouthMoment[]> {
  const { stdout } = await runFfmpeg(decodeSoundArgs(file, ENVELOPE_RATE), {
    signal: run.signal,
    timeoutMs: TIMEOUT_MS,
  });
  return mouthsOfSamples(stdout);
}

/** @param pcm 16-bit mono at ENVELOPE_RATE */
function mouthsOfSamples(pcm: Buffer): MouthMoment[] {
  const window = (WINDOW_MS * ENVELOPE_RATE) / 1000;
  const loudness = Array.from({ length: Math.floor(pcm.length / 2 / window) }, (_, index) => {
    let energy = 0;
    for (let at = index * window; at < (index + 1) * window; at++) energy += pcm.readInt16LE(at * 2) ** 2;
    return Math.sqrt(energy / window);
  });
  const loud = loudness.toSorted((a, b) => a - b)[Math.floor(loudness.length * 0.9)] ?? 0;
  const moments: MouthMoment[] = [];
  for (const [index, level] of loudness.entries()) {
    const mouth = loud === 0 ? 'closed' : (STEPS.find(([from]) => level >= from * loud)?.[1] ?? 'closed');
    if (moments.at(-1)?.mouth !== mouth) moments.push({ mouth, startMs: index * WINDOW_MS });
  }
  return moments;
}
