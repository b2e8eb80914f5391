/** When the sentences of a translation are shown, while the original is spoken. */

import { columnsOf } from './cues.ts';
import type { TimedText } from './narration.ts';

/**
 * Each of `sentences` with the time of its share of what is spoken: sentence by sentence where there are as many, else by
 * letters, since a translator joins and divides sentences.
 */
export function timesByShare(sentences: readonly string[], spoken: readonly TimedText[]): TimedText[] {
  if (sentences.length === spoken.length)
    return spoken.map(({ startMs, endMs }, index) => ({ text: sentences[index] ?? '', startMs, endMs }));
  const lengths = sentences.map(lengthOf);
  const total = sum(lengths);
  const spokenTotal = sum(spoken.map(({ text }) => lengthOf(text)));
  let reached = 0;
  return sentences.map((text, index) => {
    const start = (reached / total) * spokenTotal;
    reached += lengths[index] ?? 0;
    const end = (reached / total) * spokenTotal;
    return { text, startMs: timeAt(start, spoken, 'start'), endMs: timeAt(end, spoken, 'end') };
  });
}

/** Where in time so many letters have been spoken; between two sentences it is the rest's end, or its beginning. */
function timeAt(letters: number, spoken: readonly TimedText[], edge: 'start' | 'end'): number {
  let before = 0;
  for (const { text, startMs, endMs } of spoken) {
    const own = lengthOf(text);
    const within = edge === 'start' ? letters < before + own - EDGE : letters <= before + own + EDGE;
    if (within) return Math.round(startMs + (Math.max(0, letters - before) / own) * (endMs - startMs));
    before += own;
  }
  return spoken.at(-1)?.endMs ?? 0;
}

/** Shares are fractions: what falls on the end of a sentence may miss it by rounding. */
const EDGE = 0.001;

/** Never nothing: it divides. */
const lengthOf = (text: string): number => Math.max(1, columnsOf(text.replaceAll(/\s+/g, '')));
const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
