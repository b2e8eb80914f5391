/** How much later a presenter says the narration than we play it: found by laying the two sounds over each other. */

import { PACKET_SAMPLES, ProviderError, SAMPLE_RATE } from '../../domain/index.ts';
import { runFfmpeg } from '../adapters/run-ffmpeg.ts';
import { decodeSoundArgs } from '../adapters/ffmpeg.ts';
import type { Run } from '../run.ts';

/** Samples a second that are compared. */
export const ALIGN_RATE = 8_000;
/** Steps of 2 ms: a twentieth of what the eye notices (40 ms). */
const STEP_SAMPLES = 16;
const STEP_MS = (STEP_SAMPLES * 1000) / ALIGN_RATE;
/** The beginning tells enough; long narrations cost no more. */
const COMPARED_SECONDS = 40;
/** No vendor was seen to add more silence than this. */
const MOST_OFFSET_MS = 3_000;
/** Of two recordings of the same words; different words reach 0.4. */
const LEAST_LIKENESS = 0.6;
const TIMEOUT_MS = 120_000;
/** What ADTS decodes to begins with the encoder's priming, which a clip leaves out. */
export const PRIMING_MS = (PACKET_SAMPLES * 1000) / SAMPLE_RATE;

/**
 * At which time of the presenter's video the clip begins; below 0 where the video begins later.
 * @throws ProviderError `presenter_unusable` with the slide, where the video says something else.
 */
export async function presenterStartMs(
  { narration, video, slide }: { narration: string; video: string; slide: number },
  run: Run,
): Promise<number> {
  const decode = async (file: string): Promise<Buffer> => {
    const args = ['-t', String(COMPARED_SECONDS), ...decodeSoundArgs(file, ALIGN_RATE)];
    return (await runFfmpeg(args, { signal: run.signal, timeoutMs: TIMEOUT_MS })).stdout;
  };
  const { offsetMs, likeness } = offsetOf(await decode(narration), await decode(video));
  if (likeness >= LEAST_LIKENESS) return offsetMs + PRIMING_MS;
  throw new ProviderError(
    'presenter_unusable',
    `Slide ${slide}: the presenter's video does not say the narration. Retry, or choose another presenter.`,
    { retry: 'never' },
    { slide },
  );
}

/** How much later `other` is than `sound`, both 16-bit mono at ALIGN_RATE, and how alike they are there (1: the same). */
export function offsetOf(sound: Buffer, other: Buffer): { offsetMs: number; likeness: number } {
  const [ours, theirs] = [courseOf(sound), courseOf(other)];
  const most = MOST_OFFSET_MS / STEP_MS;
  let best = { offsetMs: 0, likeness: -1 };
  for (let lag = -most; lag <= most; lag++) {
    const likeness = correlation(ours, theirs, lag);
    if (likeness > best.likeness) best = { offsetMs: lag * STEP_MS, likeness };
  }
  return best;
}

/** Loudness step by step, as its root: soft sounds tell as much as loud ones. */
function courseOf(pcm: Buffer): Float64Array {
  const steps = new Float64Array(Math.floor(pcm.length / 2 / STEP_SAMPLES));
  for (const index of steps.keys()) {
    let sum = 0;
    for (let at = 0; at < STEP_SAMPLES; at++) sum += Math.abs(pcm.readInt16LE((index * STEP_SAMPLES + at) * 2));
    steps[index] = Math.sqrt(sum / STEP_SAMPLES);
  }
  return steps;
}

/** Pearson's, of where the two overlap. */
function correlation(ours: Float64Array, theirs: Float64Array, lag: number): number {
  const from = Math.max(0, -lag);
  const until = Math.min(ours.length, theirs.length - lag);
  const count = until - from;
  if (count < ours.length / 2) return -1;
  let [a, b, aa, bb, ab] = [0, 0, 0, 0, 0];
  for (let at = from; at < until; at++) {
    const x = ours[at] ?? 0;
    const y = theirs[at + lag] ?? 0;
    a += x;
    b += y;
    aa += x * x;
    bb += y * y;
    ab += x * y;
  }
  const spread = Math.sqrt((aa - (a * a) / count) * (bb - (b * b) / count));
  return spread === 0 ? -1 : (ab - (a * b) / count) / spread;
}
