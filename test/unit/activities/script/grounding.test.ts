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
  expect(strange('In 1988 Bergen shipped 99 tons. Then NASA and Oslo followed, and again Oslo.')).toEqual([
    ...['1988', '99'],
    ...['NASA', 'Oslo'],
  ]);
});

test('a word is no name for beginning a sentence, a line or a quotation', () => {
  expect(strange('Ships wait. “Nobody knows,” they say: Always the tide.\nThen they leave, and I go.')).toEqual([]);
});

test('names may be inflected', () => {
  expect(ungroundedIn('Мы были в Москве.', { sources: ['Москва'], language: 'ru', isDeckLanguage: true })).toEqual([]);
});

test('numbers are compared by their value, not by their digits', () => {
  const deck = (source: string, text: string, language = 'en') =>
    ungroundedIn(text, { sources: [source], language, isDeckLanguage: true });
  expect(deck('2.5 percent at 11:30', '25 percent in 1130')).toEqual(['25', '1130']);
  expect(deck('2.5 tons', '2,500 tons')).toEqual(['2,500']);
  expect(deck('Prozent: 2,5', 'It is 2.50 percent, as said at 2.5.')).toEqual([]);
});

test.each([
  ['1.250 Tonnen', 'en', '1,250 tons, 1250 of them here'],
  ['1,250 tons', 'de', '1.250 Tonnen, auch 1250 und 1 250'],
  ['1 250 000,5 tonnes', 'en', '1,250,000.5 tons'],
  ["12'500 Franken", 'hi', '12,500'],
  ['1,250,000', 'hi', '12,50,000'],
  ['10:30 and 9.05', 'de', 'um 10.30 Uhr, um 09:05'],
  ['12.05.2024', 'en', 'in 2024, and on 12/5/2024'],
  ['open from 11h30', 'en', 'open from 11:30'],
  ['version 3.2.1, rate 3:2', 'en', 'version 3.2.1 at 3:2'],
  ['٢٫٥ ٪ و ١٬٢٥٠', 'ar', '2.5 % و 1250'],
  ['２５ 人', 'ja', '25 人'],
  ['0.125', 'de', '0,125'],
])('%s: said in %s as %s is known', (source, language, text) => {
  expect(ungroundedIn(text, { sources: [source], language, isDeckLanguage: false })).toEqual([]);
});

test.each([
  ['10:30', '10:45', ['10:45']],
  ['12.5 %', '12 percent, 125 in all', ['12', '125']],
  ['3.14', '3.15', ['3.15']],
  ['1,250', '12.50', ['12.50']],
  ['12/05/2024', '12/06/2024', ['12/06/2024']],
  ['17', 'seventeen and 18', ['18']],
])('of %s, in %s is unknown: %p', (source, text, unknown) => {
  expect(ungroundedIn(text, { sources: [source], language: 'en', isDeckLanguage: true })).toEqual(unknown);
});

test('German nouns are no names, two words in a row that the deck does not hold are', () => {
  expect(strange('Im Hafen warten die Schiffe auf die Flut, sagt die NASA.', 'de')).toEqual(['NASA']);
  expect(strange('Gestern sprach die Kanzlerin Angela Merkel in Bergen mit Kapitän Nansen.', 'de')).toEqual([
    'Angela Merkel',
  ]);
  const nouns =
    'Wenn Sie Schiffe sehen, sind seit Anfang Januar zehn Prozent Wachstum da, und der Hafen Bergen gibt der Stadt Arbeit. Viele Menschen kommen.';
  expect(strange(nouns, 'de')).toEqual([]);
});

test('a deck in another language calls places otherwise: one name is let pass, two in a row are not', () => {
  expect(strange('Elle vient de la ville de Londres.', 'fr', false)).toEqual([]);
  expect(strange('Elle a vu Captain Nansen et la ville de New York.', 'fr', false)).toEqual(['New York']);
});

test('amid letters without capitals, Latin words are names', () => {
  expect(strange('ベルゲンの港は IBM と Oslo を結ぶ。', 'ja')).toEqual(['Oslo']);
});
