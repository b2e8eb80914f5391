/** Cuts a sentence where another voice has to take over: espeak-ng's Japanese voice spells English words. */

import { hasWords } from '../../domain/index.ts';

/** A stretch of a sentence for one voice. */
export interface VoiceRun {
  text: string;
  /** In code points from the start of the sentence. */
  position: number;
  latin: boolean;
}

/** Latin words with the figures and marks between them. */
const LATIN = /[\p{Script=Latin}][\p{Script=Latin}\p{M}\p{N}\s.,:;'"&/()@+-]*/gu;
/** What is all capitals (OSS, API) is spelled anyway, and better without a change of voice. */
const WORD = /\p{Script=Latin}*\p{Ll}\p{Script=Latin}*/u;
const WORD_OF_TWO = /\p{Script=Latin}{2}/u;

/** The sentence in order, nothing left out. Stretches without words belong to the one before. */
export function splitVoices(text: string): VoiceRun[] {
  const stretches: { text: string; latin: boolean }[] = [];
  const add = (stretch: string, latin: boolean): void => {
    const last = stretches.at(-1);
    if (last && (last.latin === latin || !hasWords(stretch))) last.text += stretch;
    else if (last && !hasWords(last.text)) Object.assign(last, { text: last.text + stretch, latin });
    else if (stretch !== '') stretches.push({ text: stretch, latin });
  };
  let reached = 0;
  for (const { 0: match, index } of text.matchAll(LATIN)) {
    if (!WORD.test(match) || !WORD_OF_TWO.test(match)) continue;
    add(text.slice(reached, index), false);
    add(match, true);
    reached = index + match.length;
  }
  add(text.slice(reached), false);
  let position = 0;
  return stretches.map((stretch) => {
    const run = { ...stretch, position };
    position += Array.from(stretch.text).length;
    return run;
  });
}
