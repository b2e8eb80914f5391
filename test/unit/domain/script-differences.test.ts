import { expect, test } from '@jest/globals';
import { scriptDifferences } from '../../../domain/index.ts';

test('only slides whose words differ are named, in order; one that is in only one of the two says nothing in the other', () => {
  const before = [
    { number: 1, text: 'Same.' },
    { number: 2, text: 'Old.' },
    { number: 4, text: 'Gone.' },
  ];
  const after = [
    { number: 3, text: 'New.' },
    { number: 2, text: 'Other.' },
    { number: 1, text: 'Same.' },
  ];
  expect(scriptDifferences(before, after)).toEqual([
    { number: 2, before: 'Old.', after: 'Other.' },
    { number: 3, before: '', after: 'New.' },
    { number: 4, before: 'Gone.', after: '' },
  ]);
});
