/** Several decks' estimates as one. */
import { expect, test } from '@jest/globals';
import { sumOf } from '../../../web/src/estimate-sum.ts';

test('money and minutes are added, parts by stage, exact ones apart from guesses, and the oldest price list is named', () => {
  const speech = { stage: 'speech' as const, exact: true, cents: 2, atMostCents: 2 };
  const script = { stage: 'script' as const, exact: false, cents: 1, atMostCents: 5 };
  const one = { cents: 3, atMostCents: 7, parts: [script, speech], seconds: 60, secondsToFinish: 20 };
  const other = { cents: 2, atMostCents: 2, parts: [speech], seconds: 30, secondsToFinish: 15 };
  const dated = [
    { ...one, pricesAsOf: '2026-08-01' },
    { ...other, pricesAsOf: '2026-07-15' },
  ];
  expect(sumOf([one, other])).not.toHaveProperty('pricesAsOf');
  expect(sumOf(dated)).toEqual({
    pricesAsOf: '2026-07-15',
    cents: 5,
    atMostCents: 9,
    parts: [script, { ...speech, cents: 4, atMostCents: 4 }],
    seconds: 90,
    secondsToFinish: 35,
  });
});
