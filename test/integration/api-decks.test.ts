import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Estimate, Narration, Script, TaskRequest } from '../../domain/index.ts';
import { onePagePdf, startApi, type TestApi } from '../support/api.ts';
import { someTaskRequest } from '../support/task-request.ts';

const ESTIMATE: Estimate = { cents: 3, atMostCents: 5, parts: [], seconds: 60, secondsToFinish: 20 };
const SLIDES = [
  { number: 1, title: 'Welcome', notes: 'Hello.', hidden: false },
  { number: 2, title: '', notes: '', hidden: true },
];
const WORDS: Script = {
  language: 'de',
  slides: [
    { number: 1, text: 'Guten Tag.', source: 'notes', treatment: 'speak', holdMs: 0, flags: [] },
    { number: 2, text: '', source: 'none', treatment: 'hold', holdMs: 4000, flags: [] },
  ],
};
const voice = { provider: 'offline' as const, name: 'de', label: 'German', languages: ['de'], rate: 1 };
const SOUND: Narration = { slide: 1, key: 'content/narration/aa/sound.aac', durationMs: 1000 };

let api: TestApi;
/** Slides around which somebody was asked to paint, and whether that is still under way. */
const painted: number[] = [];
let painting = true;
const estimated: TaskRequest[] = [];
/** The scripts that were spoken, as the worker would read them, and in which voice. */
const heard: { script: string; voice: string }[] = [];
beforeAll(async () => {
  api = await startApi({
    voices: [
      voice,
      { ...voice, provider: 'openai', name: 'coral', label: 'Coral', languages: ['en'], models: ['tts-1'] },
    ],
    providers: [{ name: 'openai', models: [] }],
    asks: {
      estimate: (request) => {
        estimated.push(request);
        return Promise.resolve(ESTIMATE);
      },
      openDeck: async () => {
        await api.artifacts.writeJson('content/deck/aa/deck.json', {
          format: 'pdf',
          slides: SLIDES.map((slide) => ({ ...slide, body: [] })),
        });
        return { key: 'content/deck/aa/deck.json' };
      },
      pictureDeck: async (_, slide) => {
        painted.push(slide);
        return painting;
      },
      hearVoice: async ({ script, voice: { name } }) => {
        heard.push({ script: script.key, voice: name });
        return SOUND;
      },
      hearSlide: async ({ task, script }) => {
        heard.push({ script: script.key, voice: task.id });
        return SOUND;
      },
    },
  });
  await api.artifacts.writeJson(SOUND.key, 'a sound');
});
afterAll(() => api.stop());

