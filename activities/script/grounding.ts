/**
 * Whether a script says what the deck says: its numbers and names must occur in the deck's words. What is written in words is not seen as a
 * number ("seventeen"), nor a name that begins a sentence. Pure.
 */

import { mainWritingSystem } from '../../domain/index.ts';
import { numbersIn } from './written-numbers.ts';

export interface Grounds {
  /** Everything that the deck says: the slide, its notes, the other slides. */
  sources: readonly string[];
  /** Of the script, BCP 47. */
  language: string;
  /** Whether the deck is in that language: other languages have other words for places and people. */
  isDeckLanguage: boolean;
}

const WORD = /\p{L}[\p{L}\p{M}\p{N}]*(?:['’-][\p{L}\p{M}\p{N}]+)*/gu;
/** Nouns are written like names: only several in a row are taken for one. */
const NOUNS_ARE_CAPITAL = new Set(['de', 'lb']);
/** What is surely a noun there: what stands beside others without a comma, and is no part of a name. */
const MEASURES = new Set(
  (
    'prozent grad uhr euro dollar million millionen milliarde milliarden tausend tausende dutzend meter kilometer zentimeter millimeter ' +
    'quadratmeter kubikmeter liter gramm kilogramm kilo tonne tonnen watt kilowatt sekunde sekunden minute minuten stunde stunden tag tage ' +
    'tagen woche wochen monat monate monaten jahr jahre jahren anfang mitte ende art reihe menge paar teil stück glas tasse'
  ).split(' '),
);
const MADE_NOUN = /(?:ung|heit|keit|schaft|tion|tät|ismus|nis)(?:en|s|se|sen)?$/;
const AFTER_ARTICLE =
  /(?<!\p{L})(?:d(?:er|ie|as|en|em|es)|dies(?:e[rsmn]?)|(?:k?ein|[mds]ein|ihr|unser|euer|eur)(?:e[rsmn]?)?|jede[rsmn]?|viele[rn]?|alle[rn]?|[zv]om|zu[mr]|[bvi]eim|[ia]m|ins|ans) $/iu;
const CASED = new Set(['Latn', 'Cyrl', 'Grek', 'Armn']);
/** Always capital, and no names. */
const NO_NAMES = new Set(['i', "i'm", "i'll", "i've", "i'd"]);
/** Of German: how one speaks to people. */
const POLITE = new Set(['sie', 'ihnen', 'ihr', 'ihre', 'ihrem', 'ihren', 'ihrer', 'ihres']);
/** So much at the beginning must agree: names are inflected (Moskva, Moskvě), and have a possessive. */
const LEAST_STEM = 4;
const STEM_SHARE = 0.6;

/** What the script says and the deck does not: numbers and names, each once, as they are written. */
export function ungroundedIn(text: string, { sources, language, isDeckLanguage }: Grounds): string[] {
  const source = sources.join('\n').normalize('NFKC');
  const said = text.normalize('NFKC');
  const words = new Set([...source.matchAll(WORD)].map(([word]) => word.toLowerCase()));
  const found = [...strangeNumbers(said, source, language), ...strangeNames(said, words, { language, isDeckLanguage })];
  return [...new Set(found)];
}

/** A deck's charts and quotations write numbers as other countries do, so its own are taken in every way. */
function strangeNumbers(text: string, source: string, language: string): string[] {
  const known = new Set(numbersIn(source).flatMap(({ values, parts }) => [...values, ...parts]));
  const isKnown = (number: string): boolean => known.has(number);
  return numbersIn(text, language).flatMap((number) => {
    const { values, parts } = number;
    return values.some(isKnown) || (parts.length > 0 && parts.every(isKnown)) ? [] : [number.text];
  });
}

/**
 * Words that look like names and are unknown: with capitals inside (NASA, iPhone), or capital where the language has no reason for it. Where
 * it has one, or has words of its own for the deck's places and people, only two and more in a row: Angela Merkel.
 */
function strangeNames(
  text: string,
  known: ReadonlySet<string>,
  { language, isDeckLanguage }: Omit<Grounds, 'sources'>,
): string[] {
  const isCased = CASED.has(mainWritingSystem(text) ?? 'Latn');
  const areNounsCapital = NOUNS_ARE_CAPITAL.has(language.split('-')[0] ?? '');
  const least = isDeckLanguage && !areNounsCapital ? 1 : 2;
  const found: string[] = [];
  let row: string[] = [];
  let rowEnd = -1;
  const endRow = (): void => {
    if (row.length >= least) found.push(...(least === 1 ? row : [row.join(' ')]));
    row = [];
  };
  for (const { 0: word, index } of text.matchAll(WORD)) {
    // Amid other letters, Latin ones are a name or a term.
    const tells = isCased ? /\p{L}\p{Lu}/u.test(word) : /^\p{Script=Latin}{2}/u.test(word);
    const isCapital = isCased && /^\p{Lu}/u.test(word) && !beginsSentence(text, index);
    const isNoName =
      NO_NAMES.has(word.toLowerCase().replace('’', "'")) || (areNounsCapital && !tells && isNoun(word, text, index));
    const isStrange = (tells || isCapital) && !isNoName && !isKnown(word.toLowerCase(), known);
    if (tells || !isStrange || text.slice(rowEnd, index) !== ' ') endRow();
    if (!isStrange) continue;
    if (tells) found.push(word);
    else {
      row.push(word);
      rowEnd = index + word.length;
    }
  }
  endRow();
  return found;
}

/** Whether a German word is no part of a name, as far as it or what stands before it tells. */
function isNoun(word: string, text: string, index: number): boolean {
  const plain = word.toLowerCase();
  return (
    POLITE.has(plain) ||
    MEASURES.has(plain) ||
    MADE_NOUN.test(plain) ||
    AFTER_ARTICLE.test(text.slice(Math.max(0, index - 10), index))
  );
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
