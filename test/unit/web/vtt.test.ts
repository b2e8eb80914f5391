/** The transcript's reader of WebVTT. */
import { expect, test } from '@jest/globals';
import { currentIndex, parseVtt } from '../../../web/src/vtt.ts';

test('cues are read with times over an hour, identifiers, settings and marks left out', () => {
  const vtt = [
    'WEBVTT - deck',
    '',
    'NOTE made by us',
    '',
    '1',
    '00:01.500 --> 00:03.000 align:start',
    'Costs &amp; <b>gains</b>',
    'on two lines',
    '',
    '01:02:03.004 --> 01:02:05.000',
    'Later',
  ].join('\r\n');
  expect(parseVtt(vtt)).toEqual([
    { start: 1.5, end: 3, text: 'Costs & gains on two lines' },
    { start: 3723.004, end: 3725, text: 'Later' },
  ]);
});

test('a file without cues has none', () => {
  expect(parseVtt('WEBVTT\n')).toEqual([]);
});

test('the current moment is the last that has begun', () => {
  const items = [0, 4, 9].map((start) => ({ start }));
  expect([-1, 0, 3.9, 4, 8, 9, 100].map((time) => currentIndex(items, time))).toEqual([-1, 0, 0, 1, 1, 2, 2]);
  expect(currentIndex([], 5)).toBe(-1);
});
