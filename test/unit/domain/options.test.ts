import { expect, test } from '@jest/globals';
import { pictureSize } from '../../../domain/index.ts';

test.each([
  [{}, 1920, 1080],
  [{ resolution: '720p' }, 1280, 720],
  [{ resolution: '2160p' }, 3840, 2160],
  [{ aspect: '9:16' }, 1080, 1920],
  [{ aspect: '4:3' }, 1440, 1080],
  [{ resolution: '720p', aspect: '4:3' }, 960, 720],
] as const)('output %j is painted at %i x %i', (output, width, height) => {
  expect(pictureSize({ output })).toEqual({ width, height });
});
