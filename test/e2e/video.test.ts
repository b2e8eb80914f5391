import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import type { TaskView } from '../../domain/index.ts';
import { runCommand } from '../../platform/run-command.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

const TOUR = fileURLToPath(new URL('../../docs/samples/tour.pptx', import.meta.url));
let system: TestSystem;
let task: TaskView;
beforeAll(async () => {
  system = await startTestSystem();
  task = await system.end((await system.submit(TOUR)).id);
}, 300_000);
afterAll(() => system.stop());

const probeSchema = z.object({
  streams: z.array(z.object({ codec_name: z.string(), codec_type: z.string(), duration: z.string().optional() })),
  chapters: z.array(z.object({ start_time: z.string(), end_time: z.string(), tags: z.object({ title: z.string() }) })),
});

async function probe(): Promise<z.infer<typeof probeSchema>> {
  const file = join(system.dataDir, 'measured.mp4');
  await writeFile(file, await system.output(task, 'video.mp4'));
  const args = ['-v', 'error', '-show_streams', '-show_chapters', '-of', 'json', file];
  const { stdout } = await runCommand('ffprobe', args, { signal: new AbortController().signal, timeoutMs: 60_000 });
  return probeSchema.parse(JSON.parse(stdout.toString()));
}

test('the sample deck becomes a video with a chapter for every slide shown, in order, and nothing for the hidden one', async () => {
  expect(task).toMatchObject({ status: 'completed', percent: 100 });
  const shown = task.slides.filter(({ stage }) => stage === 'done');
  expect(task.slides.filter(({ stage }) => stage === 'hidden')).toHaveLength(1);
  expect(shown).toHaveLength(task.slides.length - 1);
  const { streams, chapters } = await probe();
  expect(chapters.map(({ tags }) => tags.title)).toEqual(shown.map(({ title }) => title));
  expect(chapters.map(({ start_time }) => start_time).slice(1)).toEqual(
    chapters.map(({ end_time }) => end_time).slice(0, -1),
  );
  expect(streams.filter(({ codec_type }) => codec_type !== 'data').map(({ codec_name }) => codec_name)).toEqual([
    'h264',
    'aac',
    'mov_text',
  ]);
  const [picture, sound] = streams.map(({ duration }) => Number(duration));
  expect(picture).toBeGreaterThan(60);
  expect(Math.abs((picture ?? 0) - (sound ?? 0))).toBeLessThan(0.001);
}, 60_000);

test('its outputs are what the task says they are, whole and in parts', async () => {
  expect(task.outputs.map(({ kind }) => kind).toSorted()).toEqual([
    'manifest',
    'poster',
    'script',
    'script',
    'subtitles',
    'subtitles',
    'video',
  ]);
  for (const output of task.outputs) expect(await system.output(task, output.name)).toHaveLength(output.bytes);
  const video = task.outputs.find(({ kind }) => kind === 'video');
  const part = await fetch(new URL(video?.url ?? '', system.url), { headers: { range: 'bytes=4-7' } });
  expect(part.status).toBe(206);
  expect(await part.text()).toBe('ftyp');
});

test('the same deck again is finished from what is kept, and is the same video byte for byte', async () => {
  const before = await system.files('content');
  const again = await system.end((await system.submit(TOUR)).id);
  expect(again.status).toBe('completed');
  expect(await system.files('content')).toEqual(before);
  expect((await system.output(again, 'video.mp4')).equals(await system.output(task, 'video.mp4'))).toBe(true);
}, 120_000);

test('a deleted task is gone from the list, its files from the disk', async () => {
  const { id } = await system.end((await system.submit(TOUR)).id);
  expect((await fetch(`${system.url}/api/tasks/${id}`, { method: 'DELETE' })).ok).toBe(true);
  expect((await fetch(`${system.url}/api/tasks/${id}`)).status).toBe(404);
  expect((await system.files(`tasks/${id}`)).size).toBe(0);
}, 120_000);
