/** Scripts by AI, several languages and podcasts, through the whole system, with the stand-in in OpenAI's place. */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { TaskView } from '../../domain/index.ts';
import { runCommand } from '../../platform/run-command.ts';
import { startStandIn, type StandIn } from '../stand-in/stand-in.ts';
import { openBrowser } from '../support/browser.ts';
import { deckOf } from '../support/deck-files.ts';
import { eventually } from '../support/redis.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

let standIn: StandIn;
let system: TestSystem;
let deck: string;
beforeAll(async () => {
  standIn = await startStandIn();
  system = await startTestSystem(standIn.env);
  deck = await deckOf({
    Harbours: 'Ships wait for the tide in the old harbour. Nobody in the town knows how long that will take them.',
    Storms: 'In autumn the storms close the port for days. [pause 1s] Then everybody in the town stays at home.',
  });
}, 120_000);
afterAll(async () => {
  await system.stop();
  await standIn.close();
});

const SMALL = { output: { resolution: '720p' as const } };

const probeSchema = z.object({
  streams: z.array(
    z.object({ codec_type: z.string(), codec_name: z.string(), tags: z.object({ language: z.string() }).optional() }),
  ),
  chapters: z.array(z.object({ start_time: z.string(), end_time: z.string(), tags: z.object({ title: z.string() }) })),
  format: z.object({ duration: z.string() }),
});

async function fileOf(task: TaskView, name: string): Promise<string> {
  const file = join(system.dataDir, `${task.id}-${name}`);
  await writeFile(file, await system.output(task, name));
  return file;
}

async function probe(task: TaskView, name: string) {
  const args = ['-v', 'error', '-show_streams', '-show_chapters', '-show_format', '-of', 'json'];
  const { stdout } = await command('ffprobe', [...args, await fileOf(task, name)]);
  return probeSchema.parse(JSON.parse(stdout.toString()));
}

const command = (program: string, args: string[]) =>
  runCommand(program, args, { signal: new AbortController().signal, timeoutMs: 60_000 });

