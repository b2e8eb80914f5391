import { expect, test } from '@jest/globals';
import { matchSlides, type Slide } from '../../../domain/index.ts';

const deckOf = (...titles: string[]): Slide[] =>
  titles.map((title, index) => ({
    number: index + 1,
    title,
    body: [{ kind: 'text', text: `${title} explained in some words`, level: 0 }],
    notes: `Notes about ${title}.`,
    hidden: false,
  }));

const fates = (before: Slide[], after: Slide[]): string[] =>
  matchSlides(before, after).map(({ slide, was, fate }) => `${was ?? '-'}→${slide ?? '-'} ${fate}`);

test('the same deck again is the same slide by slide', () => {
  expect(fates(deckOf('A', 'B'), deckOf('A', 'B'))).toEqual(['1→1 same', '2→2 same']);
});

test('a slide put between others is added, and the later ones are the same under another number', () => {
  expect(fates(deckOf('Alps', 'Cars'), deckOf('Alps', 'Birds', 'Cars'))).toEqual(['1→1 same', '-→2 added', '2→3 same']);
});

test('a slide that goes to the front has moved, the ones it passed have not', () => {
  expect(fates(deckOf('A', 'B', 'C'), deckOf('C', 'A', 'B'))).toEqual(['3→1 moved', '1→2 same', '2→3 same']);
});

test('a slide with other notes is changed, and one that is gone is removed', () => {
  const after = deckOf('Alps', 'Birds').map((slide) =>
    slide.number === 2 ? { ...slide, notes: 'New words.' } : slide,
  );
  expect(fates(deckOf('Alps', 'Birds', 'Cars'), after)).toEqual(['1→1 same', '2→2 changed', '3→- removed']);
});

test('a changed slide does not take the place of a twin that stands later', () => {
  const [original] = deckOf('Alps');
  if (!original) throw new Error('no slide');
  const changed = { ...original, number: 1, notes: 'Other words.' };
  expect(fates([original], [changed, { ...original, number: 2 }])).toEqual(['-→1 added', '1→2 same']);
});

test('of two hundred slides with one changed, one is changed', () => {
  const titles = Array.from({ length: 200 }, (_, index) => `Topic ${index}`);
  const after = deckOf(...titles).map((slide) => (slide.number === 77 ? { ...slide, notes: 'Else.' } : slide));
  expect(fates(deckOf(...titles), after).filter((fate) => !fate.endsWith('same'))).toEqual(['77→77 changed']);
});
