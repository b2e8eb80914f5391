/** Speaks for the vendors: really, with espeak-ng, so that it can be listened to, or as tones that last as long, for load. */

import { detectLanguage } from '../../activities/script/language.ts';
import { WAV_HEADER_BYTES } from '../../activities/speech/wav-header.ts';
import { hasWords } from '../../domain/index.ts';
import { runCommand } from '../../platform/run-command.ts';
import { chance, contentHash } from './chance.ts';

export const SPEECH_RATE = 24_000;

export interface Speech {
  /** 16 bit samples, mono, SPEECH_RATE a second. */
  samples: Int16Array;
  /** What is heard when. Their texts together are the whole text. */
  sentences: { text: string; startSample: number; endSample: number }[];
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
/** A sentence takes milliseconds, even on a busy machine less than a second. */
const TIMEOUT_MS = 60_000;
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

/** Sentence by sentence, so that it is known when each is heard. */
async function speak(request: SpeechRequest): Promise<Speech> {
  const language = request.language ?? (await detectLanguage(request.text)) ?? 'en';
  const parts: Part[] = [];
  for (const text of sentencesOf(request.text)) {
    parts.push({
      text,
      sound: hasWords(text) ? await speakSentence(text, { ...request, language }) : new Int16Array(),
    });
  }
  return joined(parts);
}

async function speakSentence(text: string, { voice, speed, language = 'en' }: SpeechRequest): Promise<Int16Array> {
  const [tag = 'en'] = language.split('-');
  const variant = VARIANTS[Math.floor(chance(voice) * VARIANTS.length)] ?? 'f2';
  const pace = String(Math.round(WORDS_A_MINUTE * speed));
  const say = (name: string) =>
    runCommand('espeak-ng', ['-v', `${name}+${variant}`, '-s', pace, '--stdin', '--stdout'], {
      input: text,
      signal: new AbortController().signal,
      timeoutMs: TIMEOUT_MS,
    });
  const { stdout } = await say(tag === 'zh' ? 'cmn' : tag).catch(() => say('en'));
  return resample(stdout.subarray(WAV_HEADER_BYTES), stdout.readUInt32LE(24));
}

interface Part {
  text: string;
  sound: Int16Array;
}

/** The text cut after sentences and lines; nothing of it is left out. */
const sentencesOf = (text: string): string[] => text.split(/(?<=[.!?]["')\]]?\s+)(?=\S)|(?<=[。！？\n])(?=\S)/u);

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

/** One tone a sentence, trembling like syllables, with a short silence after it. Other words are another tone. */
function hum({ text, voice, speed }: SpeechRequest): Speech {
  const parts = sentencesOf(text).map((sentence) => {
    const frequency = 110 + 110 * chance(voice) + 20 * chance(sentence);
    const seconds = hasWords(sentence) ? (letters(sentence.trim()) * LETTER_SECONDS) / speed : 0;
    const sound = new Int16Array(Math.round((seconds + PAUSE_SECONDS) * SPEECH_RATE));
    const sounding = Math.round(seconds * SPEECH_RATE);
    for (let at = 0; at < sounding; at++) {
      const time = at / SPEECH_RATE;
      const swell = 0.6 - 0.4 * Math.cos(2 * Math.PI * SYLLABLES_A_SECOND * time);
      const edge = Math.min(1, at / 240, (sounding - at) / 240); // 10 ms: a tone that starts at once clicks
      sound[at] = Math.round(LOUDNESS * swell * edge * Math.sin(2 * Math.PI * frequency * time));
    }
    return { text: sentence, sound };
  });
  return joined(parts);
}

function letters(text: string): number {
  const all = Array.from(text).length;
  return all + 2 * (text.match(/[\p{Script=Hani}\p{Script=Hira}\p{Script=Kana}\p{Script=Hang}]/gu)?.length ?? 0);
}

function joined(parts: readonly Part[]): Speech {
  const samples = new Int16Array(parts.reduce((sum, { sound }) => sum + sound.length, 0));
  const sentences: Speech['sentences'] = [];
  let at = 0;
  for (const { text, sound } of parts) {
    samples.set(sound, at);
    sentences.push({ text, startSample: at, endSample: at + sound.length });
    at += sound.length;
  }
  return { samples, sentences };
}
