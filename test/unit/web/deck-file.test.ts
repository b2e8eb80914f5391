/** What is taken for a deck, and what it is called. */
import { expect, test } from '@jest/globals';
import { baseName, isDeckName, renamed } from '../../../web/src/deck-file.ts';

test('a deck is known by its ending, however it is written', () => {
  expect(['a.pptx', 'a.PDF', 'b.c.odp', 'a.ppt'].every(isDeckName)).toBe(true);
  expect(['a.docx', 'pptx', 'a.', ''].some(isDeckName)).toBe(false);
});

test('only the ending of a deck is cut from its name', () => {
  expect(['Lecture 3.pptx', 'v1.2.pdf', 'notes.txt', 'plain'].map(baseName)).toEqual([
    'Lecture 3',
    'v1.2',
    'notes.txt',
    'plain',
  ]);
});

test('a deck keeps its ending when it is renamed, and its name when the new one is blank', () => {
  expect(renamed('old.PPTX', ' Week 1 ')).toBe('Week 1.pptx');
  expect(renamed('old.pptx', '  ')).toBe('old.pptx');
});
