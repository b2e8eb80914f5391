/** A presenter and subtitles in the picture, asked for as people ask, on the whole system without a key. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { z } from 'zod';
import { stageFor } from '../../activities/presenter/layout.ts';
import { runCommand } from '../../platform/run-command.ts';
import { newPptx } from '../support/deck-files.ts';
import { mouthsIn } from '../support/faces.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

const SIZE = { width: 1280, height: 720 };
let system: TestSystem;
let folder: string;
let deck: string;
beforeAll(async () => {
  system = await startTestSystem();
  folder = await mkdtemp(join(tmpdir(), 'presenter-e2e-'));
  const pptx = newPptx();
  for (const [title, notes] of Object.entries({
    One: 'Welcome, and thank you for coming here today.',
    Two: 'Bob may phone Mum, if you ask him nicely.',
    Three: 'This slide has nobody on it.',
  })) {
    const slide = pptx.addSlide();
    slide.addText(title, { x: 1, y: 1, w: 6, h: 1, fontSize: 40 });
    slide.addNotes(notes);
  }
  deck = await pptx.writeFile({ fileName: join(folder, 'deck.pptx') });
}, 300_000);
afterAll(async () => {
  await system.stop();
  await rm(folder, { recursive: true, force: true });
});

const manifestSchema = z.object({ slides: z.array(z.object({ slide: z.number(), seconds: z.number() })) });

test('the presenters are listed, each with a picture from here', async () => {
  const answer: unknown = await (await fetch(`${system.url}/api/presenters`)).json();
  const { presenters } = z
    .object({ presenters: z.array(z.object({ provider: z.string(), name: z.string(), picture: z.string() })) })
    .parse(answer);
  expect(presenters.length).toBeGreaterThanOrEqual(3);
  for (const { picture } of presenters.slice(0, 2)) {
    const response = await fetch(new URL(picture, system.url));
    expect(response.headers.get('content-type')).toBe('image/png');
    expect(await sharp(Buffer.from(await response.arrayBuffer())).metadata()).toMatchObject({
      width: 400,
      height: 400,
    });
  }
  expect((await fetch(`${system.url}/api/presenters/offline/nobody.png`)).status).toBe(404);
}, 60_000);

test('a presenter in the corner speaks on the slides asked for and on no other, with subtitles in the picture', async () => {
  const options = {
    presenter: { name: 'amara', slides: [1, 2] },
    subtitles: { burnIn: true },
    output: { resolution: '720p' as const },
  };
  const task = await system.end((await system.submit(deck, options)).id);
  expect(task).toMatchObject({ status: 'completed', warnings: [] });
  const file = join(folder, 'corner.mp4');
  await writeFile(file, await system.output(task, 'video.mp4'));
  const streams = await runCommand(
    'ffprobe',
    ['-v', 'error', '-show_entries', 'stream=codec_name', '-of', 'csv=p=0', file],
    { signal: new AbortController().signal, timeoutMs: 60_000 },
  );
  expect(streams.stdout.toString()).not.toContain('mov_text');
  expect(task.outputs.some(({ name }) => name.endsWith('.srt'))).toBe(true);

  const manifest: unknown = JSON.parse((await system.output(task, 'manifest.json')).toString());
  const frames = manifestSchema.parse(manifest).slides.map(({ seconds }) => Math.round(seconds * 30));
  const at = stageFor(SIZE, 'corner').presenter;
  if (!at) throw new Error('a corner has a place');
  const seen = await mouthsIn(file, { name: 'amara', shape: 'circle', at });
  const [first = 0, second = 0] = frames;
  expect(new Set(seen.slice(0, first)).size).toBeGreaterThanOrEqual(4);
  expect(new Set(seen.slice(first, first + second)).size).toBeGreaterThanOrEqual(4);
  // Nothing moves on the third.
  expect(new Set(seen.slice(first + second)).size).toBe(1);
}, 240_000);

test('a presenter who does not exist fails the task with the names there are, before anything is spoken', async () => {
  const task = await system.end((await system.submit(deck, { presenter: { name: 'nobody' } })).id);
  expect(task).toMatchObject({ status: 'failed', error: { code: 'unknown_presenter' } });
  expect(task.error?.message).toContain('robin');
}, 120_000);
