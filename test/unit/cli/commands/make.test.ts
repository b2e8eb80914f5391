import { expect, test } from '@jest/globals';
import { flagOptions } from '../../../../cli/commands/make.ts';

test('no flag asks for nothing', () => {
  expect(flagOptions({ json: true, detach: true, out: 'elsewhere' })).toEqual({});
});

test('flags become the options of REST', () => {
  const given = {
    script: 'notes',
    hold: '2.5',
    voice: 'de',
    rate: '1.1',
    language: ['de', 'en'],
    fps: '25',
    review: true,
  };
  expect(flagOptions(given)).toEqual({
    script: { mode: 'notes', emptySlides: { seconds: 2.5 } },
    voice: { name: 'de', rate: 1.1 },
    languages: ['de', 'en'],
    output: { fps: 25 },
    review: true,
  });
});
