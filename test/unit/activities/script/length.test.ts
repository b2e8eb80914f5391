import { expect, test } from '@jest/globals';
import { lengthFor, lengthOf, lengthUnitOf } from '../../../../activities/script/length.ts';

test('words are counted where spaces divide them, characters where not', () => {
  expect([lengthUnitOf('de-AT'), lengthOf('Das ist’s: 3,5 m in St. Pölten!', 'de')]).toEqual(['words', 7]);
  expect([lengthUnitOf('ja'), lengthOf('船は待つ。', 'ja')]).toEqual(['characters', 4]);
});

test('a minute holds some 145 English words, fewer in German, and more at a faster rate', () => {
  expect(lengthFor(60, 'en-GB')).toBe(144);
  expect(lengthFor(60, 'de')).toBe(120);
  expect(lengthFor(60, 'en', 1.5)).toBe(216);
});
