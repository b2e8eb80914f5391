/** Finds the language that a text is written in. */

import { canBeWrittenIn, languageOfWriting, mainWritingSystem, sameLanguage } from '../../domain/index.ts';

/** Enough to be sure of any language, and read in a millisecond. */
const SAMPLE_LETTERS = 5_000;
/** With fewer letters the statistics guess: "Slide one title" counts as Tagalog, "Docker Redis" as Catalan. */
const FEW_LETTERS = 60;
/** By how much another language must fit better than English, which decks of all languages sprinkle their lines with. */
const MARGIN = { few: 0.15, many: 0.05 } as const;

/**
 * The language of `text` (BCP 47) by its letters: by the writing system where it gives the language away, else by
 * the frequency of letter groups; undefined where there is too little of it to tell.
 */
export async function detectLanguage(text: string): Promise<string | undefined> {
  const system = mainWritingSystem(text);
  const telling = languageOfWriting(system);
  if (system === undefined || telling !== undefined) return telling;
  const letters = text
    .slice(0, SAMPLE_LETTERS)
    .replaceAll(/[^\p{L}\p{M}'’]+/gu, ' ')
    .trim();
  // 28 MB of letter groups, read from the disk only for decks that do not say their language.
  const { eld } = await import('eld/extrasmall');
  const found = eld.detect(letters);
  if (!found.isReliable() || !canBeWrittenIn(found.language, system)) return undefined;
  const { [found.language]: best = 0, en = 0 } = found.getScores();
  return best - en > (letters.length < FEW_LETTERS ? MARGIN.few : MARGIN.many) ? found.language : 'en';
}

/** Whether words like these can be in `language`, as far as their letters tell. */
export function fitsLetters(language: string, text: string): boolean {
  const system = mainWritingSystem(text);
  return system === undefined || canBeWrittenIn(language, system);
}

/** Another language must fit by so much better before words count as wrong: closely related ones overlap. */
const OTHER_LANGUAGE_MARGIN = 0.15;
const FEW_IDEOGRAPHS = 20;

/** Whether `text` is in another language than `language`, for certain: short texts and languages we cannot tell pass. */
export async function isInOtherLanguage(text: string, language: string): Promise<boolean> {
  const system = mainWritingSystem(text);
  if (system === undefined) return false;
  if (!canBeWrittenIn(language, system)) return true;
  const letters = text.replaceAll(/[^\p{L}\p{M}'’]+/gu, ' ').trim();
  // Kana make a text Japanese; twenty characters without any are Chinese.
  if (system === 'Jpan') return !sameLanguage(language, 'ja');
  if (system === 'Hani') return sameLanguage(language, 'ja') && letters.length >= FEW_IDEOGRAPHS;
  if (languageOfWriting(system) !== undefined || letters.length < FEW_LETTERS) return false;
  const { eld } = await import('eld/extrasmall');
  const known = Object.values(eld.info().Languages);
  if (!known.some((tag) => sameLanguage(tag, language))) return false;
  const scores = Object.entries(eld.detect(letters.slice(0, SAMPLE_LETTERS)).getScores());
  const best = Math.max(0, ...scores.map(([, score]) => score));
  const own = scores.find(([tag]) => sameLanguage(tag, language))?.[1] ?? 0;
  return best - own > OTHER_LANGUAGE_MARGIN;
}
