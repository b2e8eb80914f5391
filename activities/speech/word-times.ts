/** Turns the library's word events into words of the script with their times. */

import type { TimedText } from '../../domain/index.ts';
import type { Piece } from './kana.ts';

export interface WordEvent {
  /** In code points from the start of the spoken text. */
  position: number;
  length: number;
  /** From the start of the sentence's sound. */
  ms: number;
}

/** Where the sentence lies in the narration: the start of its sound, and between which times it can be heard. */
export interface SentencePlace {
  offsetMs: number;
  startMs: number;
  endMs: number;
}

/**
 * Each word ends where the next begins, the last with its sentence. A sentence of one piece is cut at the events'
 * positions; of several pieces (kana), each is a word, told by the first event inside it.
 */
export function timeWords(events: readonly WordEvent[], pieces: readonly Piece[], place: SentencePlace): TimedText[] {
  const [only] = pieces;
  const wordAt = pieces.length === 1 && only ? sliceOf(only.original) : pieceOf(pieces);
  const words: TimedText[] = [];
  let reached = 0;
  for (const { position, length, ms } of events) {
    if (position < reached) continue; // the second part of what was one word to the reader: a number, a symbol's name
    const word = wordAt(position, length);
    reached = word.end;
    const previous = words.at(-1);
    if (previous && word.continues) previous.text += word.text;
    else if (word.text !== '') {
      const startMs = Math.min(Math.max(ms + place.offsetMs, place.startMs), place.endMs);
      if (previous) previous.endMs = startMs;
      words.push({ text: word.text, startMs, endMs: place.endMs });
    }
  }
  return words;
}

/** Each phoneme lasts until the next one or the next rest; `offsetMs` is where the sound of the events begins. */
export function timePhonemes(
  events: readonly { ipa: string; ms: number }[],
  offsetMs: number,
  soundMs: number,
): TimedText[] {
  return events.flatMap(({ ipa, ms }, index) => {
    const endMs = Math.max(ms, events[index + 1]?.ms ?? soundMs);
    return ipa === '' || endMs === ms ? [] : [{ text: ipa, startMs: offsetMs + ms, endMs: offsetMs + endMs }];
  });
}

interface FoundWord {
  text: string;
  end: number;
  /** It goes on with the word before: `1,` and `234`. */
  continues: boolean;
}

/** Letters after an apostrophe that still belong to the word. */
const LONGEST_TAIL = 12;

const sliceOf = (text: string) => {
  const points = Array.from(text);
  return (position: number, length: number): FoundWord => {
    // The library's words end at an apostrophe: It's.
    const tail =
      /^['’]\p{L}+/u.exec(points.slice(position + length, position + length + LONGEST_TAIL).join(''))?.[0] ?? '';
    const end = position + length + Array.from(tail).length;
    return {
      text: points.slice(position, end).join('').trim(),
      end,
      continues: /[\d.,:]/.test(points[position - 1] ?? '') && /\d/.test(points[position] ?? ''),
    };
  };
};

const pieceOf = (pieces: readonly Piece[]) => {
  let end = 0;
  const ends = pieces.map(({ spoken }) => (end += Array.from(spoken).length));
  return (position: number): FoundWord => {
    const index = ends.findIndex((pieceEnd) => pieceEnd > position);
    return { text: pieces[index]?.original.trim() ?? '', end: ends[index] ?? end, continues: false };
  };
};
