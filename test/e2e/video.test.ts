import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import type { temporal } from '@temporalio/proto';
import { z } from 'zod';
import { SEARCH_ATTRIBUTES, type TaskView } from '../../domain/index.ts';
import { runCommand } from '../../platform/run-command.ts';
import { eventually } from '../support/redis.ts';
import { likeness } from '../support/picture.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

const TOUR = fileURLToPath(new URL('../../docs/samples/tour.pptx', import.meta.url));
let system: TestSystem;
let engine: Client;
let task: TaskView;
beforeAll(async () => {
  system = await startTestSystem();
  engine = new Client({ connection: await Connection.connect({ address: system.temporalAddress }) });
  task = await system.end((await system.submit(TOUR)).id);
}, 300_000);
afterAll(async () => {
  await engine.connection.close();
  await system.stop();
});

const probeSchema = z.object({
  streams: z.array(
    z.object({
      codec_name: z.string(),
      codec_type: z.string(),
      duration: z.string().optional(),
      width: z.number().optional(),
      height: z.number().optional(),
    }),
  ),
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

test.each([0, 2])(
  'shown slide %i is in the video true to its picture, at 1080p',
  async (index) => {
    const { streams, chapters } = await probe();
    expect(streams.find(({ codec_type }) => codec_type === 'video')).toMatchObject({ width: 1920, height: 1080 });
    const { number } = task.slides.filter(({ stage }) => stage === 'done')[index] ?? { number: 0 };
    const picture = await fetch(`${system.url}/api/tasks/${task.id}/slides/${number}.png`);
    expect(picture.status).toBe(200);
    const png = join(system.dataDir, 'picture.png');
    await writeFile(png, Buffer.from(await picture.arrayBuffer()));
    const first = Math.round(Number(chapters[index]?.start_time) * 30);
    const { psnrDb, ssim } = await likeness(join(system.dataDir, 'measured.mp4'), first, png);
    expect(psnrDb).toBeGreaterThanOrEqual(45);
    expect(ssim).toBeGreaterThanOrEqual(0.98);
  },
  120_000,
);

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

test('the task can be read in Temporal’s console: whose it is, how far it is, and what every piece of work was about', async () => {
  const handle = engine.workflow.getHandle(task.id);
  const run = await handle.describe();
  expect(await run.staticSummary()).toBe('tour.pptx');
  const attributes = Object.values(SEARCH_ATTRIBUTES).map((name) => [
    name,
    run.typedSearchAttributes.get(defineSearchAttributeKey(name, 'KEYWORD')),
  ]);
  expect(Object.fromEntries(attributes)).toEqual({ TaskId: task.id, Owner: 'local', Stage: 'done' });
  const query = `Stage = 'done' AND Owner = 'local' AND TaskId = '${task.id}'`;
  await eventually(async () => (await engine.workflow.count(query)).count === 1);

  const { currentDetails } = metadataSchema.parse(await handle.query('__temporal_workflow_metadata'));
  expect(currentDetails).toBe('Of 10 slides, **10** are pictured, **9** spoken and **10** clips finished.');

  const { events } = await handle.fetchHistory();
  const scheduled = (events ?? []).filter((event) => event.activityTaskScheduledEventAttributes);
  const untitled = scheduled.filter((event) => summaryOf(event) === undefined);
  expect(new Set(untitled.map(nameOf))).toEqual(new Set(['recordProgress']));
  const titles = scheduled.flatMap((event) => summaryOf(event) ?? []);
  const shown = [1, 2, 3, 4, 5, 6, 7, 8, 9, 11]; // 10 is hidden, 4 has no notes
  for (const slide of shown) expect(titles).toContain(`slide ${slide}/11: clip`);
  for (const slide of shown.filter((slide) => slide !== 4)) expect(titles).toContain(`slide ${slide}/11: speak`);
  expect(titles).toEqual(expect.arrayContaining(['read the deck', 'all slides: convert', 'join', 'check', 'deliver']));
  expect(titles.filter((title) => title.endsWith(': speak'))).toHaveLength(9);
}, 60_000);

const metadataSchema = z.object({ currentDetails: z.string() });
type HistoryEvent = temporal.api.history.v1.IHistoryEvent;
const nameOf = ({ activityTaskScheduledEventAttributes: scheduled }: HistoryEvent) => scheduled?.activityType?.name;

/** What the console's timeline calls it. */
function summaryOf({ userMetadata }: HistoryEvent): string | undefined {
  const data = userMetadata?.summary?.data;
  return data ? z.string().parse(JSON.parse(Buffer.from(data).toString())) : undefined;
}

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
