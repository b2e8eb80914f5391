/** What a paid voice delivered, before anybody hears it: decoded, and judged by what was ordered. */

import { join } from 'node:path';
import type { Usage } from '../../domain/index.ts';
import { diskFull } from '../../platform/disk-full.ts';
import { runFfmpeg } from '../adapters/run-ffmpeg.ts';
import { decodeSpeechArgs } from '../adapters/ffmpeg-speech.ts';
import type { Run } from '../run.ts';
import type { Sentence } from '../script/sentences.ts';
import { UnusableAnswerError } from '../paid/answers.ts';
import type { SpeechRequest } from './speaker.ts';
import { audibleStretches, breaksOff, envelopeOf, type Stretch } from './envelope.ts';
import { withWav } from './wav-file.ts';

/** What both OpenAI and ElevenLabs deliver on every plan. */
const RATE = 24_000;
/** Decoding five minutes takes half a second. */
const TIMEOUT_MS = 60_000;

export interface PaidSound {
  /** 16-bit mono WAV under `run.scratch`. */
  wav: string;
  durationMs: number;
  /** Where something is heard, between rests. */
  stretches: Stretch[];
  breaksOff: boolean;
  /** How much of the end is missing by what the vendor says of its length; 0 where it says nothing. */
  missingMs: number;
}

/**
 * @param tempo a factor: a voice's rate is ours to make, so that another rate needs no other purchase, and vendors differ in theirs.
 * @throws CommandFailedError where it cannot be decoded.
 */
export async function decodePaidSound(file: string, tempo: number, run: Run): Promise<PaidSound> {
  const wav = join(run.scratch, 'paid.wav');
  const missingMs = await missingByHead(file);
  await runFfmpeg(decodeSpeechArgs(file, RATE, wav, tempo), { signal: run.signal, timeoutMs: TIMEOUT_MS });
  const envelope = await envelopeOf(wav);
  return {
    wav,
    durationMs: envelope.durationMs,
    stretches: audibleStretches(envelope),
    breaksOff: breaksOff(envelope),
    missingMs,
  };
}

/** More is no answer that we take; what stands in a head for "not known" is a gigabyte and more (0xFFFFFFFF, 0x7FFFF000). */
const MOST_SAID_BYTES = 64 * 2 ** 20;

/** How much less a WAV holds than its head says. */
const missingByHead = (file: string): Promise<number> =>
  withWav(file, (wav) => {
    if (!wav || wav.saidSamples * 2 > MOST_SAID_BYTES) return Promise.resolve(0);
    return Promise.resolve(Math.max(0, ((wav.saidSamples - wav.samples) * 1000) / wav.rate));
  });

/**
 * So much of the end may be missing by the vendor's own word: it places a character to some hundredths of a second, and counts the rest
 * after the last one to it, or not. The shortest last word that anybody would miss is longer.
 */
const MOST_MISSING_MS = 400;
/**
 * The quickest voice, at its own speed; quicker, something is missing. Half of what is usual.
 *
 * Where the vendor says nothing of the length, pace is all there is to judge by, and it does not find every loss. Of espeak-ng's speech, in nine
 * languages and three voices, what was cut to 40 % is always found, to 50 % in 20 cases of 27, to 60 % in 15, to 70 % in 8, to 80 % in one.
 * A higher bound would find more, and refuse whole speech: whole, it takes 49 (French) to 100 ms (Polish) a letter, so that three quarters of the
 * one are as long as all of the other. The language does not tell them apart either: by its usual words a minute (script/length.ts)
 * whole speech takes 0.58 to 0.95 of what it should. A false alarm is bought anew until the task fails; a missing end is heard.
 */
const LEAST_MS = { letter: 36, kana: 55, hangul: 75, ideograph: 95 } as const;
/**
 * So much longer than the quickest must a sound be that breaks off in the middle of a word, to count as whole. Not longer: no whole speech of those
 * voices breaks off, but from a server that trims hard all does.
 */
