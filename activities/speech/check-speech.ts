/** Measures what was spoken before anybody hears or pays for more of it (P5). */

import {
  LEAD_MS,
  PACKET_SAMPLES,
  ProviderError,
  SAMPLE_RATE,
  TAIL_MS,
  toError,
  type Voice,
} from '../../domain/index.ts';
import { runFfmpeg } from '../adapters/run-ffmpeg.ts';
import { measureNarrationArgs } from '../adapters/ffmpeg.ts';
import { parseLoudness } from '../adapters/narration-encoder.ts';
import type { Run } from '../run.ts';
import type { SpokenScript } from './speak-utterances.ts';
import { saidText, type Utterance } from './utterances.ts';

/** Below, nothing can be heard: the meter's floor is -70. */
const SILENCE_LUFS = -60;
/** A letter takes 60 ms in a quick and 300 ms in a slow language; a figure may become ten words ("1,234,567"). */
const SHORTEST_MS_A_LETTER = 12;
const LONGEST_MS_A_LETTER = 700;
const LONGEST_MS_A_FIGURE = 2_500;
/** A single word has its own beginning and end. */
const ALLOWANCE_MS = 3_000;
/** Decoding an hour of sound takes some 20 s. */
const TIMEOUT_MS = 300_000;

export interface SpokenSlide {
  slide: number;
  utterances: readonly Utterance[];
  speech: SpokenScript;
  encoded: { durationMs: number };
  /** The encoded file. */
  sound: string;
  voice: Voice;
}

/**
 * Decodes the encoded sound and compares it with what was to be spoken.
 * @throws ProviderError `speech_unusable` with the slide's number: silent, damaged, or far too short or too long.
 */
export async function checkSpeech(
  { slide, utterances, speech, encoded, sound, voice }: SpokenSlide,
  run: Run,
): Promise<void> {
  const refuse = (what: string, cause?: Error): never => {
    throw new ProviderError(
      'speech_unusable',
      `Slide ${slide}: what the voice ${voice.label} delivered ${what}. Try again, or choose another voice.`,
      { retry: 'later' },
      { slide, ...(cause ? { cause } : {}) },
    );
  };
  const { stderr } = await runFfmpeg(['-xerror', ...measureNarrationArgs(sound)], {
    signal: run.signal,
    timeoutMs: TIMEOUT_MS,
  }).catch((thrown: unknown) => {
    run.signal.throwIfAborted();
    return refuse('cannot be played', toError(thrown));
  });
  if (parseLoudness(stderr).lufs < SILENCE_LUFS || speech.sentences.length === 0) refuse('is silent');

  const expectedMs = speech.durationMs + LEAD_MS + TAIL_MS;
  const packetMs = (PACKET_SAMPLES * 1000) / SAMPLE_RATE;
  if (Math.abs(encoded.durationMs - expectedMs) > 2 * packetMs) refuse('was not encoded to its end');
  const bounds = utterances.map(({ sentences, voice: { rate } }) =>
    plausibleDuration(sentences.map(({ wordings }) => saidText(wordings)).join(' '), rate),
  );
  const sum = (bound: 'shortestMs' | 'longestMs'): number => bounds.reduce((total, { [bound]: ms }) => total + ms, 0);
  if (speech.spokenMs < sum('shortestMs')) refuse('is far too short for the text');
  if (speech.spokenMs > sum('longestMs')) refuse('is far too long for the text');
}

/** Between which lengths a spoken text can reasonably be. */
export function plausibleDuration(text: string, rate: number): { shortestMs: number; longestMs: number } {
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  const figures = text.match(/\p{N}|\p{S}/gu)?.length ?? 0;
  const rests = text.match(/\p{P}/gu)?.length ?? 0;
  const longest = letters * LONGEST_MS_A_LETTER + (figures + rests) * LONGEST_MS_A_FIGURE + ALLOWANCE_MS;
  // What the voice had to leave out was judged when it was cast; half of the letters is the least that it says.
  return { shortestMs: (letters * SHORTEST_MS_A_LETTER) / 2 / rate, longestMs: longest / Math.min(rate, 1) };
}
