import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { taskPageSchema, taskSchema } from '../../api/schemas/task.ts';
import type { TaskRequest } from '../../domain/index.ts';
import { usedBy } from '../../platform/artifact-uses.ts';
import type { TaskChange } from '../../platform/task-store.ts';
import { onePagePdf, startApi, type TestApi } from '../support/api.ts';
import { someTaskRequest } from '../support/task-request.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi();
});
beforeEach(() => {
  api.asked.length = 0;
});
afterAll(() => api.stop());

/** A task that a run has brought this far. */
async function taskAt(change: TaskChange, request: Partial<TaskRequest> = {}): Promise<string> {
  const run = someTaskRequest(request);
  await api.store.create(run);
  await api.store.record(run, { status: 'running', ...change });
  return run.id;
}
const post = (path: string): Promise<Response> => api.fetch(path, { method: 'POST' });
const codeOf = async (response: Response): Promise<unknown> => {
  const body: unknown = await response.json();
  return {
    status: response.status,
    ...(typeof body === 'object' && body !== null && 'code' in body ? { code: body.code } : {}),
  };
};

test('tasks are listed newest first, page by page, by status and by words', async () => {
  const first = await taskAt({ slides: [{ number: 1, title: 'Über Quallen', stage: 'done' }] });
  const second = await taskAt({ status: 'completed', stage: 'done' });
  const page = taskPageSchema.parse(await (await api.fetch('/api/tasks?limit=1')).json());
  expect(page.tasks.map(({ id }) => id)).toEqual([second]);
  const next = taskPageSchema.parse(
    await (await api.fetch(`/api/tasks?limit=1&cursor=${page.nextCursor ?? ''}`)).json(),
  );
  expect(next.tasks.map(({ id }) => id)).toEqual([first]);
  const found = taskPageSchema.parse(
    await (await api.fetch(`/api/tasks?q=${encodeURIComponent('quallen')}&status=running`)).json(),
  );
  expect(found.tasks.map(({ id }) => id)).toEqual([first]);
  expect(await codeOf(await api.fetch('/api/tasks?cursor=nonsense'))).toEqual({ status: 400, code: 'invalid_cursor' });
  expect(await codeOf(await api.fetch('/api/tasks?limit=0'))).toEqual({ status: 422, code: 'invalid_query' });
  expect(await codeOf(await api.fetch('/api/tasks?sort=name'))).toEqual({ status: 422, code: 'invalid_query' });
});

test('a cancel stops the task, tells the engine, and answers the same when it is sent again', async () => {
  const id = await taskAt({});
  const first = await post(`/api/tasks/${id}/cancel`);
  expect(taskSchema.parse(await first.json())).toMatchObject({ id, status: 'cancelled' });
  expect(api.asked).toEqual([`cancel ${id}`]);
  expect(await api.store.undeliveredCancels()).not.toContain(id);
  expect((await post(`/api/tasks/${id}/cancel`)).status).toBe(200);
  const done = await taskAt({ status: 'completed' });
  expect(await codeOf(await post(`/api/tasks/${done}/cancel`))).toEqual({ status: 409, code: 'not_cancellable' });
});

test('a retry starts one more attempt of a failed task, once', async () => {
  const id = await taskAt({ status: 'failed', error: { code: 'x', message: 'y' } });
  const first = await api.fetch(`/api/tasks/${id}/retry`, {
    method: 'POST',
    body: '{}',
    headers: { 'Content-Type': 'application/json' },
  });
  expect(taskSchema.parse(await first.json())).toMatchObject({ status: 'queued', attempt: 2 });
  expect(taskSchema.parse(await (await post(`/api/tasks/${id}/retry`)).json())).toMatchObject({
    status: 'queued',
    attempt: 2,
  });
  const running = await taskAt({});
  expect(await codeOf(await post(`/api/tasks/${running}/retry`))).toEqual({ status: 409, code: 'not_retryable' });
});