const BROKEN_MARGIN = 1.5;
/** Fewer letters than these may be swallowed in any time. */
const FEW_LETTERS = 8;
const LONGEST_FACTOR = 16;
const ALLOWANCE_MS = 5_000;
/** A figure may become ten words. */
const LONGEST_FIGURE_MS = 4_000;

/**
 * What was bought, if it can be used.
 * @param billed what it cost, by the seconds that were delivered.
 * @throws UnusableAnswerError `speech_unusable`
 */
export async function usableSound(
  open: () => Promise<PaidSound>,
  text: string,
  { voice, bill }: Pick<SpeechRequest, 'voice' | 'bill'>,
  billed: (seconds: number) => { usage: Usage; cents: number },
  run: Run,
): Promise<PaidSound> {
  const slide = bill.slide === undefined ? {} : { slide: bill.slide };
  const unusable = (flaw: string, seconds: number, cause?: unknown): UnusableAnswerError =>
    new UnusableAnswerError('speech_unusable', `What the voice ${voice.label} delivered ${flaw}.`, billed(seconds), {
      ...slide,
      cause,
    });
  const sound = await open().catch((thrown: unknown) => {
    run.signal.throwIfAborted();
    if (diskFull(thrown)) throw thrown;
    throw unusable('cannot be played', 0, thrown);
  });
  const flaw = flawOf(sound, text);
  if (flaw !== undefined) throw unusable(flaw, sound.durationMs / 1000);
  return sound;
}

/** Why what was delivered for `text` cannot be used; undefined where it can. */
function flawOf(
  { stretches, durationMs, breaksOff: broken, missingMs }: Omit<PaidSound, 'wav'>,
  text: string,
): string | undefined {
  const [first, last] = [stretches[0], stretches.at(-1)];
  if (!first || !last) return 'is silent';
  if (missingMs > MOST_MISSING_MS) return `ends ${(missingMs / 1000).toFixed(1)} s before the text does`;
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  const letters = count(/\p{L}/gu);
  const [ideographs, hangul, kana] = [
    count(/\p{sc=Han}/gu),
    count(/\p{sc=Hangul}/gu),
    count(/[\p{sc=Hira}\p{sc=Kana}]/gu),
  ];
  const plain = letters - ideographs - hangul - kana;
  const leastMs =
    plain * LEAST_MS.letter + kana * LEAST_MS.kana + hangul * LEAST_MS.hangul + ideographs * LEAST_MS.ideograph;
  const heardMs = last.endMs - first.startMs;
  if (letters > FEW_LETTERS && (heardMs < leastMs || (broken && heardMs < leastMs * BROKEN_MARGIN)))
    return 'is not all of the text';
  const longestMs = leastMs * LONGEST_FACTOR + count(/[\p{N}\p{S}\p{P}]/gu) * LONGEST_FIGURE_MS + ALLOWANCE_MS;
  return durationMs > longestMs ? 'is far too long for the text' : undefined;
}

/** Vendors take some 5 ms a letter; five times as much and half a minute is a hang, whatever the text. */
export const speechLimitMs = (text: string): number => 30_000 + 25 * text.length;

/** Sentences as a vendor is given them: a line break makes the longer rest of a paragraph. */
export const paidText = (sentences: readonly Sentence[]): string =>
  sentences
    .map(({ text, endsParagraph }, index) => text + (index === sentences.length - 1 ? '' : endsParagraph ? '\n' : ' '))
    .join('');

/** How long the slowest voice may take: what a budget must have room for. About twice what is usual. */
export function longestSeconds(text: string): number {
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  const blocks = count(/[\p{sc=Han}\p{sc=Hangul}\p{sc=Hira}\p{sc=Kana}]/gu);
  return 3 + 0.14 * Array.from(text).length + 0.3 * blocks + count(/\p{N}/gu);
}
