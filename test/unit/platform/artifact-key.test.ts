import { expect, test } from '@jest/globals';
import { artifactKey } from '../../../platform/artifact-key.ts';

test('the order of fields and fields that are undefined do not change a key, every value does', () => {
  const key = artifactKey('clip', { a: 1, b: { c: [1, 2], d: 'x' } }, 'mp4');
  expect(key).toMatch(/^content\/clip\/([0-9a-f]{2})\/\1[0-9a-f]{62}\.mp4$/);
  expect(artifactKey('clip', { b: { d: 'x', c: [1, 2], e: undefined }, a: 1 }, 'mp4')).toBe(key);
  expect(artifactKey('clip', { a: 1, b: { c: [2, 1], d: 'x' } }, 'mp4')).not.toBe(key);
});