test('a deleted task is stopped, its files, its record and its history are gone, and it can be asked what remains', async () => {
  const id = await taskAt({});
  await api.artifacts.writeJson(`tasks/${id}/request.json`, {});
  await usedBy(id, () => api.artifacts.writeJson('content/script/ab/abc.json', {}));
  const remove = () => api.fetch(`/api/tasks/${id}`, { method: 'DELETE' });
  const answer = await remove();
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({ id, removed: 2, shared: 0, remains: ['mark'] });
  expect(api.asked).toEqual([`delete ${id}`]);
  expect(await api.artifacts.list(`tasks/${id}/`)).toEqual([]);
  expect(await api.artifacts.has('content/script/ab/abc.json')).toBe(false);
  expect(await codeOf(await api.fetch(`/api/tasks/${id}`))).toEqual({ status: 404, code: 'task_not_found' });
  expect(await (await remove()).json()).toEqual({ id, removed: 0, shared: 0, remains: ['mark'] });
});

test('an output is sent whole, in part, and not again to who has it', async () => {
  const sha256 = 'ab'.repeat(32);
  const id = await taskAt({ outputs: [{ name: 'video.mp4', kind: 'video', sizeBytes: 10, sha256 }] });
  await api.artifacts.write(`tasks/${id}/outputs/video.mp4`, (file) => writeFile(file, '0123456789'));
  const path = `/api/tasks/${id}/outputs/video.mp4`;
  const whole = await api.fetch(path);
  expect(await whole.text()).toBe('0123456789');
  expect(Object.fromEntries(whole.headers)).toMatchObject({
    'content-type': 'video/mp4',
    'accept-ranges': 'bytes',
    etag: `"${sha256}"`,
  });
  const ask = (headers: Record<string, string>, method = 'GET') => api.fetch(path, { headers, method });
  const part = await ask({ Range: 'bytes=2-4' });
  expect([part.status, part.headers.get('content-range'), await part.text()]).toEqual([206, 'bytes 2-4/10', '234']);
  expect(await (await ask({ Range: 'bytes=-3' })).text()).toBe('789');
  expect(await (await ask({ Range: 'bytes=8-' })).text()).toBe('89');
  const outside = await ask({ Range: 'bytes=10-' });
  expect([outside.status, outside.headers.get('content-range')]).toEqual([416, 'bytes */10']);
  expect((await ask({ 'If-None-Match': `"${sha256}"` })).status).toBe(304);
  expect((await ask({ Range: 'bytes=2-4', 'If-Range': '"another"' })).status).toBe(200);
  expect((await ask({ Range: 'bytes=2-4', 'If-Range': `"${sha256}"` })).status).toBe(206);
  const head = await ask({}, 'HEAD');
  expect([head.headers.get('content-length'), await head.text()]).toEqual(['10', '']);
  expect((await api.fetch(`${path}?download`)).headers.get('content-disposition')).toBe(
    'attachment; filename="Lecture 1 - video.mp4"',
  );
  for (const name of ['other.mp4', '..%2Frequest.json', '..%2F..%2F']) {
    expect(await codeOf(await api.fetch(`/api/tasks/${id}/outputs/${name}`))).toEqual({
      status: 404,
      code: 'output_not_found',
    });
  }
});

test('a slide has a picture as soon as it is painted, and a small one on request', async () => {
  const key = 'content/picture/ab/abc.png';
  await api.artifacts.write(key, (file) =>
    sharp({ create: { width: 1920, height: 1080, channels: 3, background: 'red' } })
      .png()
      .toFile(file)
      .then(() => undefined),
  );
  const id = await taskAt({ pictures: [{ slide: 3, key }] });
  const picture = await api.fetch(`/api/tasks/${id}/slides/3.png`);
  expect([picture.headers.get('content-type'), picture.headers.get('etag')]).toEqual(['image/png', '"abc"']);
  const small = await api.fetch(`/api/tasks/${id}/slides/3.png?w=320&attempt=1`);
  expect(small.headers.get('cache-control')).toMatch('immutable');
  expect(await sharp(new Uint8Array(await small.arrayBuffer())).metadata()).toMatchObject({
    format: 'webp',
    width: 320,
    height: 180,
  });
  expect(await codeOf(await api.fetch(`/api/tasks/${id}/slides/3.png?w=321`))).toEqual({
    status: 422,
    code: 'invalid_query',
  });
  expect(await codeOf(await api.fetch(`/api/tasks/${id}/slides/4.png`))).toEqual({
    status: 404,
    code: 'picture_not_found',
  });
});

