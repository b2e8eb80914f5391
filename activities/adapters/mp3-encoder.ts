/** Makes an MP3 of a sound with chapters, and listens to it on the way. */

import { PlatformError, toError } from '../../domain/index.ts';
import type { Run } from '../run.ts';
import { podcastArgs } from './ffmpeg.ts';
import { parseLoudness } from './narration-encoder.ts';
import { runFfmpeg } from './run-ffmpeg.ts';

/** An hour of speech takes half a minute of a core; ten hours are the longest talk of a thousand slides. */
const TIMEOUT_MS = 20 * 60_000;
/** Every narration was brought to -16 LUFS, so that all are; so far from it, something else is heard than was spoken. */
const TARGET_LUFS = -16;
const TOLERANCE_LU = 3;

export type Mp3Encoder = (input: { sound: string; title: string; file: string; run: Run }) => Promise<void>;

/** Chapters become ID3 chapters. @throws PlatformError `podcast_damaged` where it cannot be decoded, or is not as loud as it should be */
export const encodeMp3: Mp3Encoder = async ({ sound, title, file, run }) => {
  const { stderr } = await runFfmpeg(podcastArgs(sound, title, file), {
    signal: run.signal,
    timeoutMs: TIMEOUT_MS,
  }).catch((thrown: unknown) => {
    run.signal.throwIfAborted();
    throw new PlatformError('podcast_damaged', 'The podcast’s sound could not be decoded or encoded.', {
      cause: toError(thrown),
    });
  });
  const { lufs } = parseLoudness(stderr);
  if (Math.abs(lufs - TARGET_LUFS) > TOLERANCE_LU)
    throw new PlatformError('podcast_damaged', `The podcast is at ${lufs} LUFS instead of ${TARGET_LUFS}.`);
};
