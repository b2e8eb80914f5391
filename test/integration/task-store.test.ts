import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { createRedisTaskStore } from '../../platform/redis-task-store.ts';
import { createPaidRecords, readLedger, type Paid } from '../../platform/paid-records.ts';
import { createTaskDeletions } from '../../platform/task-deletions.ts';
import { createTaskMending } from '../../platform/task-mending.ts';
import type { TaskStore } from '../../platform/task-store.ts';
import { eventually, startRedis, type TestRedis } from '../support/redis.ts';
import { someTaskRequest } from '../support/task-request.ts';

let server: TestRedis;
let redis: Redis;
let store: TaskStore & { close(): void };
beforeAll(async () => {
  server = await startRedis();
  redis = server.connect();
  store = createRedisTaskStore(redis, server.connect());
});
beforeEach(() => redis.flushall());
afterAll(async () => {
  store.close();
  await server.stop();
});

test('a created task is queued, listed and waiting in the stream', async () => {
  const request = someTaskRequest();
  expect(await store.create(request)).toEqual({ id: request.id, created: true });
  expect(await store.get(request.id)).toMatchObject({
    request,
    status: 'queued',
    stage: 'queued',
    slides: [],
    outputs: [],
  });
  expect((await store.list('local', { limit: 10 })).tasks.map((task) => task.request.id)).toEqual([request.id]);
  expect(await redis.xlen('new-tasks')).toBe(1);
});

test('a repeated idempotency key makes no second task, and another request under it is refused', async () => {
  const first = someTaskRequest();
  const again = { key: 'k1', fingerprint: 'f1' };
  await store.create(first, again);
  expect(await store.create(someTaskRequest(), again)).toEqual({ id: first.id, created: false });
  await expect(store.create(someTaskRequest(), { key: 'k1', fingerprint: 'f2' })).rejects.toMatchObject({
    status: 409,
    code: 'idempotency_key_reused',
  });
  expect((await store.create(someTaskRequest({ owner: 'eve' }), again)).created).toBe(true);
  expect(await redis.xlen('new-tasks')).toBe(2);
});

test('a call that is sent again because its answer was lost finds its own task', async () => {
  for (const idempotency of [undefined, { key: 'k1', fingerprint: 'f1' }]) {
    const request = someTaskRequest();
    await store.create(request, idempotency);
    await store.record(request, { status: 'running' });
    expect(await store.create(request, idempotency)).toEqual({ id: request.id, created: true });
    expect((await store.get(request.id))?.status).toBe('running');
  }
  expect(await redis.xlen('new-tasks')).toBe(2);
});

test("a run's changes add up, and a slide's stage only moves forward", async () => {
  const run = someTaskRequest();
  await store.create(run);
  await store.record(run, {
    status: 'running',
    stage: 'picturing',
    slides: [
      { number: 2, title: 'Two', stage: 'waiting' },
      { number: 1, title: 'One', stage: 'hidden' },
    ],
  });
  await store.record(run, {
    slides: [{ number: 2, stage: 'spoken' }],
    pictures: [{ slide: 2, key: 'content/picture/x.png' }],
  });
  await store.record(run, {
    slides: [{ number: 2, stage: 'pictured' }],
    warnings: [{ code: 'held', message: 'Held.', slide: 2 }],
  });
  expect(await store.get(run.id)).toMatchObject({
    status: 'running',
    stage: 'picturing',
    slides: [
      { number: 1, title: 'One', stage: 'hidden' },
      { number: 2, title: 'Two', stage: 'spoken' },
    ],
    pictures: [{ slide: 2, key: 'content/picture/x.png' }],
    warnings: [{ code: 'held', slide: 2 }],
  });
});

test('what is finished beside the first language adds up, however often it is said, and a retry begins anew', async () => {
  const run = someTaskRequest();
  await store.create(run);
  expect((await store.get(run.id))?.further).toEqual({ clips: 0, dialogues: 0 });
  const clip = { language: 'de', slide: 2 };
  await store.record(run, { slides: [{ number: 2, title: 'Two', stage: 'done' }], further: [clip] });
  await store.record(run, { further: [clip, { language: 'fr', slide: 2 }] });
  for (const turn of [0, 1, 2, 2]) await store.record(run, { further: [{ language: 'de', turn, of: 3 }] });
  expect(await store.get(run.id)).toMatchObject({
    further: { clips: 2, dialogues: 1 },
    slides: [{ number: 2, title: 'Two', stage: 'done' }],
  });
  await store.record(run, { status: 'failed', error: { code: 'x', message: 'Because.' } });
  await store.retry(run.id);
  expect((await store.get(run.id))?.further).toEqual({ clips: 0, dialogues: 0 });
});

