import { expect, test } from '@jest/globals';
import { toSrt, toVtt } from '../../../domain/subtitles.ts';

const cues = [
  { text: 'One & <two>', startMs: 200.4, endMs: 1_999.6 },
  { text: 'three\nfour', startMs: 3_600_000, endMs: 3_661_001 },
];

test('SRT numbers its cues and puts a comma before the milliseconds', () => {
  expect(toSrt(cues)).toBe(
    '1\n00:00:00,200 --> 00:00:02,000\nOne & <\u2060two>\n\n2\n01:00:00,000 --> 01:01:01,001\nthree\nfour\n',
  );
});

test('VTT escapes what would be markup', () => {
  expect(toVtt(cues)).toBe(
    'WEBVTT\n\n00:00:00.200 --> 00:00:02.000\nOne &amp; &lt;two&gt;\n\n01:00:00.000 --> 01:01:01.001\nthree\nfour\n',
  );
});

test('a speaker is a voice span of WebVTT', () => {
  expect(toVtt([{ text: 'Hello.', startMs: 0, endMs: 1_000, speaker: 'Host' }])).toContain('<v Host>Hello.');
});
