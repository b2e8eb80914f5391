import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { taskSchema } from '../../api/schemas/task.ts';
import { onePagePdf, startApi, type TestApi } from '../support/api.ts';
import { eventually } from '../support/redis.ts';

let api: TestApi;
beforeAll(async () => {
  api = await startApi({ voices: [{ provider: 'offline', name: 'de', label: 'German', languages: ['de'], rate: 1 }] });
});
afterAll(() => api.stop());

async function problemOf(response: Response): Promise<unknown> {
  expect(response.headers.get('content-type')).toMatch('application/problem+json');
  const body: unknown = await response.json();
  expect(body).toMatchObject({ status: response.status });
  expect(JSON.stringify(body)).not.toMatch(/node_modules|\.ts:|at async/);
  return body;
}

test('a deck becomes a task: answered whole, its deck and request in the store, its entry in Redis', async () => {
  const deck = onePagePdf();
  const response = await api.send(deck, { voice: { name: 'de', rate: 1.1 }, review: true });
  expect(response.status).toBe(201);
  const task = taskSchema.parse(await response.json());
  expect(task).toMatchObject({ name: 'Lecture 1.pdf', status: 'queued', percent: 0, options: { review: true } });
  expect(response.headers.get('location')).toBe(`/api/tasks/${task.id}`);
  expect(task.links.console).toBe(`http://console.test/namespaces/default/workflows/${task.id}`);
  const kept = await api.store.get(task.id);
  const sha256 = createHash('sha256')
    .update(new Uint8Array(await deck.arrayBuffer()))
    .digest('hex');
  expect(kept?.request.deck).toMatchObject({ format: 'pdf', sizeBytes: deck.size, sha256 });
  expect(await api.artifacts.sizeOf(`tasks/${task.id}/deck`)).toBe(deck.size);
  expect(await api.artifacts.readJson(`tasks/${task.id}/request.json`, (value) => value)).toEqual(kept?.request);
});

test('options may come as a file too, and before or after the deck', async () => {
  const form = new FormData();
  form.set('options', new Blob(['{"hiddenSlides":"keep"}']), 'options.json');
  form.set('deck', onePagePdf(), 'C:\\Users\\me\\../Vorlesung Übung.pdf');
  const response = await api.fetch('/api/tasks', { method: 'POST', body: form });
  expect(await response.json()).toMatchObject({ name: 'Vorlesung Übung.pdf', options: { hiddenSlides: 'keep' } });
});

test('a repeated Idempotency-Key answers with the same task and leaves no second deck', async () => {
  const headers = { 'Idempotency-Key': 'same-key' };
  const first = taskSchema.parse(await (await api.send(onePagePdf(), { review: true }, headers)).json());
  const before = await api.files();
  const again = await api.send(onePagePdf(), { review: true }, headers);
  expect(again.status).toBe(201);
  expect(again.headers.get('idempotent-replayed')).toBe('true');
  expect(await again.json()).toEqual(first);
  expect(await api.files()).toEqual(before);
  const other = await api.send(onePagePdf(333), { review: true }, headers);
  expect(await problemOf(other)).toMatchObject({ status: 409, code: 'idempotency_key_reused' });
  expect(await api.files()).toEqual(before);
});

