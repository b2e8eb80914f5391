import { expect, test } from '@jest/globals';
import { framesFor, framesToMs, frameQuantum, packetsFor } from '../../../domain/timeline.ts';

test('a slide lasts whole pictures that are whole AAC packets', () => {
  expect([frameQuantum(30), frameQuantum(25)]).toEqual([16, 8]);
  for (const fps of [25, 30] as const) {
    for (let ms = 1; ms < 20_000; ms += 137) {
      const frames = framesFor(ms, fps);
      expect(Number.isInteger(packetsFor(frames, fps))).toBe(true);
      expect(framesToMs(frames, fps)).toBeGreaterThanOrEqual(ms - 1e-6);
      expect(framesToMs(frames, fps) - ms).toBeLessThan(framesToMs(frameQuantum(fps), fps));
    }
  }
});

test('a length that is already whole is not rounded up, and nothing lasts nothing', () => {
  expect(framesFor(framesToMs(1600, 30), 30)).toBe(1600);
  expect(framesFor(0, 30)).toBe(16);
});
