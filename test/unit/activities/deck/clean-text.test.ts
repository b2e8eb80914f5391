import { expect, test } from '@jest/globals';
import { cleanNotes, cleanText, oneLine } from '../../../../activities/deck/clean-text.ts';

test('soft line breaks of all kinds become line breaks', () => {
  expect(cleanText('one\vtwo\u2028three_x000B_four\r\nfive')).toBe('one\ntwo\nthree\nfour\nfive');
});

test('zero-width spaces go, the joiners that letters and emoji need stay', () => {
  expect(cleanText('zero\u200Bwidth\uFEFF')).toBe('zerowidth');
  expect(cleanText('می\u200Cروم 👩\u200D🏫')).toBe('می\u200Cروم 👩\u200D🏫');
});

test('notes lose the bullet marks that the author typed, and no minus sign', () => {
  expect(cleanNotes('• first\n- second\n-5 degrees\n▪ third', 1)).toBe('first\nsecond\n-5 degrees\nthird');
});

test('notes of nothing but the number of the slide are empty, a number of their own is not', () => {
  expect(cleanNotes(' 3 ', 3)).toBe('');
  expect(cleanNotes('‹#›\n', 3)).toBe('');
  expect(cleanNotes('42', 3)).toBe('42');
});

test('notes of 30,000 characters are kept whole', () => {
  const long = 'word '.repeat(6_000).trim();
  expect(cleanNotes(long, 1)).toBe(long);
});

test('a title of two lines is put on one', () => {
  expect(oneLine('Growth\vin  2026 ')).toBe('Growth in 2026');
});
