/** How an owner wants some words to be spoken. It changes the speech and never what is shown. */

import type { Wording } from './directives.ts';
import { matchLanguage } from './language.ts';

/** One word, or a few: `SQL` is said `sequel`. */
export interface LexiconEntry {
  /** Written in small letters only, it fits the word in any capitals; with a capital (`IT`) it fits only itself. */
  word: string;
  say: string;
  /** BCP 47; absent: in every language. */
  language?: string;
}

export type Lexicon = readonly LexiconEntry[];

/** Writing systems without spaces: a word may begin and end anywhere in a line. */
const UNSPACED = '\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}\\p{sc=Myanmar}';
const IN_WORD = '[\\p{L}\\p{M}\\p{N}]';

/** The same words, cut where an entry changes how they are said. What a directive decided stays. */
export function applyLexicon(wordings: readonly Wording[], lexicon: Lexicon, language: string): Wording[] {
  const entries = lexicon.filter(
    (entry) => entry.language === undefined || matchLanguage(language, entry.language) > 0,
  );
  if (entries.length === 0) return [...wordings];
  // The longest first: `SQL Server` before `SQL`.
  const longestFirst = entries.toSorted((a, b) => b.word.length - a.word.length);
  const pattern = new RegExp(longestFirst.map(({ word }) => wholeWord(word)).join('|'), 'giu');
  return wordings.flatMap((wording) =>
    wording.said === undefined ? cut(wording.text, pattern, longestFirst) : [wording],
  );
}

function cut(text: string, pattern: RegExp, entries: Lexicon): Wording[] {
  const cuts: Wording[] = [];
  let reached = 0;
  for (const { 0: found, index } of text.matchAll(pattern)) {
    const entry =
      entries.find(({ word }) => word === found) ?? entries.find(({ word }) => fitsAnyCapitals(word, found));
    if (!entry) continue;
    if (index > reached) cuts.push({ text: text.slice(reached, index) });
    cuts.push({ text: found, said: entry.say });
    reached = index + found.length;
  }
  if (reached < text.length) cuts.push({ text: text.slice(reached) });
  return cuts;
}

const fitsAnyCapitals = (word: string, found: string): boolean =>
  word === word.toLowerCase() && word === found.toLowerCase();

/** Not inside another word: `cat` is no part of `category`. */
function wholeWord(word: string): string {
  const unspaced = new RegExp(`^[${UNSPACED}]$`, 'u');
  const letters = Array.from(word);
  const before = unspaced.test(letters[0] ?? '') ? '' : `(?<!${IN_WORD})`;
  const after = unspaced.test(letters.at(-1) ?? '') ? '' : `(?!${IN_WORD})`;
  return before + word.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&') + after;
}
