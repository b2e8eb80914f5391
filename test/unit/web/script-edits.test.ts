import { expect, test } from '@jest/globals';
import { conflictsOf, secondsToSay, withEdit, withoutSaved } from '../../../web/src/task/script-edits.ts';

const slides = (...texts: string[]) => texts.map((text, index) => ({ number: index + 1, text }));

test('words that are as they were saved are no edit', () => {
  const edits = withEdit(new Map(), 1, 'new', 'old');
  expect([...edits]).toEqual([[1, 'new']]);
  expect([...withEdit(edits, 1, 'old', 'old')]).toEqual([]);
});

test('what was written on while it was being saved is still unsaved', () => {
  const sent = new Map([
    [1, 'first'],
    [2, 'second'],
  ]);
  const now = new Map([...sent, [2, 'second, and more'] as const]);
  expect([...withoutSaved(now, sent)]).toEqual([[2, 'second, and more']]);
});

test('only a slide that both changed, and differently, is disputed', () => {
  const base = slides('a', 'b', 'c', 'd');
  const theirs = slides('a', 'B', 'C', 'D');
  const mine = new Map([
    [1, 'mine alone'],
    [2, 'mine too'],
    [3, 'C'],
  ]);
  expect([...conflictsOf(mine, base, theirs)]).toEqual([[2, 'B']]);
});

test('the time it takes to say something is guessed by words, and by letters where no space divides words', () => {
  expect(secondsToSay('one two three four five')).toBe(2);
  expect(secondsToSay('')).toBe(0);
  expect(secondsToSay('これはとても大切なことです。')).toBeGreaterThanOrEqual(2);
  expect(secondsToSay(Array.from({ length: 150 }, () => 'word').join(' '))).toBe(60);
});
