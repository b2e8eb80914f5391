import { expect, test } from '@jest/globals';
import { findRepeatedLines, readOutSlide } from '../../../../activities/script/offline-writer.ts';
import type { Slide } from '../../../../domain/index.ts';

const slide = (title: string, ...body: (string | string[][])[]): Slide => ({
  number: 1,
  title,
  body: body.map((block) =>
    typeof block === 'string' ? { kind: 'text', text: block, level: 0 } : { kind: 'table', rows: block },
  ),
  notes: '',
  hidden: false,
});
const read = (of: Slide): string => readOutSlide(of, { repeated: new Set() });

test('title, bullets and the heads of a table are read, a sentence each', () => {
  const of = slide('Results', '• Sales grew by 12 %', 'Costs fell;', [
    ['Region', 'Sales'],
    ['North', '12'],
  ]);
  expect(read(of)).toBe('Results.\nSales grew by 12 %.\nCosts fell;\nRegion, Sales.');
});

test('Japanese is joined and ended in Japanese', () => {
  expect(read(slide('業績', '売上は増加', [['地域', '売上']]))).toBe('業績。\n売上は増加。\n地域、売上。');
});

test('numbers alone, addresses, doubles and ornaments are not read', () => {
  expect(read(slide('Agenda', '12', 'agenda', 'https://example.com', '★', 'See https://www.example.com/a?b=1.'))).toBe(
    'Agenda.\nSee example.com.',
  );
});

test('a slide without words stays without words', () => {
  expect(read(slide('', '42', '—'))).toBe('');
});

test('a line that a PDF broke in the middle of a sentence is put together again', () => {
  const first = 'The team has moved to the new building, where it';
  expect(read(slide('Move', first, 'works from May on.', 'second floor'))).toBe(
    `Move.\n${first} works from May on.\nsecond floor.`,
  );
});

test('a footer that stands on most slides is read on none', () => {
  const deck = ['One', 'Two', 'Three', 'Four'].map((title, index) =>
    slide(title, 'Content', `ACME Ltd, page ${index}`),
  );
  const repeated = findRepeatedLines(
    deck.map((of, index) => (index === 0 ? of : slide(of.title, `ACME Ltd, page ${index}`))),
  );
  expect(readOutSlide(slide('One', 'Content', 'ACME Ltd, page 9'), { repeated })).toBe('One.\nContent.');
});
