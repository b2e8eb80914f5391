/** What an espeak-ng voice can read, and a text with everything else taken out of it. */

import { writingSystemOf, writingSystemsOf, type Voice } from '../../domain/index.ts';

/**
 * Words in these are spoken by every voice: Latin as its own or in English, the others by a voice of their own that
 * espeak-ng changes to (its table of alphabets, marked AL_WORDS). All other foreign letters it would spell out one by
 * one, "Cyrillic P, Cyrillic R".
 */
const SPOKEN_BY_ALL = [
  'Latn',
  'Grek',
  'Armn',
  'Deva',
  'Beng',
  'Guru',
  'Gujr',
  'Taml',
  'Knda',
  'Mlym',
  'Sinh',
  'Geor',
  'Hang',
];
/** Hakka is written in Han, but its voice knows the Latin spelling only. */
const LATIN_ONLY = new Set(['hak']);

/** Voices that spell Latin words letter by letter, or read them as Pinyin and Jyutping (tried with espeak-ng 1.51). */
const SPELL_LATIN = new Set('ba be chr cv he hyw ja kok ky my nog shn yue zh'.split(' '));

/** Pictures, ornaments and private characters: never words. °, ©, ® and ™ are spoken. */
const ORNAMENT =
  /(?![\u00b0\u00a9\u00ae\u2122])[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Regional_Indicator}\p{So}\p{Co}\p{Cn}\p{Cc}\p{Cf}\u20e3\ufe0f\ufffd*|_~^`<>{}[\]\\]/u;
const DIGIT = /\d/;
const LETTER = /\p{L}/u;
/** Vowel signs and tone marks go with their letters. */
const LETTER_OR_MARK = /[\p{L}\p{M}]/u;
const APOSTROPHE = /[\u2018\u2019\u02bc]/u;
/** A dash between words is a rest; the Japanese and Chinese voices would name it. */
const DASH = /[\u2012-\u2015\u301c\uff5e]/u;
const MIDDLE_DOT = /[\u00b7\u2022\u2027\u2043\u30fb]/u;
/** Invisible inside words: joiners and the soft hyphen. */
const JOINER = /[\u200c\u200d\u2060\u00ad]/u;

/** Whether words in Latin letters need another voice: `Cloud` is neither "C, L, O, U, D" nor "tslo-ud". */
export const spellsLatin = ({ name }: Voice): boolean => SPELL_LATIN.has(name);

/** The letters of `text`, each once, that the voice can only spell out by name. */
export function unreadableLetters(text: string, voice: Voice): string[] {
  const reads = readerOf(voice);
  return [...new Set(text)].filter((character) => LETTER.test(character) && !reads(character));
}

/**
 * `text` as it is given to the voice: full-width forms made plain, and a space in the place of everything that it
 * would spell out or name. As many code points as before, so that a place in the one is a place in the other.
 */
export function readableText(text: string, voice: Voice): string {
  const reads = readerOf(voice);
  const characters = Array.from(text);
  return characters
    .map((character, index) => {
      if (JOINER.test(character)) return character;
      if (DASH.test(character)) return DIGIT.test(characters[index - 1] ?? '') ? ' ' : ',';
      if (MIDDLE_DOT.test(character) || ORNAMENT.test(character)) return ' ';
      if (LETTER_OR_MARK.test(character) && !reads(character)) return ' ';
      if (APOSTROPHE.test(character)) return "'";
      const plain = character.normalize('NFKC');
      return Array.from(plain).length === 1 ? plain : character;
    })
    .join('');
}

function readerOf(voice: Voice): (letter: string) => boolean {
  const own = voice.languages.flatMap(writingSystemsOf);
  const systems = new Set(LATIN_ONLY.has(voice.name) ? SPOKEN_BY_ALL : [...SPOKEN_BY_ALL, ...own]);
  return (letter) => {
    const system = writingSystemOf(letter);
    if (letter === LONG_VOWEL) return systems.has('Kana');
    return system !== undefined ? systems.has(system) : SHARED.test(letter);
  };
}

/** Belongs to no single writing system, but is only ever written between kana. */
const LONG_VOWEL = 'ー';
/** Letters of no single writing system (ª, º) are read; those of a rare one only by a voice that nobody has. */
const SHARED = /[\p{Script=Common}\p{Script=Inherited}]/u;
