import { writeFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { z } from 'zod';
import { problemSchema } from '../../api/schemas/problem.ts';
import { shareSchema, sharesSchema } from '../../api/schemas/share.ts';
import { sharedSchema } from '../../api/schemas/shared.ts';
import { createShares } from '../../platform/share-store.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { eventually, startRedis } from '../support/redis.ts';
import { someTaskRequest } from '../support/task-request.ts';

let api: TestApi;
let id: string;
beforeAll(async () => {
  api = await startApi({ apiKeys: [{ name: 'ann', key: 'key-of-ann' }], retentionDays: 30 });
  id = await finishedTask();
});
afterAll(() => api.stop());

const sha256 = 'ab'.repeat(32);
const outputs = (
  [
    ['video.mp4', 'video'],
    ['subtitles.en.vtt', 'subtitles'],
    ['script.md', 'script'],
    ['script.json', 'script'],
    ['manifest.json', 'manifest'],
  ] as const
).map(([name, kind]) => ({ name, kind, sizeBytes: 10, sha256 }));

async function finishedTask(): Promise<string> {
  const request = someTaskRequest({ owner: 'ann' });
  await api.store.create(request);
  await api.store.record(request, { status: 'completed', stage: 'done', outputs });
  for (const { name } of outputs)
    await api.artifacts.write(`tasks/${request.id}/outputs/${name}`, (file) => writeFile(file, '0123456789'));
  const slides = [{ slide: 1, title: 'Tides', seconds: 4, clip: { key: 'content/clip/secret' }, cents: 3 }];
  await api.artifacts.writeJson(`tasks/${request.id}/outputs/manifest.json`, { language: 'en', cents: 3, slides });
  return request.id;
}

const asAnn = { Authorization: 'Bearer key-of-ann' };
async function share(terms: object): Promise<z.infer<typeof shareSchema>> {
  const headers = { ...asAnn, 'Content-Type': 'application/json' };
  const answer = await api.fetch(`/api/tasks/${id}/shares`, { method: 'POST', headers, body: JSON.stringify(terms) });
  expect(answer.status).toBe(201);
  return shareSchema.parse(await answer.json());
}
const tokenIn = ({ url }: { url: string }): string => url.split('/').at(-1) ?? '';
const refusal = async (answer: Response): Promise<string> => {
  const { status, code } = problemSchema.parse(await answer.json());
  return `${status} ${code}`;
};

test('whoever has the link watches without a key, and learns nothing but what is needed for that', async () => {
  const made = await share({ days: 7, downloads: false });
  const token = tokenIn(made);
  const answer = await api.fetch(`/api/shared/${token}`);
  const shared = sharedSchema.parse(await answer.json());
  expect(shared).toMatchObject({
    ready: true,
    downloads: false,
    story: { language: 'en', slides: [{ slide: 1, title: 'Tides', seconds: 4 }], more: [] },
  });
  expect(shared.outputs.map(({ name }) => name)).toEqual(['video.mp4', 'subtitles.en.vtt']);
  expect(JSON.stringify(shared)).not.toMatch(/secret|cents/);
  const video = await api.fetch(shared.outputs[0]?.url ?? '', { headers: { Range: 'bytes=2-4' } });
  expect([video.status, await video.text()]).toEqual([206, '234']);
  for (const name of ['manifest.json', 'script.json', 'script.md', '..%2Frequest.json'])
    expect(await refusal(await api.fetch(`/api/shared/${token}/outputs/${name}`))).toBe('404 output_not_found');
  expect(await refusal(await api.fetch(`/api/tasks/${id}`))).toBe('401 unauthorized');
});

test('files are saved only where the link allows it', async () => {
  const saved = async (downloads: boolean): Promise<string | null> => {
    const token = tokenIn(await share({ downloads }));
    const answer = await api.fetch(`/api/shared/${token}/outputs/video.mp4?download=1`);
    await answer.text();
    return answer.headers.get('content-disposition');
  };
  expect([await saved(false), await saved(true)]).toEqual([null, 'attachment; filename="Lecture 1 - video.mp4"']);
  const token = tokenIn(await share({ downloads: true }));
  expect(await (await api.fetch(`/api/shared/${token}/outputs/script.md`)).text()).toBe('0123456789');
});

test('a link ends when it is taken back, and with its task; what is listed opens nothing', async () => {
  const made = await share({ days: 1 });
  const { shares } = sharesSchema.parse(await (await api.fetch(`/api/tasks/${id}/shares`, { headers: asAnn })).json());
  expect(shares.map((one) => one.id)).toContain(made.id);
  expect(JSON.stringify(shares)).not.toContain(tokenIn(made));
  const revoke = (): Promise<Response> =>
    api.fetch(`/api/tasks/${id}/shares/${made.id}`, { method: 'DELETE', headers: asAnn });
  expect((await revoke()).status).toBe(204);
  expect(await refusal(await revoke())).toBe('404 share_not_found');
  for (const token of [tokenIn(made), made.id, 'x'.repeat(32), '%2e%2e%2f'])
    expect(await refusal(await api.fetch(`/api/shared/${token}`))).toBe('404 share_not_found');

  const other = await finishedTask();
  const headers = { ...asAnn, 'Content-Type': 'application/json' };
  const answer = await api.fetch(`/api/tasks/${other}/shares`, { method: 'POST', headers, body: '{}' });
  const token = tokenIn(shareSchema.parse(await answer.json()));
  await api.fetch(`/api/tasks/${other}`, { method: 'DELETE', headers: asAnn });
  expect(await refusal(await api.fetch(`/api/shared/${token}`))).toBe('404 share_not_found');
  expect(await refusal(await api.fetch(`/api/shared/${token}/outputs/video.mp4`))).toBe('404 share_not_found');
});

test('a link ends by its time, and with the last one the list', async () => {
  const redis = await startRedis();
  const connection = redis.connect();
  const shares = createShares(connection);
  const { token } = await shares.create('a-task', { forMs: 300, downloads: true });
  expect(await shares.find(token)).toMatchObject({ taskId: 'a-task' });
  await eventually(async () => (await shares.find(token)) === undefined, 5_000);
  expect(await shares.list('a-task')).toEqual([]);
  await eventually(async () => (await connection.keys('*')).length === 0, 5_000);
  await redis.stop();
});

test('only the page that is made for it may stand in other pages', async () => {
  const headersOf = async (path: string) => {
    const { headers } = await api.fetch(path, { headers: { Accept: 'text/html' } });
    return {
      ancestors: /frame-ancestors [^;]+/.exec(headers.get('content-security-policy') ?? '')?.[0],
      frame: headers.get('x-frame-options'),
      robots: headers.get('x-robots-tag'),
    };
  };
  const token = tokenIn(await share({}));
  const closed = { ancestors: "frame-ancestors 'none'", frame: 'SAMEORIGIN' };
  expect(await headersOf(`/s/${token}?embed=1`)).toEqual({
    ancestors: 'frame-ancestors *',
    frame: null,
    robots: 'noindex',
  });
  expect(await headersOf(`/s/${token}`)).toEqual({ ...closed, robots: 'noindex' });
  expect(await headersOf('/?embed=1')).toEqual({ ...closed, robots: null });
  expect(await headersOf(`/s/${token}/more?embed=1`)).toEqual({ ...closed, robots: null });
});

test('what the keeper has set can be asked for', async () => {
  expect(await (await api.fetch('/api/limits', { headers: asAnn })).json()).toEqual({
    maxUploadBytes: 1024 * 1024,
    maxSlides: 10,
    retentionDays: 30,
  });
});
