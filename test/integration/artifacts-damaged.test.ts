/** What the store does with artifacts that something damaged after they were written, through the real verbs. */

import { createHash } from 'node:crypto';
import { open, readFile, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createClipSlide } from '../../activities/clip-slide.ts';
import type { Clip, Narration, Picture } from '../../domain/index.ts';
import { createFileArtifacts } from '../../platform/artifacts.ts';
import { drawSlide, speakSound } from '../support/slides.ts';
import { openVideoLine, type VideoLine } from '../support/video-line.ts';

const FORMAT = { width: 1280, height: 720, fps: 30 } as const;
let line: VideoLine;
let made: { picture: Picture; narration: Narration; clip: Clip };
beforeAll(async () => {
  line = await openVideoLine(FORMAT);
  const [png, wav] = [join(line.folder, '1.png'), join(line.folder, '1.wav')];
  await drawSlide(png, 1, 'text', FORMAT);
  await speakSound(wav, 1, 2);
  const picture = await line.picture(1, png);
  const narration = await line.narration(1, wav, 'One.');
  made = { picture, narration, clip: await line.clip({ picture, narration }) };
});
afterAll(() => line.close());

const pathOf = (key: string): string => join(line.folder, 'store', key);
const hashOf = async (key: string): Promise<string> =>
  createHash('sha256')
    .update(await readFile(pathOf(key)))
    .digest('hex');
/** The same store, as another process sees it. */
const elsewhere = () => createFileArtifacts(join(line.folder, 'store'));

const DAMAGES = {
  cut: (file: string) => truncate(file, 1000),
  emptied: (file: string) => truncate(file, 0),
  flipped: async (file: string) => {
    const handle = await open(file, 'r+');
    const byte = Buffer.alloc(1);
    await handle.read(byte, 0, 1, 500);
    await handle.write(Buffer.from([byte.readUInt8() ^ 1]), 0, 1, 500);
    await handle.close();
  },
};

test.each(['cut', 'emptied', 'flipped'] as const)(
  'a clip that was %s is missed by every process, and made again with the same bytes',
  async (damage) => {
    const before = await hashOf(made.clip.key);
    expect(await elsewhere().has(made.clip.key)).toBe(true);
    await DAMAGES[damage](pathOf(made.clip.key));
    await expect(elsewhere().file(made.clip.key)).rejects.toMatchObject({ code: 'artifact_missing' });
    const again = createClipSlide({ artifacts: elsewhere(), encoder: line.encoder });
    expect(await again({ ...made, format: FORMAT }, line.run)).toEqual(made.clip);
    expect(await hashOf(made.clip.key)).toBe(before);
    await DAMAGES[damage](pathOf(made.clip.key));
    expect(await line.artifacts.has(made.clip.key)).toBe(false);
    await line.clip(made);
    expect(await hashOf(made.clip.key)).toBe(before);
  },
);

test.each(['picture', 'narration'] as const)('a damaged %s is removed with its seal', async (kind) => {
  const { key } = made[kind];
  await DAMAGES.flipped(pathOf(key));
  expect(await elsewhere().has(key)).toBe(false);
  expect((await line.artifacts.list(`content/${kind}/`)).filter((name) => name === key)).toEqual([]);
});
