/** Speaks for the vendors: really, with espeak-ng, so that it can be listened to, or as tones that last as long, for load. */

import { detectLanguage } from '../../activities/script/language.ts';
import { runCommand } from '../../platform/run-command.ts';
import { chance, contentHash } from './chance.ts';

export const SPEECH_RATE = 24_000;

export interface Speech {
  /** 16 bit samples, mono, SPEECH_RATE a second. */
  samples: Int16Array;
}

export interface SpeechRequest {
  text: string;
  /** Any name: each has a voice of its own. */
  voice: string;
  speed: number;
  /** BCP 47; found by the letters where it is not said. */
  language?: string | undefined;
}

export type Speak = (request: SpeechRequest) => Promise<Speech>;

/** espeak-ng's own pace, in words a minute. */
const WORDS_A_MINUTE = 175;
/** A sentence takes milliseconds; 4,096 letters some seconds on a busy machine. */
const TIMEOUT_MS = 120_000;
/** Variants of espeak-ng's voices that a person would listen to. */
const VARIANTS = [
  'f2',
  'f3',
  'f4',
  'f5',
  'm1',
  'm2',
  'm3',
  'm4',
  'm5',
  'm7',
  'Annie',
  'Alicia',
  'Andy',
  'steph',
  'linda',
];

/** Equal requests sound equal; what was spoken once is kept for as long as the stand-in runs, up to KEPT of them. */
const KEPT = 500;

export function createSpeak(audio: 'spoken' | 'tone'): Speak {
  const kept = new Map<string, Promise<Speech>>();
  return (request) => {
    const key = contentHash(request);
    const known = kept.get(key);
    if (known) return known;
    const made = audio === 'tone' ? Promise.resolve(hum(request)) : speak(request);
    kept.set(key, made);
    made.catch(() => kept.delete(key));
    const [oldest] = kept.keys();
    if (kept.size > KEPT && oldest !== undefined) kept.delete(oldest);
    return made;
  };
}

async function speak({ text, voice, speed, language }: SpeechRequest): Promise<Speech> {
  const [tag] = (language ?? (await detectLanguage(text)) ?? 'en').split('-');
  const variant = VARIANTS[Math.floor(chance(voice) * VARIANTS.length)] ?? 'f2';
  const name = tag === 'zh' ? 'cmn' : (tag ?? 'en');
  const say = (named: string) =>
    runCommand(
      'espeak-ng',
      ['-v', `${named}+${variant}`, '-s', String(Math.round(WORDS_A_MINUTE * speed)), '--stdout'],
      {
        input: text,
        signal: new AbortController().signal,
        timeoutMs: TIMEOUT_MS,
      },
    );
  const { stdout } = await say(name).catch(() => say('en'));
  return { samples: resample(stdout.subarray(44), stdout.readUInt32LE(24)) };
}

/** By straight lines between samples: good enough to listen to. */
function resample(pcm: Buffer, rate: number): Int16Array {
  const count = Math.floor(pcm.length / 2);
  const samples = new Int16Array(Math.floor((count * SPEECH_RATE) / rate));
  const at = (index: number): number => pcm.readInt16LE(Math.min(index, count - 1) * 2);
  return samples.map((_, index) => {
    const position = (index * rate) / SPEECH_RATE;
    const before = Math.floor(position);
    return Math.round(at(before) + (at(before + 1) - at(before)) * (position - before));
  });
}

/** A letter of most writing systems lasts so long, an ideograph or a syllable block three times as long. */
const LETTER_SECONDS = 1 / 15;
const PAUSE_SECONDS = 0.25;
const SYLLABLES_A_SECOND = 4;
const LOUDNESS = 9_000;

/** One tone a sentence, trembling like syllables, with a short silence after it. */
function hum({ text, voice, speed }: SpeechRequest): Speech {
  const frequency = 110 + 130 * chance(voice);
  const sentences = text.split(/(?<=[.!?。！？])\s*/u).filter((sentence) => sentence.trim() !== '');
  const parts = sentences.map((sentence) => {
    const seconds = (letters(sentence) * LETTER_SECONDS) / speed;
    const tone = new Int16Array(Math.round((seconds + PAUSE_SECONDS) * SPEECH_RATE));
    const sounding = Math.round(seconds * SPEECH_RATE);
    for (let at = 0; at < sounding; at++) {
      const time = at / SPEECH_RATE;
      const swell = 0.6 - 0.4 * Math.cos(2 * Math.PI * SYLLABLES_A_SECOND * time);
      const edge = Math.min(1, at / 240, (sounding - at) / 240); // 10 ms: a tone that starts at once clicks
      tone[at] = Math.round(LOUDNESS * swell * edge * Math.sin(2 * Math.PI * frequency * time));
    }
    return tone;
  });
  return { samples: joined(parts) };
}

function letters(text: string): number {
  const all = Array.from(text).length;
  return all + 2 * (text.match(/[\p{Script=Hani}\p{Script=Hira}\p{Script=Kana}\p{Script=Hang}]/gu)?.length ?? 0);
}

function joined(parts: readonly Int16Array[]): Int16Array {
  const whole = new Int16Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
