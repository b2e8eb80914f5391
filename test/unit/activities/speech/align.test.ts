import { expect, test } from '@jest/globals';
import { timeByRests } from '../../../../activities/speech/align.ts';

const stretches = (...pairs: [startMs: number, endMs: number][]) =>
  pairs.map(([startMs, endMs]) => ({ startMs, endMs }));

test('sentences end at the rests that share the speech as their letters do, not at those of commas', () => {
  const texts = ['First, we open the lid of it.', 'Then we wait.'];
  const heard = stretches([100, 500], [680, 2100], [2500, 3300]);
  expect(timeByRests(texts, heard, 'en').sentences).toEqual([
    { text: texts[0], startMs: 100, endMs: 2100 },
    { text: texts[1], startMs: 2500, endMs: 3300 },
  ]);
});

test('words share what is heard, and a rest at a comma lies between two of them', () => {
  const { words } = timeByRests(['Aaaa, bbbb.'], stretches([0, 400], [600, 1000]), 'en');
  expect(words).toEqual([
    { text: 'Aaaa', startMs: 0, endMs: 400 },
    { text: 'bbbb', startMs: 600, endMs: 1000 },
  ]);
});

test('where nothing rests, letters share the time', () => {
  const { sentences } = timeByRests(['Aaaa.', 'Bbbb.'], stretches([0, 1000]), 'en');
  expect(sentences).toEqual([
    { text: 'Aaaa.', startMs: 0, endMs: 500 },
    { text: 'Bbbb.', startMs: 500, endMs: 1000 },
  ]);
});

test('silence has no times', () => {
  expect(timeByRests(['Nothing.'], [], 'en').sentences).toEqual([{ text: 'Nothing.', startMs: 0, endMs: 0 }]);
});
