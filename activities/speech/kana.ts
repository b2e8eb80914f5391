/** Japanese text as it is said, in kana: espeak-ng reads kana and would spell kanji out as "Chinese letter". */

import lindera from 'lindera-wasm-nodejs-ipadic';
import { z } from 'zod';

/** A part of a sentence: what the voice is given, and what stands in the text. Joined, `original` is the sentence. */
export interface Piece {
  spoken: string;
  original: string;
}

const tokensSchema = z.array(
  z.object({
    surface: z.string(),
    pronunciation: z.string().optional(),
    partOfSpeech: z.string().optional(),
    partOfSpeechSubcategory1: z.string().optional(),
  }),
);
type Token = z.infer<typeof tokensSchema>[number];

/** After a number these are read as its unit: 1月 is ichi-gatsu, 月 alone tsuki. */
const AFTER_NUMBER: Record<string, string> = {
  年: 'ネン',
  月: 'ガツ',
  日: 'ニチ',
  時: 'ジ',
  分: 'フン',
  人: 'ニン',
  回: 'カイ',
};
const NUMBER = /^[\d.,]+$/;
const KANJI = /\p{Script=Han}/gu;
/** Particles and endings belong to the word before them, and without a gap are said with it. */
const CLINGS = new Set(['助詞', '助動詞', '記号']);
const CLINGS_AS = new Set(['非自立', '接尾']);

/**
 * Loads the dictionary (0.6 s, 170 MB), then turns sentences into pieces, a phrase each.
 * A kanji for which there is no reading stays unsaid.
 */
export function createKana(): (text: string) => Piece[] {
  const builder = new lindera.TokenizerBuilder();
  builder.setDictionary('embedded://ipadic');
  builder.setMode('normal');
  builder.setKeepWhitespace(true);
  const tokenizer = builder.build();
  return (text) => phrasesOf(tokensSchema.parse(tokenizer.tokenize(text)));
}

function phrasesOf(tokens: readonly Token[]): Piece[] {
  const phrases: Piece[] = [];
  let afterNumber = false;
  for (const token of tokens) {
    const spoken = readingOf(token, afterNumber);
    const last = phrases.at(-1);
    if (last && (afterNumber || clings(token))) {
      last.original += token.surface;
      last.spoken += spoken;
    } else {
      phrases.push({ original: token.surface, spoken: last ? ` ${spoken}` : spoken });
    }
    afterNumber = NUMBER.test(token.surface);
  }
  return phrases.map((phrase) => ({ ...phrase, spoken: spellOutLongVowels(phrase.spoken) }));
}

function readingOf({ surface, pronunciation }: Token, afterNumber: boolean): string {
  const reading = (afterNumber ? AFTER_NUMBER[surface] : undefined) ?? pronunciation ?? surface;
  return reading.replaceAll(KANJI, ' ');
}

const clings = ({ surface, partOfSpeech = '', partOfSpeechSubcategory1 = '' }: Token): boolean =>
  CLINGS.has(partOfSpeech) || CLINGS_AS.has(partOfSpeechSubcategory1) || /^[\s\p{P}]+$/u.test(surface);

const ROWS = {
  ア: 'アカサタナハマヤラワガザダバパァャヮ',
  イ: 'イキシチニヒミリギジヂビピィ',
  ウ: 'ウクスツヌフムユルグズヅブプゥュヴ',
  エ: 'エケセテネヘメレゲゼデベペェ',
  オ: 'オコソトノホモヨロヲゴゾドボポォョ',
};
const VOWEL_OF = new Map(
  Object.entries(ROWS).flatMap(([vowel, row]) => Array.from(row, (kana) => [kana, vowel] as const)),
);

/** espeak-ng 1.51 spells the long vowel mark (キョーワ) as "Japanese letter" inside many words; キョオワ sounds the same. */
export function spellOutLongVowels(kana: string): string {
  return kana
    .replace(/(.)ー/gu, (_match, before: string) => before + (VOWEL_OF.get(hiraganaToKatakana(before)) ?? ''))
    .replaceAll('ー', '');
}

const hiraganaToKatakana = (kana: string): string =>
  /[ぁ-ゖ]/.test(kana) ? String.fromCodePoint((kana.codePointAt(0) ?? 0) + 0x60) : kana;
