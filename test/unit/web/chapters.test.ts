/** Chapters out of a manifest, and YouTube's rules for them. */
import { expect, test } from '@jest/globals';
import { chaptersOf, podcastChaptersOf, youtubeChapters } from '../../../web/src/chapters.ts';
import { formatClock } from '../../../web/src/format.ts';

const slides = (...seconds: number[]) =>
  seconds.map((length, i) => ({ slide: i + 1, title: `T${i + 1}`, seconds: length }));
const lines = (...seconds: number[]) =>
  youtubeChapters(chaptersOf({ slides: slides(...seconds) }), formatClock, (number) => `Slide ${number}`);

test('a video in another language has chapters of its own length, under one manifest', () => {
  const manifest = { language: 'de', slides: slides(4, 5), more: [{ language: 'en', slides: slides(6, 7) }] };
  expect(chaptersOf(manifest, 'en').map(({ start, end }) => [start, end])).toEqual([
    [0, 6],
    [6, 13],
  ]);
  expect(chaptersOf(manifest, 'de').at(-1)?.end).toBe(9);
  expect([chaptersOf(undefined), chaptersOf({ slides: [{ slide: 'x' }] })]).toEqual([[], []]);
});

test('a podcast has the chapters of its language', () => {
  const manifest = {
    podcasts: [{ language: 'en', chapters: [{ title: 'Tides', startMs: 0 }, { title: 'Storms', startMs: 2500 }, {}] }],
  };
  expect(podcastChaptersOf(manifest, 'en')).toEqual([
    { title: 'Tides', start: 0 },
    { title: 'Storms', start: 2.5 },
  ]);
  expect(podcastChaptersOf(manifest, 'de')).toEqual([]);
});

test('YouTube gets the first chapter at 0:00, none shorter than ten seconds, and at least three', () => {
  expect(lines(12, 70, 10)).toBe('0:00 T1\n0:12 T2\n1:22 T3');
  expect(lines(12, 3, 9, 15, 20)).toBe('0:00 T1\n0:12 T2\n0:24 T4\n0:39 T5');
  expect(lines(12, 12, 12, 4)).toBe('0:00 T1\n0:12 T2\n0:24 T3');
  expect([lines(30, 30), lines(4, 4, 4, 4), lines()]).toEqual([undefined, undefined, undefined]);
  const [untitled] = chaptersOf({ slides: [{ slide: 7, title: ' < ', seconds: 20 }] });
  const three = untitled === undefined ? [] : [0, 20, 40].map((start) => ({ ...untitled, start, end: start + 20 }));
  expect(youtubeChapters(three, formatClock, (number) => `Slide ${number}`)).toBe(
    '0:00 Slide 7\n0:20 Slide 7\n0:40 Slide 7',
  );
});