test('what cannot be a task is refused with a code and the fields, and nothing of it remains', async () => {
  const before = await api.files();
  const cases: [Promise<Response>, number, object][] = [
    [
      api.send(onePagePdf(), { voice: { speed: 2 }, music: true }),
      422,
      {
        code: 'invalid_options',
        errors: [
          { field: 'voice.speed', message: 'is not known here' },
          { field: 'music', message: 'is not known here' },
        ],
      },
    ],
    [api.send(onePagePdf(), { languages: ['not a language'] }), 422, { code: 'invalid_options' }],
    [
      api.send(onePagePdf(), { presenter: { provider: 'heygen' }, voice: { provider: 'openai' } }),
      422,
      {
        code: 'option_not_available',
        errors: [
          expect.objectContaining({ field: 'voice.provider' }),
          expect.objectContaining({ field: 'presenter.provider' }),
        ],
      },
    ],
    [api.send(onePagePdf(), { voice: { name: 'xx' } }), 422, { code: 'unknown_voice' }],
    [api.send(onePagePdf(), {}, { 'Idempotency-Key': 'with space' }), 400, { code: 'invalid_idempotency_key' }],
    [api.send(new Blob(['hello, I am a letter'])), 415, { code: 'not_a_deck' }],
    [api.send(new Blob([])), 422, { code: 'empty_deck_file' }],
    [api.send(new Blob([Buffer.alloc(1024 * 1024 + 1)])), 413, { code: 'upload_too_large' }],
    [api.send(new Blob([Buffer.alloc(2 * 1024 * 1024)])), 413, { code: 'upload_too_large' }],
    [postForm({ options: '{}' }), 422, { code: 'deck_missing' }],
    [postForm({ deck: onePagePdf(), options: '{"a":' }), 400, { code: 'malformed_json' }],
    [postForm({ deck: onePagePdf(), another: onePagePdf() }), 400, { code: 'malformed_upload' }],
    [postForm({ deck: onePagePdf(), voice: 'de' }), 400, { code: 'malformed_upload' }],
    [
      api.fetch('/api/tasks', { method: 'POST', body: '{}', headers: { 'Content-Type': 'application/json' } }),
      415,
      { code: 'unsupported_media_type' },
    ],
    [
      api.fetch('/api/tasks', {
        method: 'POST',
        body: 'x',
        headers: { 'Content-Type': 'multipart/form-data; boundary=b' },
      }),
      400,
      { code: 'malformed_upload' },
    ],
    [
      api.fetch('/api/tasks', { method: 'POST', body: 'x', headers: { 'Content-Type': 'multipart/form-data' } }),
      400,
      { code: 'malformed_upload' },
    ],
  ];
  for (const [answer, status, problem] of cases) {
    expect(await problemOf(await answer)).toMatchObject({ status, ...problem });
  }
  expect(await api.files()).toEqual(before);
});

function postForm(fields: Record<string, string | Blob>): Promise<Response> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return api.fetch('/api/tasks', { method: 'POST', body: form });
}

test('a connection that breaks in the middle of the deck leaves nothing behind', async () => {
  const before = await api.files();
  const tasks = (await api.store.list('local', { limit: 100 })).tasks.length;
  const request = httpRequest(`${api.url}/api/tasks`, {
    method: 'POST',
    headers: { 'Content-Type': 'multipart/form-data; boundary=b' },
  });
  request.on('error', () => undefined);
  request.write('--b\r\nContent-Disposition: form-data; name="deck"; filename="a.pdf"\r\n\r\n%PDF-1.4\n');
  request.write(Buffer.alloc(300_000));
  await eventually(async () => (await api.files()).length > before.length);
  request.destroy();
  await eventually(async () => (await api.files()).length === before.length);
  expect((await api.store.list('local', { limit: 100 })).tasks).toHaveLength(tasks);
});

test('a deck of 200 MiB flows through without being held in memory', async () => {
  const large = await startApi({ maxUploadBytes: 256 * 1024 * 1024 });
  try {
    const peak = { bytes: 0 };
    const idle = process.memoryUsage().rss;
    const watch = setInterval(() => (peak.bytes = Math.max(peak.bytes, process.memoryUsage().rss)), 20);
    const request = httpRequest(`${large.url}/api/tasks`, {
      method: 'POST',
      headers: { 'Content-Type': 'multipart/form-data; boundary=b' },
    });
    request.write('--b\r\nContent-Disposition: form-data; name="deck"; filename="a.txt"\r\n\r\nno deck');
    const chunk = Buffer.alloc(1024 * 1024, 1);
    for (let sent = 0; sent < 200; sent += 1) {
      if (!request.write(chunk)) await once(request, 'drain');
    }
    const answered = new Promise((resolve) => request.once('response', resolve));
    request.end('\r\n--b--\r\n');
    const response = await answered;
    clearInterval(watch);
    expect(response).toMatchObject({ statusCode: 415 });
    // Sender and server share this process.
    expect((peak.bytes - idle) / 1024 ** 2).toBeLessThan(120);
    expect((await large.files()).length).toBe(0);
  } finally {
    await large.stop();
  }
});
