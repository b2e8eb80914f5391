import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { eventually } from '../support/redis.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

const TOUR = fileURLToPath(new URL('../../docs/samples/tour.pptx', import.meta.url));
let system: TestSystem;
beforeAll(async () => {
  system = await startTestSystem({ API_KEYS: 'ada:a-key-of-adas,bob:a-key-of-bobs' });
}, 180_000);
afterAll(() => system.stop());

const as = (key: string, more: Record<string, string> = {}) => ({ authorization: `Bearer ${key}`, ...more });
const ADA = 'a-key-of-adas';

test('a person edits slide 3 before anything is spoken, approves, and the video says the new words', async () => {
  const { id } = await system.submit(TOUR, { review: true, output: { resolution: '720p' } }, as(ADA));
  const url = `${system.url}/api/tasks/${id}`;
  await eventually(async () => (await system.get(id, as(ADA))).status === 'awaiting_review', 60_000);
  expect((await system.files('content/narration')).size).toBe(0);

  const read = await fetch(`${url}/script`, { headers: as(ADA) });
  const etag = read.headers.get('etag') ?? '';
  const edit = (ifMatch: string, text = 'Pomegranates are in season.') =>
    fetch(`${url}/script`, {
      method: 'PUT',
      headers: as(ADA, { 'content-type': 'application/json', 'if-match': ifMatch }),
      body: JSON.stringify({ slides: [{ number: 3, text }] }),
    });
  const edited = await edit(etag);
  expect([edited.status, await edited.text()]).toEqual([200, expect.stringContaining('Pomegranates')]);
  expect((await edit(etag)).status).toBe(200); // sent again: these words stand already
  expect((await edit(etag, 'Other words.')).status).toBe(412);

  const approved = await fetch(`${url}/script/approve`, { method: 'POST', headers: as(ADA) });
  expect([approved.status, await approved.text()]).toEqual([200, expect.any(String)]);
  const task = await system.end(id, 180_000, as(ADA));
  expect(task.status).toBe('completed');
  const subtitles = task.outputs.find(({ name }) => name.endsWith('.srt'));
  const words = await (await fetch(new URL(subtitles?.url ?? '', system.url), { headers: as(ADA) })).text();
  expect(words).toContain('Pomegranates are in season.');
}, 240_000);

test('a retry keeps the words that a person edited and approved, and does not ask again', async () => {
  const { id } = await system.submit(TOUR, { review: true, output: { resolution: '2160p' } }, as(ADA));
  const url = `${system.url}/api/tasks/${id}`;
  await eventually(async () => (await system.get(id, as(ADA))).status === 'awaiting_review', 60_000);
  const edited = await fetch(`${url}/script`, {
    method: 'PUT',
    headers: as(ADA, { 'content-type': 'application/json', 'if-match': '"1"' }),
    body: JSON.stringify({ slides: [{ number: 5, text: 'Quinces keep until spring.' }] }),
  });
  expect([edited.status, await edited.text()]).toEqual([200, expect.stringContaining('Quinces')]);
  expect((await fetch(`${url}/script/approve`, { method: 'POST', headers: as(ADA) })).ok).toBe(true);
  await eventually(async () => (await system.get(id, as(ADA))).stage === 'speaking', 60_000);
  expect((await fetch(`${url}/cancel`, { method: 'POST', headers: as(ADA) })).ok).toBe(true);
  expect((await fetch(`${url}/retry`, { method: 'POST', headers: as(ADA) })).ok).toBe(true);
  const task = await system.end(id, 180_000, as(ADA));
  expect(task).toMatchObject({ status: 'completed', attempt: 2 });
  const script = task.outputs.find(({ name }) => name === 'script.md');
  const words = await (await fetch(new URL(script?.url ?? '', system.url), { headers: as(ADA) })).text();
  expect(words).toContain('Quinces keep until spring.');
}, 300_000);

test('a task belongs to the key that made it: without a key nothing is told, with another the task does not exist', async () => {
  const { id } = await system.submit(TOUR, { review: true }, as(ADA));
  for (const path of ['', '/events', '/script', '/outputs/video.mp4', '/slides/1.png']) {
    expect((await fetch(`${system.url}/api/tasks/${id}${path}`)).status).toBe(401);
    expect((await fetch(`${system.url}/api/tasks/${id}${path}`, { headers: as('a-key-of-bobs') })).status).toBe(404);
  }
  for (const action of ['cancel', 'retry', 'script/approve']) {
    const response = await fetch(`${system.url}/api/tasks/${id}/${action}`, {
      method: 'POST',
      headers: as('a-key-of-bobs'),
    });
    expect(response.status).toBe(404);
  }
  const bobs = await fetch(`${system.url}/api/tasks`, { headers: as('a-key-of-bobs') });
  expect(await bobs.json()).toEqual({ tasks: [] });
  expect((await fetch(`${system.url}/api/tasks/${id}/cancel`, { method: 'POST', headers: as(ADA) })).ok).toBe(true);
}, 60_000);