test('a script under review is read, changed against its version, and approved', async () => {
  const slide = { number: 1, text: 'Hello', source: 'notes', treatment: 'speak', holdMs: 0, flags: [] };
  await api.artifacts.writeJson('content/script/1.json', { language: 'en', slides: [slide, { ...slide, number: 2 }] });
  const id = await taskAt({
    status: 'awaiting_review',
    stage: 'review',
    scriptKey: 'content/script/1.json',
    scriptVersion: 4,
  });
  const read = await api.fetch(`/api/tasks/${id}/script`);
  expect([read.headers.get('etag'), read.headers.get('content-language')]).toEqual(['"4"', 'en']);
  const script: unknown = await read.json();
  expect(script).toEqual({
    slides: [
      { number: 1, text: 'Hello', flags: [] },
      { number: 2, text: 'Hello', flags: [] },
    ],
  });
  const put = (body: unknown, headers: Record<string, string> = {}) =>
    api.fetch(`/api/tasks/${id}/script`, {
      method: 'PUT',
      body: JSON.stringify(body),
      headers: { 'Content-Type': 'application/json', ...headers },
    });
  expect(await codeOf(await put(script))).toEqual({ status: 428, code: 'if_match_required' });
  const stale = await put({ slides: [{ number: 2, text: 'Good day', approved: true }] }, { 'If-Match': '"3"' });
  expect(await codeOf(stale)).toEqual({ status: 412, code: 'script_changed' });
  expect(await codeOf(await put({ slides: [{ number: 9, text: '' }] }, { 'If-Match': '"4"' }))).toEqual({
    status: 422,
    code: 'unknown_slide',
  });
  const marked = await put({ slides: [{ number: 2, text: 'Hello', approved: true }] }, { 'If-Match': '"4"' });
  expect(marked.headers.get('etag')).toBe('"4"');
  expect(await (await api.fetch(`/api/tasks/${id}/script`)).json()).toEqual({
    slides: [
      { number: 1, text: 'Hello', flags: [] },
      { number: 2, text: 'Hello', flags: [], approved: true },
    ],
  });
  const edited = await put({ slides: [{ number: 2, text: 'Good day' }] }, { 'If-Match': '"4"' });
  expect(edited.headers.get('etag')).toBe('"5"');
  // Other words are not those that were approved.
  expect(await edited.json()).toEqual({
    slides: [
      { number: 1, text: 'Hello', flags: [] },
      { number: 2, text: 'Good day', flags: [] },
    ],
  });
  expect((await post(`/api/tasks/${id}/script/approve`)).status).toBe(200);
  expect(api.asked).toEqual([`edit ${id} 4`, `approve ${id} 4`]);
  const running = await taskAt({ scriptKey: 'content/script/1.json' });
  expect(await codeOf(await post(`/api/tasks/${running}/script/approve`))).toEqual({
    status: 409,
    code: 'not_awaiting_review',
  });
  expect(await codeOf(await api.fetch(`/api/tasks/${await taskAt({})}/script`))).toEqual({
    status: 404,
    code: 'script_not_ready',
  });
});

test('a task that waits for an engine that is away says so, and no other does', async () => {
  const away = await startApi({ engineIsAway: () => true });
  try {
    const sent = taskSchema.parse(await (await away.send(onePagePdf())).json());
    expect(sent).toMatchObject({ status: 'queued', warnings: [{ code: 'engine_unreachable' }] });
    const ask = async () => taskSchema.parse(await (await away.fetch(`/api/tasks/${sent.id}`)).json());
    expect((await ask()).warnings).toMatchObject([{ code: 'engine_unreachable' }]);
    await away.store.record({ id: sent.id, attempt: 1 }, { status: 'running', stage: 'reading' });
    expect((await ask()).warnings).toEqual([]);
  } finally {
    await away.stop();
  }
});
