import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { readRequest } from '../../platform/kept-requests.ts';
import { onePagePdf, startApi, type TestApi } from '../support/api.ts';
import { someTaskRequest } from '../support/task-request.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

/** A task that has ended, so that it may be revised. */
async function endedTask(): Promise<string> {
  const request = someTaskRequest();
  await api.artifacts.writeJson(`tasks/${request.id}/request.json`, request);
  await api.store.create(request);
  await api.store.record(request, { status: 'completed', stage: 'done' });
  return request.id;
}
const decksOf = async (id: string): Promise<string[]> =>
  (await api.artifacts.list(`tasks/${id}/`)).filter((key) => key.includes('/deck'));

function reviseWith(id: string, deck: Blob, name: string): Promise<Response> {
  const form = new FormData();
  form.set('deck', deck, name);
  return api.fetch(`/api/tasks/${id}/revise`, { method: 'POST', body: form });
}

test('of decks that are sent at once one is accepted, and its request and its bytes are what the store keeps', async () => {
  const id = await endedTask();
  const names = ['a.pdf', 'b.pdf', 'c.pdf', 'd.pdf'];
  const answers = await Promise.all(names.map((name, index) => reviseWith(id, onePagePdf(320 + index), name)));
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);

  const taken = (await api.store.get(id))?.request;
  expect(names[answers.findIndex(({ ok }) => ok)]).toBe(taken?.deck.name);
  expect(await readRequest(id, api.artifacts)).toEqual(taken);
  expect(await decksOf(id)).toEqual([taken?.deck.key]);
  const bytes = await readFile(await api.artifacts.file(taken?.deck.key ?? ''));
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(taken?.deck.sha256);
});

test('what is refused leaves the request of the version before, and no deck', async () => {
  const id = await endedTask();
  const before = await readRequest(id, api.artifacts);
  const form = new FormData();
  form.set('options', '{"languages": 7}');
  form.set('deck', onePagePdf(), 'deck.pdf');
  const answer = await api.fetch(`/api/tasks/${id}/revise`, { method: 'POST', body: form });
  expect(answer.status).toBe(422);
  expect(await readRequest(id, api.artifacts)).toEqual(before);
  expect(await decksOf(id)).toEqual([]);
});
