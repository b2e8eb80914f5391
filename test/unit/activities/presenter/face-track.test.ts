import { expect, test } from '@jest/globals';
import { faceTrack } from '../../../../activities/presenter/face-track.ts';

test('faces begin with a closed mouth, follow the mouths to the nearest picture, and each is unlike the one before', () => {
  const mouths = [
    { mouth: 'open', startMs: 200 },
    { mouth: 'open', startMs: 260 },
    { mouth: 'round', startMs: 349 },
  ] as const;
  expect(faceTrack(mouths, 32, 30)).toEqual([
    { frame: 0, mouth: 'closed', eyesClosed: false },
    { frame: 6, mouth: 'open', eyesClosed: false },
    { frame: 10, mouth: 'round', eyesClosed: false },
  ]);
});

test('a mouth that would be seen for one picture only gives way, unless it is closed', () => {
  const quick = (mouth: 'open' | 'closed') => [
    { mouth, startMs: 1000 },
    { mouth: 'round' as const, startMs: 1033 },
  ];
  expect(faceTrack(quick('open'), 40, 30).map(({ mouth }) => mouth)).toEqual(['closed', 'round']);
  const closing = [{ mouth: 'wide' as const, startMs: 800 }, ...quick('closed')];
  expect(faceTrack(closing, 40, 30).map(({ mouth }) => mouth)).toEqual(['closed', 'wide', 'closed', 'round']);
});

test('the eyes blink now and then, also where nothing is said, and open again', () => {
  const blinks = faceTrack([], 60 * 30, 30).filter(({ eyesClosed }) => eyesClosed);
  expect(blinks.length).toBeGreaterThanOrEqual(10);
  expect(blinks.length).toBeLessThanOrEqual(20);
  expect(faceTrack([], 60 * 30, 30).at(-1)?.eyesClosed).toBe(false);
});
