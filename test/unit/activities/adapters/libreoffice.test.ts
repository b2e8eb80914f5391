import { expect, test } from '@jest/globals';
import { pageRanges } from '../../../../activities/adapters/libreoffice.ts';

test('slides are asked for by ranges', () => {
  expect(pageRanges([1, 2, 3, 5, 7, 8])).toBe('1-3,5,7-8');
  expect(pageRanges([4])).toBe('4');
});