test('nothing is taken from a run that was cancelled, has ended or is an older attempt', async () => {
  const run = someTaskRequest();
  await store.create(run);
  expect(await store.cancel(run.id)).toBe(true);
  expect(await store.cancel(run.id)).toBe(true);
  expect(await store.record(run, { status: 'completed' })).toBe(false);
  expect(await store.undeliveredCancels()).toEqual([{ id: run.id, attempt: 1 }]);

  const second = await store.retry(run.id);
  expect(second?.attempt).toBe(2);
  expect(await store.record(run, { status: 'running' })).toBe(false);
  expect(
    await store.record(
      { id: run.id, attempt: 2 },
      { status: 'failed', error: { code: 'x', message: 'Because.', slide: 3 } },
    ),
  ).toBe(true);
  expect(await store.record({ id: run.id, attempt: 2 }, { status: 'completed' })).toBe(false);
  expect(await store.get(run.id)).toMatchObject({ status: 'failed', error: { code: 'x', slide: 3 } });
  expect(await store.cancel(run.id)).toBe(false);
});

test('only a failed or cancelled task is queued again, once', async () => {
  const run = someTaskRequest();
  await store.create(run);
  expect(await store.retry(run.id)).toBeUndefined();
  await store.record(run, { status: 'failed', error: { code: 'x', message: 'Because.' } });
  expect((await store.retry(run.id))?.attempt).toBe(2);
  expect(await store.retry(run.id)).toBeUndefined();
  const task = await store.get(run.id);
  expect(task).toMatchObject({ status: 'queued', request: { attempt: 2 } });
  expect(task?.error).toBeUndefined();
  expect(await redis.xlen('new-tasks')).toBe(2);
});

test('a retry carries the script that the earlier attempt left, with its approval', async () => {
  const run = someTaskRequest();
  await store.create(run);
  await store.record(run, { scriptKey: 'content/script/x.json', scriptVersion: 3, scriptApproved: true });
  expect((await store.get(run.id))?.request.script).toBeUndefined();
  await store.record(run, { status: 'failed' });
  expect((await store.retry(run.id))?.script).toEqual({ key: 'content/script/x.json', version: 3, approved: true });
});

test('of two revisions one is accepted, and asked again because its answer was lost it is found accepted', async () => {
  const request = someTaskRequest();
  await store.create(request);
  await store.record(request, { status: 'completed' });
  const task = await store.get(request.id);
  if (!task) throw new Error('the task is lost');
  const sent = jest.spyOn(redis, 'eval');
  const revised = await store.revise(task, { request: { ...request, version: 2 } });
  const call = sent.mock.calls.at(0) ?? ['', 0];
  sent.mockRestore();
  expect(revised).toMatchObject({ version: 2, attempt: 2 });
  await store.record({ id: request.id, attempt: 2 }, { status: 'running' });
  expect(await redis.eval(...call)).toBe(2);
  expect(await store.revise(task, { request: { ...request, version: 2 } })).toBeUndefined();
  expect(await store.get(request.id)).toMatchObject({ status: 'running', request: { attempt: 2 } });
  expect(await redis.xlen('new-tasks')).toBe(2);
});

test('a list pages from the newest to the oldest without repeating or losing one, and searches', async () => {
  const ids: string[] = [];
  for (let i = 0; i < 7; i += 1) {
    const request = someTaskRequest({ id: `task-${i}` });
    await store.create(i === 3 ? { ...request, deck: { ...request.deck, name: 'Photosynthesis.pdf' } } : request);
    ids.unshift(request.id);
  }
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await store.list('local', { limit: 3, ...(cursor === undefined ? {} : { cursor }) });
    seen.push(...page.tasks.map((task) => task.request.id));
    cursor = page.nextCursor;
  } while (cursor !== undefined);
  expect(seen.toSorted()).toEqual(ids.toSorted());
  expect((await store.list('local', { limit: 9, q: 'photo' })).tasks.map((task) => task.request.id)).toEqual([
    'task-3',
  ]);
  await store.cancel('task-5');
  expect((await store.list('local', { limit: 9, status: 'cancelled' })).tasks.map((task) => task.request.id)).toEqual([
    'task-5',
  ]);
  expect((await store.list('eve', { limit: 9 })).tasks).toEqual([]);
});

test('whoever watches a task sees what happened before and what happens next, and the end of the task ends the watch', async () => {
  const run = someTaskRequest();
  await store.create(run);
  const seen: string[] = [];
  const watching = (async () => {
    for await (const event of store.events(run.id, undefined, new AbortController().signal)) seen.push(event.data);
  })();
  await eventually(() => seen.length === 1);
  await store.record(run, { status: 'running' });
  await eventually(() => seen.length === 2);
  await store.remove(run.id);
  await watching;
  expect(seen).toEqual(['queued', 'running']);
});

