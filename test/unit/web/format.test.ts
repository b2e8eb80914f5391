/** Numbers and times as people read them. */
import { expect, test } from '@jest/globals';
import { formatAgo, formatBytes, formatClock, languageName } from '../../../web/src/format.ts';

test('sizes count in thousands and keep two meaningful digits', () => {
  expect([0, 999, 1000, 18_345_678, 223_456_789, 5e9].map(formatBytes)).toEqual([
    '0 B',
    '999 B',
    '1.0 kB',
    '18.3 MB',
    '223 MB',
    '5.0 GB',
  ]);
});

test('a clock shows hours only where there are some', () => {
  expect([0, 65.9, 3725].map(formatClock)).toEqual(['0:00', '1:05', '1:02:05']);
});

test('times are told as a person would, and as a date after a week', () => {
  const now = Date.UTC(2026, 10, 23, 12);
  const ago = (seconds: number) => formatAgo(now - seconds * 1000, now);
  expect([5, 61, 7300, 86_400].map(ago)).toEqual(['now', '1 minute ago', '2 hours ago', 'yesterday']);
  expect(ago(9 * 86_400)).toBe('Nov 14, 2026');
});

test('a language is called by its name, and by its tag where it has none', () => {
  expect(languageName('de')).toBe('German');
  expect(languageName('not a tag')).toBe('not a tag');
});
