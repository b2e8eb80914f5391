/** What means something to ffmpeg, libass or Pango is burned in as it stands. */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { captionBand, drawCaption } from '../../activities/captions/draw-caption.ts';

const ROOM = { x: 0, y: 0, width: 1280, height: 720 };
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'captions-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** The picture's dots, and how much of it is covered. */
async function drawn(text: string): Promise<{ dots: Buffer; covered: number }> {
  const file = join(folder, 'caption.png');
  await drawCaption(text, ROOM, file);
  const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
  const { width, height } = captionBand(ROOM);
  expect([info.width, info.height, info.channels]).toEqual([width, height, 4]);
  return { dots: data, covered: data.filter((value, index) => index % 4 === 3 && value > 0).length };
}

/** Each beside what would be seen if it were obeyed. */
const HOSTILE = [
  ['{\\b1}fat', 'fat'],
  ['{\\fs900}{\\an8}up', 'up'],
  ['%{localtime}', ''],
  ["it's':x=1[in];movie=/etc/passwd[out]", "it's"],
  ['<b>x</b>', 'x'],
  ['</span><span font="900">x', 'x'],
  ['&amp;', '&'],
  ['&#x41;', 'A'],
] as const;

test.each(HOSTILE)('%j is seen, and not obeyed', async (text, obeyed) => {
  const [asItStands, asObeyed] = [await drawn(text), await drawn(obeyed)];
  // More letters are wider; a command that was obeyed would leave fewer, or none.
  expect(asItStands.covered).toBeGreaterThan(asObeyed.covered * 1.1);
});

test('a line breaks where the text has a break, and not where a command asks for one', async () => {
  expect((await drawn('a\\Nb')).dots.equals((await drawn('a\nb')).dots)).toBe(false);
});

test('what shows nothing ends nothing: control characters, halves of letters, marks that turn the line', async () => {
  const plain = await drawn('Good morning');
  for (const text of ['Good\u0000 morning', 'Good \u0007morning', '\u202EGood morning\u202C'])
    expect((await drawn(text)).dots.equals(plain.dots)).toBe(true);
  expect((await drawn('Good \ud800 morning')).covered).toBeGreaterThan(plain.covered);
});
