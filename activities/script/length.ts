/** How long words take to say, and how many there are. */

import { writingSystemsOf } from '../../domain/index.ts';

/** What is counted: words where spaces divide them, else characters. */
export type LengthUnit = 'words' | 'characters';

/** Written without spaces: a word is what a dictionary says, so characters are counted, as everybody does there. */
const UNSPACED = new Set(['Hani', 'Thai', 'Laoo', 'Khmr', 'Mymr']);
/** How many of them a second of unhurried speech holds. Words: 145 a minute in English, fewer where they are long. */
const WORDS_A_SECOND: Record<string, number> = {
  en: 2.4,
  de: 2,
  nl: 2.2,
  ru: 1.9,
  pl: 1.9,
  fi: 1.6,
  hu: 1.8,
  tr: 1.8,
  ko: 1.7,
};
const USUAL_WORDS_A_SECOND = 2.3;
const CHARACTERS_A_SECOND: Record<string, number> = { ja: 6, zh: 4 };
const USUAL_CHARACTERS_A_SECOND = 9;

export function lengthUnitOf(language: string): LengthUnit {
  return writingSystemsOf(language).some((system) => UNSPACED.has(system)) ? 'characters' : 'words';
}

/** In the language's unit. */
export function lengthOf(text: string, language: string): number {
  if (lengthUnitOf(language) === 'characters') return text.match(/[\p{L}\p{M}\p{N}]/gu)?.length ?? 0;
  return text.match(/[\p{L}\p{N}][\p{L}\p{M}\p{N}'’.,-]*/gu)?.length ?? 0;
}

/** How much can be said in that time, in the language's unit; `rate` is a factor on the voice's speed. */
export function lengthFor(seconds: number, language: string, rate = 1): number {
  const main = language.split('-')[0] ?? language;
  const perSecond =
    lengthUnitOf(language) === 'characters'
      ? (CHARACTERS_A_SECOND[main] ?? USUAL_CHARACTERS_A_SECOND)
      : (WORDS_A_SECOND[main] ?? USUAL_WORDS_A_SECOND);
  return Math.max(1, Math.round(seconds * perSecond * rate));
}
