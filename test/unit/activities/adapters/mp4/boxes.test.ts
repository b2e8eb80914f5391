import { expect, test } from '@jest/globals';
import { box, boxesIn, findBox, runs, text, u32 } from '../../../../../activities/adapters/mp4/boxes.ts';
import { groupsOf } from '../../../../../activities/adapters/mp4/film.ts';
import { readPictures } from '../../../../../activities/adapters/mp4/h264.ts';
import { iso639Of } from '../../../../../activities/adapters/mp4/language-code.ts';
import { cutUtf8 } from '../../../../../activities/adapters/mp4/moov.ts';

test('a box is its length, its name and its content, and is found again', () => {
  const outer = box('moov', box('trak', u32(7)), box('udta', text('x')));
  expect(outer.readUInt32BE()).toBe(outer.length);
  expect(findBox(outer, 'moov', 'udta')?.toString()).toBe('x');
  expect(findBox(outer, 'moov', 'mdia')).toBeUndefined();
  expect(() => [...boxesIn(Buffer.from([0, 0, 0, 2, 1, 1, 1, 1]))]).toThrow('damaged');
});

test('equal neighbours become runs', () => {
  expect(runs([5, 5, 5, 2, 5])).toEqual([
    [3, 5],
    [1, 2],
    [1, 5],
  ]);
  expect(runs([])).toEqual([]);
});

test('groups are at most four seconds, together the slide, and their sound lasts exactly as long', () => {
  const groups = groupsOf(1072, 30);
  expect(groups.map((group) => group.frames)).toEqual([112, 112, 112, 112, 112, 112, 112, 112, 112, 64]);
  expect(groups.map((group) => group.packets)).toEqual([175, 175, 175, 175, 175, 175, 175, 175, 175, 100]);
  expect(groupsOf(200, 25)).toEqual([
    { frames: 96, packets: 180 },
    { frames: 96, packets: 180 },
    { frames: 8, packets: 15 },
  ]);
});

test('pictures are taken out of raw H.264 without the remarks of the encoder', () => {
  const unit = (...bytes: number[]): number[] => [0, 0, 0, 1, ...bytes];
  const stream = Buffer.from([
    ...unit(0x67, 1, 2, 3),
    ...unit(0x68, 4),
    ...unit(0x06, 9, 9),
    ...unit(0x65, 5, 5),
    ...unit(0x41, 6),
  ]);
  const { sps, pps, pictures } = readPictures(stream);
  expect([sps, pps]).toEqual([Buffer.from([0x67, 1, 2, 3]), Buffer.from([0x68, 4])]);
  expect(pictures).toEqual([Buffer.from([0, 0, 0, 3, 0x65, 5, 5]), Buffer.from([0, 0, 0, 2, 0x41, 6])]);
  expect(() => readPictures(stream.subarray(0, 20))).toThrow('no complete picture');
});

test('languages have three letters in MP4', () => {
  expect(['de-AT', 'en', 'zh_TW', 'cmn', 'x', ''].map(iso639Of)).toEqual(['deu', 'eng', 'zho', 'cmn', 'und', 'und']);
});

test('a long chapter name is cut between letters', () => {
  expect(cutUtf8('äöü', 5).toString()).toBe('äö');
  expect(cutUtf8('äöü', 6).toString()).toBe('äöü');
});
