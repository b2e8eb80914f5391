import { expect, test } from '@jest/globals';
import { ungroundedIn } from '../../../../activities/script/grounding.ts';

const DECK = [
  'Harbours of the north',
  'Bergen shipped 1,250 tons in 1987, that is 12.5 % more',
  'Captain Nansen’s notes, IBM',
];
const strange = (text: string, language = 'en', isDeckLanguage = true): string[] =>
  ungroundedIn(text, { sources: DECK, language, isDeckLanguage });

test('what the deck says is known, however it is written', () => {
  expect(strange('In 1987 Bergen shipped 1250 tons, 12,5 % more. Nansen wrote it down, and so did IBM.')).toEqual([]);
});

test('numbers and names that the deck does not hold are found, each once', () => {
  expect(strange('In 1988 Bergen shipped 99 tons. Then Oslo followed, and again Oslo, with NASA.')).toEqual([
    '1988',
    '99',
    'Oslo',
    'NASA',
  ]);
});

test('a word is no name for beginning a sentence, a line or a quotation', () => {
  expect(strange('Ships wait. “Nobody knows,” they say: Always the tide.\nThen they leave, and I go.')).toEqual([]);
});

test('names may be inflected', () => {
  expect(ungroundedIn('Мы были в Москве.', { sources: ['Москва'], language: 'ru', isDeckLanguage: true })).toEqual([]);
});

test('German nouns are no names, and a translated deck calls places otherwise', () => {
  expect(strange('Im Hafen warten die Schiffe auf die Flut, sagt die NASA.', 'de')).toEqual(['NASA']);
  expect(strange('Elle vient de la ville de Londres.', 'fr', false)).toEqual([]);
});

test('amid letters without capitals, Latin words are names', () => {
  expect(strange('ベルゲンの港は IBM と Oslo を結ぶ。', 'ja')).toEqual(['Oslo']);
});
