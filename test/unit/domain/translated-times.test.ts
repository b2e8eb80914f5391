import { expect, test } from '@jest/globals';
import { timesByShare } from '../../../domain/translated-times.ts';

const spoken = [
  { text: 'Ships wait for the tide.', startMs: 200, endMs: 2_200 },
  { text: 'Nobody knows how long it takes.', startMs: 2_600, endMs: 5_000 },
];

test('as many sentences have the same times', () => {
  expect(timesByShare(['Schiffe warten.', 'Niemand weiß, wie lange.'], spoken)).toEqual([
    { text: 'Schiffe warten.', startMs: 200, endMs: 2_200 },
    { text: 'Niemand weiß, wie lange.', startMs: 2_600, endMs: 5_000 },
  ]);
});

test('what a translator joined spans both, what was divided shares the time by its letters', () => {
  expect(timesByShare(['Schiffe warten, und niemand weiß, wie lange.'], spoken)).toEqual([
    { text: 'Schiffe warten, und niemand weiß, wie lange.', startMs: 200, endMs: 5_000 },
  ]);
  const three = timesByShare(['Schiffe warten.', 'Auf die Flut.', 'Wie lange, weiß niemand.'], spoken);
  expect(three.map(({ startMs }) => startMs)).toEqual([...three.map(({ startMs }) => startMs)].sort((a, b) => a - b));
  expect(three[0]?.startMs).toBe(200);
  expect(three.at(-1)?.endMs).toBe(5_000);
  for (const { startMs, endMs } of three) expect(endMs).toBeGreaterThan(startMs);
});

test('nothing to show has no times', () => {
  expect(timesByShare([], spoken)).toEqual([]);
});
