import { expect, test } from '@jest/globals';
import { boughtOnce, callsOf, keptItem, partsOf, type Item } from '../../../../activities/estimate/item.ts';

const speech = (changes: Partial<Item> = {}): Item => ({
  ...{
    stage: 'speech',
    kind: 'speech',
    provider: 'elevenlabs',
    isKept: false,
    isExact: true,
    cents: 2,
    atMostCents: 2,
  },
  ...changes,
});

test('what is used twice is bought once', () => {
  const items = boughtOnce([speech({ key: 'a' }), speech({ key: 'b' }), speech({ key: 'a' }), speech(), speech()]);
  expect(items.map(({ cents }) => cents)).toEqual([2, 2, 0, 2, 2]);
  expect(callsOf(items)).toEqual([{ provider: 'elevenlabs', kind: 'speech', count: 4 }]);
});

test('a stage of which all is kept is an exact part of nothing; one that is partly kept says what is left', () => {
  const kept = keptItem(speech());
  const open = speech({ isExact: false, cents: 3, atMostCents: 9 });
  expect(partsOf([kept, kept])).toEqual([{ stage: 'speech', exact: true, cents: 0, atMostCents: 0 }]);
  expect(partsOf([kept, open])).toEqual([{ stage: 'speech', exact: false, cents: 3, atMostCents: 9 }]);
  expect(partsOf([speech(), open])).toEqual([
    { stage: 'speech', exact: true, cents: 2, atMostCents: 2 },
    { stage: 'speech', exact: false, cents: 3, atMostCents: 9 },
  ]);
  expect(callsOf([kept])).toEqual([]);
});
