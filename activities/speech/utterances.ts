/** Makes of a script with its directives what is spoken in one go: by one voice, at one rate. */

import {
  applyLexicon,
  parseDirectives,
  type Lexicon,
  type TimedText,
  type Voice,
  type Wording,
} from '../../domain/index.ts';
import { splitSentences } from '../script/sentences.ts';
import { voiceByName } from './voices.ts';

/** A sentence as it is shown (`text`), and as it is said. */
export interface SpokenSentence {
  text: string;
  endsParagraph: boolean;
  /** The same words, cut where they are said in another way. */
  wordings: Wording[];
  /** Silence that its author wants after it, beside the voice's own rest. */
  pauseMs: number;
}

export interface Utterance {
  voice: Voice;
  sentences: SpokenSentence[];
  /** Silence before it: what its author wants, and a rest where the words before it ended a sentence. */
  restMs: number;
}

export interface DirectedScript {
  utterances: Utterance[];
  /** Silence after the last word. */
  holdMs: number;
}

export interface Casting {
  /** Speaks where no directive says otherwise. */
  voice: Voice;
  /** Those that a directive may name. */
  voices: readonly Voice[];
  language: string;
  lexicon: Lexicon;
}

const SENTENCE_REST_MS = 350;
const PARAGRAPH_REST_MS = 600;
/** Between two voices in the middle of a sentence. */
const BREATH_MS = 80;
const ENDS_SENTENCE = /(?:[.!?…:;。！？：；।॥؟۔]["'”’»)\]』」]*\s*|[\r\n]\s*)$/u;
const RATES = { least: 0.5, most: 2 } as const;

/**
 * A pause after a sentence stays inside its utterance; one within a sentence cuts it in two.
 * @throws ProviderError `unknown_voice`
 */
export function utterancesOf(text: string, { voice: usual, voices, language, lexicon }: Casting): DirectedScript {
  const { parts, holdMs } = parseDirectives(text);
  const utterances: Utterance[] = [];
  let voice = usual;
  let rate = 1;
  let pauseMs = 0;
  /** What was said last, and whether it ended a sentence. */
  let last: { sentence: SpokenSentence; ended: boolean } | undefined;

  for (const part of parts) {
    if (part.kind === 'pause') pauseMs += part.ms;
    else if (part.kind === 'rate') rate = part.factor;
    else if (part.kind === 'voice')
      voice = part.name === undefined ? usual : asBefore(voiceByName(voices, part.name), usual);
    else {
      const sentences = cutSentences(applyLexicon(part.wordings, lexicon, language), language);
      const final = sentences.at(-1);
      if (!final) continue;
      const words = part.wordings.map((wording) => wording.text).join('');
      // A part ends where a directive stands: that alone makes no paragraph.
      final.endsParagraph = /[\r\n]\s*$/.test(words);
      if (last && /^\s*[\r\n]/.test(words)) last.sentence.endsParagraph = true;
      const speaking = { ...voice, rate: clampRate(usual.rate * rate) };
      const current = utterances.at(-1);
      if (current && last && sameVoice(current.voice, speaking) && (last.ended || pauseMs === 0)) {
        last.sentence.pauseMs += pauseMs;
        current.sentences.push(...sentences);
      } else utterances.push({ voice: speaking, sentences, restMs: pauseMs + restAfter(last, speaking.rate) });
      pauseMs = 0;
      last = { sentence: final, ended: ENDS_SENTENCE.test(words) };
    }
  }
  return { utterances, holdMs: holdMs + pauseMs };
}

/** Whether a directive names another voice than the task's. */
export const namesVoices = (text: string): boolean =>
  parseDirectives(text).parts.some((part) => part.kind === 'voice' && part.name !== undefined);

/** A voice named in passing speaks with the task's model, where it can. */
const asBefore = (voice: Voice, { model }: Voice): Voice =>
  model !== undefined && voice.models?.includes(model) === true ? { ...voice, model } : voice;

const clampRate = (rate: number): number => Math.min(RATES.most, Math.max(RATES.least, rate));

const sameVoice = (a: Voice, b: Voice): boolean =>
  a.provider === b.provider && a.name === b.name && a.model === b.model && a.rate === b.rate;

/** The rest that a voice takes by itself after what was said last. */
export function restAfter(last: { sentence: SpokenSentence; ended: boolean } | undefined, rate: number): number {
  if (!last) return 0;
  if (!last.ended) return BREATH_MS;
  return Math.round((last.sentence.endsParagraph ? PARAGRAPH_REST_MS : SENTENCE_REST_MS) / rate);
}

/** The sentences of a text whose words are partly said in another way. */
function cutSentences(wordings: readonly Wording[], language: string): SpokenSentence[] {
  const text = wordings.map((wording) => wording.text).join('');
  let reached = 0;
  return splitSentences(text, language).map((sentence) => {
    const start = text.indexOf(sentence.text, reached);
    reached = start + sentence.text.length;
    return { ...sentence, wordings: sliceWordings(wordings, start, reached), pauseMs: 0 };
  });
}

/** What lies between two places of the shown text. Where one is said in another way, all of it belongs to its beginning. */
function sliceWordings(wordings: readonly Wording[], from: number, to: number): Wording[] {
  let at = 0;
  return wordings.flatMap((wording) => {
    const start = at;
    at += wording.text.length;
    const text = wording.text.slice(Math.max(0, from - start), Math.max(0, to - start));
    if (text === '') return [];
    if (wording.said === undefined) return [{ text }];
    return [{ text, said: start >= from ? wording.said : '' }];
  });
}

/** What the voice is given. */
export const saidText = (wordings: readonly Wording[]): string =>
  wordings.map(({ text, said }) => said ?? text).join('');

/** The times of the words that were said, as times of the words that are shown. */
export function shownWords(words: readonly TimedText[], wordings: readonly Wording[]): TimedText[] {
  const said = saidText(wordings);
  const shown: TimedText[] = [];
  let reached = 0;
  let merging: Wording | undefined;
  for (const word of words) {
    const found = said.indexOf(word.text, reached);
    const at = found < 0 ? reached : found;
    reached = found < 0 ? reached : found + word.text.length;
    const wording = wordingAt(wordings, at);
    const previous = shown.at(-1);
    if (wording?.said === undefined) shown.push(word);
    else if (wording === merging && previous) previous.endMs = word.endMs;
    else shown.push({ ...word, text: wording.text.trim() });
    merging = wording;
  }
  return shown;
}

function wordingAt(wordings: readonly Wording[], place: number): Wording | undefined {
  let end = 0;
  return wordings.find(({ text, said }) => place < (end += (said ?? text).length));
}