const json = async (response: Response): Promise<unknown> => response.json();
const post = (path: string, body?: unknown): Promise<Response> =>
  api.fetch(path, {
    method: 'POST',
    ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
const idSchema = z.object({ id: z.string() });
async function sendDeck(): Promise<string> {
  const form = new FormData();
  form.set('deck', onePagePdf(), 'Lecture 1.pdf');
  const response = await api.fetch('/api/decks', { method: 'POST', body: form });
  expect(response.status).toBe(201);
  return idSchema.parse(await json(response)).id;
}
const lastScript = () =>
  api.artifacts.readJson(heard.at(-1)?.script ?? '', (value) =>
    z.object({ language: z.string(), slides: z.array(z.object({ text: z.string() })) }).parse(value),
  );

test('a deck is sent once, opened, estimated with several options, and becomes the task of its id', async () => {
  const id = await sendDeck();
  expect(await json(await api.fetch(`/api/decks/${id}`))).toMatchObject({ id, name: 'Lecture 1.pdf', slides: SLIDES });
  for (const options of [{}, { output: { resolution: '720p' } }]) {
    expect(await json(await post('/api/estimate', { deck: id, options }))).toEqual(ESTIMATE);
    expect(estimated.at(-1)).toMatchObject({ id, options });
  }
  const made = await post('/api/tasks', { deck: id, name: 'Other name.pdf', options: { review: true } });
  expect(made.status).toBe(201);
  expect(await json(made)).toMatchObject({ id, name: 'Other name.pdf', status: 'queued', options: { review: true } });
  expect(await api.artifacts.has(`tasks/${id}/request.json`)).toBe(true);

  const again = await post('/api/tasks', { deck: id, name: 'Other name.pdf', options: { review: true } });
  expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([201, 'true']);
  expect(await json(await post('/api/tasks', { deck: id }))).toMatchObject({ status: 409, code: 'deck_used' });
  expect((await api.fetch(`/api/decks/${id}`, { method: 'DELETE' })).status).toBe(204);
  expect(await api.artifacts.has(`tasks/${id}/deck`)).toBe(true);
});

test('a deck that is no task is removed whole, and what was never sent is not there', async () => {
  const before = await api.files();
  const id = await sendDeck();
  expect((await api.fetch(`/api/decks/${id}`, { method: 'DELETE' })).status).toBe(204);
  expect(await api.files()).toEqual(before);
  for (const answer of [
    api.fetch(`/api/decks/${id}`),
    post('/api/estimate', { deck: id }),
    post('/api/tasks', { deck: id }),
  ])
    expect(await json(await answer)).toMatchObject({ status: 404, code: 'deck_not_found' });
  expect(await json(await post('/api/tasks', { deck: '../../x' }))).toMatchObject({ code: 'deck_not_found' });
});

test('a slide’s picture is painted when it is asked for, shown as soon as it is there, and goes with the deck', async () => {
  const before = await api.files();
  const id = await sendDeck();
  const picture = (slide: number | string) => api.fetch(`/api/decks/${id}/slides/${slide}.png`);
  const waits = await picture(3);
  expect([waits.status, waits.headers.get('retry-after'), await waits.text()]).toEqual([202, '1', '']);
  await api.artifacts.write(`tasks/${id}/slides/3.png`, (file) => writeFile(file, 'a picture'));
  const there = await picture(3);
  expect([there.status, there.headers.get('content-type'), await there.text()]).toEqual([
    200,
    'image/png',
    'a picture',
  ]);
  const known = await api.fetch(`/api/decks/${id}/slides/3.png`, {
    headers: { 'If-None-Match': there.headers.get('etag') ?? '' },
  });
  expect(known.status).toBe(304);
  expect(painted).toEqual([3]);

  painting = false;
  expect(await json(await picture(2))).toMatchObject({ status: 404, code: 'picture_not_found' });
  expect(painted).toEqual([3, 2]);
  for (const none of [0, -1, 11, 'x', '1e1', '03'])
    expect(await json(await picture(none))).toMatchObject({ status: 404, code: 'picture_not_found' });
  expect(painted).toEqual([3, 2]);

  expect((await api.fetch(`/api/decks/${id}`, { method: 'DELETE' })).status).toBe(204);
  expect(await api.files()).toEqual(before);
  expect(await json(await picture(3))).toMatchObject({ status: 404, code: 'deck_not_found' });
});

test('options that cannot be had are refused before anybody is asked, and a refused deck leaves nothing', async () => {
  const id = await sendDeck();
  const count = estimated.length;
  expect(await json(await post('/api/estimate', { deck: id, options: { voice: { name: 'xx' } } }))).toMatchObject({
    code: 'unknown_voice',
  });
  expect(estimated.length).toBe(count);
  const before = await api.files();
  const form = new FormData();
  form.set('deck', new Blob(['a letter']), 'letter.pdf');
  expect(await json(await api.fetch('/api/decks', { method: 'POST', body: form }))).toMatchObject({
    code: 'not_a_deck',
  });
  expect(await api.files()).toEqual(before);
});

test('an offline voice is heard in its language for nothing; a paid one without a sample only when it is asked for', async () => {
  const sample = await api.fetch('/api/voices/offline/de/sample');
  expect([sample.status, sample.headers.get('content-type')]).toEqual([200, 'audio/aac']);
  expect(await lastScript()).toMatchObject({ language: 'de', slides: [{ text: expect.stringMatching('Folien') }] });
  const count = heard.length;
  expect(await json(await api.fetch('/api/voices/openai/coral/sample'))).toMatchObject({ code: 'sample_not_found' });
  expect(heard.length).toBe(count);
  expect(
    (await post('/api/speech', { voice: { provider: 'openai', name: 'coral' }, text: 'Hello [pause 1s] you.' })).status,
  ).toBe(200);
  expect(heard.at(-1)?.voice).toBe('coral');
  expect(await json(await api.fetch('/api/voices/offline/nobody/sample'))).toMatchObject({ code: 'unknown_voice' });
});

test('a slide under review is heard as it stands; one without words, or of a task that does not wait, is not', async () => {
  const request = someTaskRequest();
  await api.store.create(request);
  const hear = (slide: number) => post(`/api/tasks/${request.id}/slides/${slide}/speech`);
  expect(await json(await hear(1))).toMatchObject({ status: 409, code: 'not_awaiting_review' });
  await api.artifacts.writeJson('content/script/aa/words.json', WORDS);
  const script = { scriptKey: 'content/script/aa/words.json', scriptVersion: 1 };
  await api.store.record(request, { status: 'awaiting_review', stage: 'review', ...script });
  expect((await hear(1)).status).toBe(200);
  expect(heard.at(-1)?.voice).toBe(request.id);
  expect(await lastScript()).toMatchObject({ language: 'de', slides: [{ text: 'Guten Tag.' }] });
  expect(await json(await hear(2))).toMatchObject({ code: 'unknown_slide' });
});

test('a finished slide is watched while the others are made, and not before', async () => {
  const request = someTaskRequest();
  await api.store.create(request);
  const clip = `/api/tasks/${request.id}/slides/1/clip.mp4`;
  await api.store.record(request, { status: 'running', slides: [{ number: 1, stage: 'spoken' }] });
  expect(await json(await api.fetch(clip))).toMatchObject({ status: 404, code: 'clip_not_found' });
  await api.artifacts.writeJson('content/clip/aa/clip.mp4', 'a clip');
  await api.store.record(request, {
    slides: [{ number: 1, stage: 'done' }],
    clips: [{ slide: 1, key: 'content/clip/aa/clip.mp4' }],
  });
  expect(await json(await api.fetch(`/api/tasks/${request.id}`))).toMatchObject({ slides: [{ number: 1, clip }] });
  const part = await api.fetch(clip, { headers: { Range: 'bytes=0-3' } });
  expect([part.status, part.headers.get('content-type')]).toEqual([206, 'video/mp4']);
});
