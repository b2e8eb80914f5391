import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { taskSchema } from '../../api/schemas/task.ts';
import type { Estimate, TaskRequest } from '../../domain/index.ts';
import { onePagePdf, startApi, type TestApi } from '../support/api.ts';
import { someTaskRequest } from '../support/task-request.ts';

const ESTIMATE: Estimate = { cents: 3, atMostCents: 5, parts: [], seconds: 60, secondsToFinish: 20 };
let api: TestApi;
const estimated: TaskRequest[] = [];
beforeAll(async () => {
  api = await startApi({
    providers: [{ name: 'openai', models: ['gpt-5-mini'] }],
    asks: {
      estimate: (request) => {
        estimated.push(request);
        return Promise.resolve(ESTIMATE);
      },
    },
  });
});
afterAll(() => api.stop());

const post = (path: string, body: unknown): Promise<Response> =>
  api.fetch(path, { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } });
const json = async (response: Response): Promise<unknown> => response.json();

test('the providers there are can be asked for, and decide which options are taken', async () => {
  expect(await json(await api.fetch('/api/providers'))).toEqual({
    providers: [{ name: 'openai', models: ['gpt-5-mini'] }],
  });
  expect((await api.send(onePagePdf(), { script: { mode: 'ai' } })).status).toBe(201);
  expect(await json(await api.send(onePagePdf(), { voice: { provider: 'elevenlabs' } }))).toMatchObject({
    code: 'option_not_available',
  });
});

test('a task has a bill, empty while nothing was paid, and a cost in its view', async () => {
  const request = someTaskRequest();
  await api.store.create(request);
  expect(await json(await api.fetch(`/api/tasks/${request.id}/ledger`))).toEqual({
    cost: { cents: 0, upToCents: 0 },
    entries: [],
  });
  const view = taskSchema.parse(await json(await api.fetch(`/api/tasks/${request.id}`)));
  expect(view.cost).toEqual({ cents: 0, upToCents: 0 });
});

test('a budget is raised where it is reached, and only raised', async () => {
  const request = someTaskRequest({ options: { budget: { cents: 10 } } });
  await api.store.create(request);
  const path = `/api/tasks/${request.id}/budget`;
  expect(await json(await post(path, { cents: 20 }))).toMatchObject({ status: 409, code: 'not_awaiting_budget' });
  await api.store.record(request, { status: 'awaiting_review', stage: 'budget' });
  expect(await json(await post(path, { cents: 5 }))).toMatchObject({ status: 422, code: 'invalid_body' });
  expect(await json(await post(path, { cents: 20 }))).toMatchObject({ options: { budget: { cents: 20 } } });
  expect(api.asked).toContain(`budget ${request.id}`);
});

test('an estimate reads a deck that is not kept, or a task that exists', async () => {
  const before = await api.files();
  const form = new FormData();
  form.set('deck', onePagePdf(), 'Lecture 1.pdf');
  form.set('options', '{"script": {"mode": "ai"}}');
  expect(await json(await api.fetch('/api/estimate', { method: 'POST', body: form }))).toEqual(ESTIMATE);
  expect(estimated.at(-1)).toMatchObject({ options: { script: { mode: 'ai' } }, deck: { format: 'pdf' } });
  expect(await api.files()).toEqual(before);

  const request = someTaskRequest();
  await api.store.create(request);
  expect(await json(await post('/api/estimate', { task: request.id }))).toEqual(ESTIMATE);
  expect(estimated.at(-1)?.deck).toEqual(request.deck);
  expect(estimated.at(-1)?.id).not.toBe(request.id);
  expect(await json(await post('/api/estimate', { task: 'nobody' }))).toMatchObject({ code: 'task_not_found' });
  expect(await json(await post('/api/estimate', {}))).toMatchObject({ code: 'task_not_found' });
});
