/** Whether a script says what the deck says: its numbers and names must occur in the deck's words. Pure. */

import { mainWritingSystem } from '../../domain/index.ts';

export interface Grounds {
  /** Everything that the deck says: the slide, its notes, the other slides. */
  sources: readonly string[];
  /** Of the script, BCP 47. */
  language: string;
  /** Whether the deck is in that language: other languages have other words for places and people. */
  isDeckLanguage: boolean;
}

/** Digits with what stands between them: 1,000 · 2.5 · 10:30 · 1 000 (with a no-break space). */
const NUMBER = /\p{Nd}+(?:[.,:/'’\u00a0\u202f]\p{Nd}+)*/gu;
const WORD = /\p{L}[\p{L}\p{M}\p{N}]*(?:['’-][\p{L}\p{M}\p{N}]+)*/gu;
/** Nouns are written like names. */
const NOUNS_ARE_CAPITAL = new Set(['de', 'lb']);
const CASED = new Set(['Latn', 'Cyrl', 'Grek', 'Armn']);
/** Always capital, and no names. */
const NO_NAMES = new Set(['i', "i'm", "i'll", "i've", "i'd"]);
/** So much at the beginning must agree: names are inflected (Moskva, Moskvě), and have a possessive. */
const LEAST_STEM = 4;
const STEM_SHARE = 0.6;

/** What the script says and the deck does not: numbers and names, each once, as they are written. */
export function ungroundedIn(text: string, { sources, language, isDeckLanguage }: Grounds): string[] {
  const source = sources.join('\n').normalize('NFKC');
  const numbers = new Set(numbersIn(source).map(digitsOf));
  const words = new Set([...source.matchAll(WORD)].map(([word]) => word.toLowerCase()));
  const found = [
    ...numbersIn(text.normalize('NFKC')).filter((number) => !numbers.has(digitsOf(number))),
    ...namesIn(text.normalize('NFKC'), language, isDeckLanguage).filter((name) => !isKnown(name.toLowerCase(), words)),
  ];
  return [...new Set(found)];
}

const numbersIn = (text: string): string[] => [...text.matchAll(NUMBER)].map(([number]) => number);

/** 1,000 and 1.000 and 1000 are the same number in three countries. */
const digitsOf = (number: string): string => number.replaceAll(/\P{Nd}/gu, '');

/** Words that look like names: capital where the language has no reason for it, or with capitals inside (NASA, iPhone). */
function namesIn(text: string, language: string, isDeckLanguage: boolean): string[] {
  const isCased = CASED.has(mainWritingSystem(text) ?? 'Latn');
  const capitalsTell = isCased && isDeckLanguage && !NOUNS_ARE_CAPITAL.has(language.split('-')[0] ?? '');
  return [...text.matchAll(WORD)].flatMap(({ 0: word, index }) => {
    if (NO_NAMES.has(word.toLowerCase().replace('’', "'"))) return [];
    // Amid other letters, Latin ones are a name or a term.
    if (!isCased) return /^\p{Script=Latin}{2}/u.test(word) ? [word] : [];
    if (/\p{L}\p{Lu}/u.test(word)) return [word];
    return capitalsTell && /^\p{Lu}/u.test(word) && !beginsSentence(text, index) ? [word] : [];
  });
}

const beginsSentence = (text: string, index: number): boolean =>
  /(?:^|[.!?…:;\n\r]["'”’»)\]]*\s*|[“„"«‘(¿¡–—-]\s*)$/u.test(text.slice(Math.max(0, index - 8), index));

function isKnown(name: string, words: ReadonlySet<string>): boolean {
  if (words.has(name)) return true;
  const parts = name.split(/['’-]/).filter((part) => part !== '' && part !== 's');
  return parts.every((part) => words.has(part) || [...words].some((word) => shareStem(part, word)));
}

function shareStem(one: string, other: string): boolean {
  const least = Math.max(LEAST_STEM, Math.ceil(Math.max(one.length, other.length) * STEM_SHARE));
  return one.length >= least && other.startsWith(one.slice(0, least));
}