const post = (task: TaskView, what: string, body: unknown = {}): Promise<Response> =>
  fetch(`${system.url}/api/tasks/${task.id}/${what}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const scriptSchema = z.object({ slides: z.array(z.object({ number: z.int(), text: z.string() })) });

test('one task makes a video in each language, with the same pictures, its subtitles and those in others', async () => {
  const options = { ...SMALL, languages: ['de', 'en'], subtitles: { languages: ['fr'] }, podcast: { speakers: 1 } };
  const task = await system.end((await system.submit(deck, options)).id);
  expect(task.error).toBeUndefined();
  expect(task.outputs.map(({ name, language = '' }) => `${name} ${language}`)).toEqual([
    ...['video.mp4 de', 'subtitles.de.srt de', 'subtitles.de.vtt de', 'subtitles.fr.srt fr', 'subtitles.fr.vtt fr'],
    ...['script.md de', 'script.json de', 'video.en.mp4 en', 'subtitles.en.srt en', 'subtitles.en.vtt en'],
    ...['subtitles.fr.for-en.srt fr', 'subtitles.fr.for-en.vtt fr', 'script.en.md en', 'script.en.json en'],
    ...['podcast.m4a de', 'podcast.mp3 de', 'podcast.md de', 'podcast.vtt de'],
    ...['podcast.en.m4a en', 'podcast.en.mp3 en', 'podcast.en.md en', 'podcast.en.vtt en'],
    ...['poster.jpg ', 'manifest.json '],
  ]);

  const german = await probe(task, 'video.mp4');
  expect(german.streams.map(({ codec_name, tags }) => `${codec_name} ${tags?.language ?? ''}`).slice(0, 4)).toEqual([
    'h264 und',
    'aac deu',
    'mov_text deu',
    'mov_text fra',
  ]);
  expect(german.chapters.map(({ tags }) => tags.title)).toEqual(['Harbours', 'Storms']);

  // Two slides, two spoken languages: the pictures are painted once, every clip is its own.
  expect((await system.files('content/picture/')).size).toBe(4); // each beside its seal
  expect(standIn.counters().openai).toMatchObject({ billedCalls: 4, distinctBilledCalls: 4, schemaViolations: [] });

  // The first cue of a translation begins with the first word, and the last ends with the last.
  const own = times((await system.output(task, 'subtitles.en.vtt')).toString());
  const french = times((await system.output(task, 'subtitles.fr.for-en.vtt')).toString());
  expect(french.at(0)).toBe(own.at(0));
  expect((await system.output(task, 'script.json')).toString()).toContain('[pause 1s]');
}, 240_000);

/** When something appears. */
const times = (vtt: string): string[] => [...vtt.matchAll(/^(\S+) -->/gm)].map(([, start = '']) => start);

test('a video with several tracks plays in Chromium, and jumps', async () => {
  const [task] = await tasks();
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(system.url);
    const video = task?.outputs.find(({ name }) => name === 'video.mp4')?.url ?? '';
    const shown: unknown = await page.evaluate(`new Promise((resolve, reject) => {
      const player = document.createElement('video');
      player.muted = true;
      player.onerror = () => reject(new Error(player.error.message));
      player.onseeked = () => resolve([player.videoWidth, player.currentTime > 2, player.duration > 5]);
      player.onloadeddata = () => { player.currentTime = player.duration - 1; };
      player.src = ${JSON.stringify(video)};
    })`);
    expect(shown).toEqual([1280, true, true]);
  } finally {
    await browser.close();
  }
}, 60_000);

async function tasks(): Promise<TaskView[]> {
  const response = await fetch(`${system.url}/api/tasks?status=completed`);
  return z.object({ tasks: z.array(z.custom<TaskView>()) }).parse(JSON.parse(await response.text())).tasks;
}

test('a podcast of one voice is as long as its narrations, with a chapter a slide, as loud as the video', async () => {
  const [task] = await tasks();
  if (!task) throw new Error('there is no task');
  const [m4a, mp3] = [await probe(task, 'podcast.m4a'), await probe(task, 'podcast.mp3')];
  for (const { chapters } of [m4a, mp3]) {
    expect(chapters.map(({ tags }) => tags.title)).toEqual(['Harbours', 'Storms']);
    expect(chapters.at(0)?.start_time).toBe('0.000000');
    expect(chapters.at(1)?.start_time).toBe(chapters.at(0)?.end_time);
  }
  expect(Math.abs(Number(m4a.format.duration) - Number(mp3.format.duration))).toBeLessThan(0.1);
  expect(Number(m4a.chapters.at(-1)?.end_time)).toBeCloseTo(Number(m4a.format.duration), 2);
  const file = await fileOf(task, 'podcast.mp3');
  const { stderr } = await command('ffmpeg', ['-nostats', '-i', file, '-af', 'ebur128', '-f', 'null', '-']);
  const [loudness] = [...stderr.matchAll(/I:\s+(-[\d.]+) LUFS/g)].map(([, lufs]) => Number(lufs)).slice(-1);
  expect(Math.abs((loudness ?? 0) + 16)).toBeLessThanOrEqual(1);
  const transcript = (await system.output(task, 'podcast.md')).toString();
  expect(transcript).toMatch(/^# Harbours\n\n## Harbours\n\n\S/);
  expect(transcript).not.toContain('[pause');
}, 60_000);

test('a dialogue is written from the script, spoken with two voices, and its transcript names who speaks', async () => {
  standIn.reset();
  const task = await system.end((await system.submit(deck, { ...SMALL, podcast: { speakers: 2 } })).id);
  expect(task.error).toBeUndefined();
  expect(standIn.counters().openai.billedCalls).toBeGreaterThanOrEqual(1);
  const cues = (await system.output(task, 'podcast.vtt')).toString();
  const transcript = (await system.output(task, 'podcast.md')).toString();
  for (const name of ['Host', 'Guest']) {
    expect(cues).toMatch(new RegExp(`<v ${name}>\\S`));
    expect(transcript).toMatch(new RegExp(`\\*\\*${name}:\\*\\* \\S`));
  }
  expect((await probe(task, 'podcast.m4a')).chapters.map(({ tags }) => tags.title)).toEqual(['Harbours', 'Storms']);
}, 180_000);

test('a script by AI waits for its reviewer, who has a slide written anew, and is spoken then', async () => {
  const task = await system.submit(deck, { ...SMALL, script: { mode: 'ai', secondsPerSlide: 8 }, review: true });
  await eventually(async () => (await system.get(task.id)).status === 'awaiting_review', 120_000);
  const before = scriptSchema.parse(await (await fetch(`${system.url}/api/tasks/${task.id}/script`)).json());
  const rewritten = await post(task, 'script/rewrite', { slide: 2, wish: 'shorter: 5 to 7 words' });
  expect(rewritten.status).toBe(200);
  expect(rewritten.headers.get('etag')).toBe('"2"');
  const after = scriptSchema.parse(await rewritten.json());
  expect(after.slides[0]).toEqual(before.slides[0]);
  expect(after.slides[1]?.text).not.toBe(before.slides[1]?.text);

  standIn.setFaults({ 'openai.responses': { refusal: 1 } });
  const refused = await post(task, 'script/rewrite', { slide: 1, wish: 'longer' });
  standIn.setFaults({});
  expect(refused.status).toBe(502);
  expect(await refused.json()).toMatchObject({ code: 'rewrite_failed', detail: expect.stringContaining('refused') });
  expect((await post(task, 'script/rewrite', { slide: 9, wish: 'longer' })).status).toBe(422);

  expect((await post(task, 'script/approve')).ok).toBe(true);
  const ended = await system.end(task.id);
  expect(ended.error).toBeUndefined();
  expect(JSON.parse((await system.output(ended, 'script.json')).toString())).toMatchObject({
    slides: [{ source: 'written' }, { source: 'written', text: after.slides[1]?.text }],
  });
}, 240_000);
