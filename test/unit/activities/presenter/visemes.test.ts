import { expect, test } from '@jest/globals';
import { mouthFor, mouthsOfPhonemes } from '../../../../activities/presenter/visemes.ts';

test('lips close for m, b and p, meet the teeth for f and v, open for a, and are round for o and u', () => {
  expect(['m', 'b', 'p'].map(mouthFor)).toEqual(['closed', 'closed', 'closed']);
  expect(['f', 'v'].map(mouthFor)).toEqual(['teeth', 'teeth']);
  expect(['ɑː', 'ˈa', 'ʌ'].map(mouthFor)).toEqual(['open', 'open', 'open']);
  expect(['oʊ', 'uː', 'w', 'ø'].map(mouthFor)).toEqual(['round', 'round', 'round', 'round']);
  expect(['iː', 'ɛ', 'ə'].map(mouthFor)).toEqual(['wide', 'wide', 'wide']);
  expect(['t', 'k', 'ʁ'].map(mouthFor)).toEqual(['narrow', 'narrow', 'narrow']);
});

test('letters with marks are known by what they are without them, and marks alone make no mouth', () => {
  expect(mouthFor('ɔ̃')).toBe('round');
  expect(mouthFor('ʔ')).toBe('narrow');
  expect(mouthFor('ˈ')).toBeUndefined();
  expect(mouthFor('5')).toBeUndefined();
});

test('the mouth closes in a rest, and at the end', () => {
  const heard = [
    { text: 'a', startMs: 200, endMs: 300 },
    { text: 'm', startMs: 300, endMs: 380 },
    { text: 'oː', startMs: 800, endMs: 950 },
  ];
  expect(mouthsOfPhonemes(heard)).toEqual([
    { mouth: 'open', startMs: 200 },
    { mouth: 'closed', startMs: 300 },
    { mouth: 'closed', startMs: 380 },
    { mouth: 'round', startMs: 800 },
    { mouth: 'closed', startMs: 950 },
  ]);
  expect(mouthsOfPhonemes([])).toEqual([]);
});