test('whoever watches finds what was published while the connection was away', async () => {
  const run = someTaskRequest();
  await store.create(run);
  const gone = new AbortController();
  const seen: string[] = [];
  const watching = (async () => {
    for await (const event of store.events(run.id, undefined, gone.signal)) seen.push(event.data);
  })();
  await eventually(() => seen.length === 1);
  await redis.xadd(`task:${run.id}:events`, '*', 'status', 'completed'); // and nothing published
  await eventually(() => seen.length === 2);
  gone.abort();
  await watching;
});

test('a run hears of its cancel, also when the message was missed, and not of the cancel of an earlier attempt', async () => {
  const run = someTaskRequest();
  await store.create(run);
  const told = store.watchCancel(run);
  await store.cancel(run.id);
  await eventually(() => told.signal.aborted);
  told.stop();

  const late = store.watchCancel(run);
  await eventually(() => late.signal.aborted);
  late.stop();

  const second = store.watchCancel({ id: run.id, attempt: 2 });
  await redis.publish('task-cancels', run.id);
  await redis.ping();
  expect(second.signal.aborted).toBe(false);
  second.stop();

  await redis.set('task:quiet:cancel', 1);
  const missed = store.watchCancel({ id: 'quiet', attempt: 1 });
  await eventually(() => missed.signal.aborted);
  missed.stop();
});

test('a task of which an earlier attempt was known is rebuilt with the money that it has cost, each call once', async () => {
  const run = someTaskRequest();
  await store.create(run);
  const paid = (call: string, cents: number): Paid => {
    const entry = { key: `content/speech/${call}.json`, provider: 'openai', model: 'm', stage: 'speech' } as const;
    const line = { ...entry, usage: { characters: 9 }, cents, outcome: 'paid', at: cents } as const;
    return { call, taskId: run.id, entry: line };
  };
  await createPaidRecords(redis).finish(paid('one', 3));
  expect(await createTaskMending(redis).rebuild({ ...run, attempt: 2 }, 1, [paid('one', 3), paid('two', 4)])).toBe(
    true,
  );
  expect((await readLedger(redis, run.id)).map(({ cents }) => cents)).toEqual([3, 4]);
  expect(await redis.hmget(`task:${run.id}`, 'attempt', 'costCents', 'upToCents')).toEqual(['2', '7', '7']);
});

test('a removed task is gone at once, cannot come back, and leaves nothing in Redis once it is forgotten', async () => {
  const run = someTaskRequest();
  await store.create(run, { key: 'k', fingerprint: 'f' });
  await store.record(run, {
    slides: [{ number: 1, title: 'One', stage: 'pictured' }],
    pictures: [{ slide: 1, key: 'content/picture/x.png' }],
  });
  await store.cancel(run.id);
  const deletions = createTaskDeletions(redis);
  expect(await deletions.ownerOf(run.id)).toBeUndefined();
  expect(await store.remove(run.id)).toBe(true);
  expect(await store.remove(run.id)).toBe(false);
  expect(await store.get(run.id)).toBeUndefined();
  expect(await store.record(run, { status: 'running' })).toBe(false);
  expect(await createTaskMending(redis).rebuild(run, 1, [])).toBe(false);
  const told = store.watchCancel(run);
  await eventually(() => told.signal.aborted);
  told.stop();

  expect(await deletions.ownerOf(run.id)).toBe(run.owner);
  expect(await deletions.due()).toEqual([run.id]);
  expect(await deletions.due()).toEqual([]); // another master has it
  expect(await deletions.finish(run.id)).toBe(false); // a master may be about to start its run
  await redis.hset(`task:${run.id}`, 'deletedAt', 1);
  expect(await deletions.finish(run.id)).toBe(true);
  expect((await redis.keys('*')).filter((key) => key !== 'new-tasks')).toEqual([]);
});

test('tasks are known by when they ended, until they are retried or removed', async () => {
  const [failed, cancelled, running] = [someTaskRequest(), someTaskRequest(), someTaskRequest()];
  for (const run of [failed, cancelled, running]) await store.create(run);
  await store.record(failed, { status: 'failed' });
  await sleep(5); // times are kept in milliseconds, and those of the same one have no order
  await store.cancel(cancelled.id);
  expect(await store.endedBefore(60_000, 9)).toEqual([]);
  expect(await store.endedBefore(-60_000, 9)).toEqual([failed.id, cancelled.id]);
  await store.retry(failed.id);
  await store.remove(cancelled.id);
  expect(await store.endedBefore(-60_000, 9)).toEqual([]);
});
