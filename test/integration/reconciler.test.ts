import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { mkdtemp, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ApplicationFailure, Context } from '@temporalio/activity';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import type { Redis } from 'ioredis';
import { taskQueueFor, type TaskRequest } from '../../domain/index.ts';
import { pollTasks } from '../../master/poller.ts';
import { reconcile } from '../../master/reconciler.ts';
import { usedBy } from '../../platform/artifact-uses.ts';
import { createFileArtifacts, type Artifacts } from '../../platform/artifacts.ts';
import { keepRequest } from '../../platform/kept-requests.ts';
import { createLog } from '../../platform/log.ts';
import { createReceipts } from '../../platform/paid-receipts.ts';
import { readLedger } from '../../platform/paid-records.ts';
import { createRedisTaskStore } from '../../platform/redis-task-store.ts';
import { outputKey, requestKey } from '../../platform/task-files.ts';
import { createTaskMending } from '../../platform/task-mending.ts';
import { createTaskQueue } from '../../platform/task-queue.ts';
import type { TaskStore } from '../../platform/task-store.ts';
import { eventually, startRedis, type TestRedis } from '../support/redis.ts';
import { someTaskRequest } from '../support/task-request.ts';
import { startTemporal, type TestTemporal } from '../support/temporal.ts';

const log = createLog('test', 'error');
/** Two looks, and the pause between batches, on a machine under load. */
const MENDED_MS = 40_000;
const LIMIT_MS = 100_000;

let server: TestRedis;
let temporal: TestTemporal;
let redis: Redis;
let tasks: TaskStore & { close(): void };
let connection: NativeConnection;
let workflowBundle: { code: string };
let root: string;
let artifacts: Artifacts;
let stop: AbortController;
let running: Promise<unknown>[];
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  [server, temporal] = await Promise.all([startRedis(), startTemporal()]);
  redis = server.connect();
  tasks = createRedisTaskStore(redis, server.connect());
  connection = await NativeConnection.connect({ address: temporal.address });
  const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));
  workflowBundle = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
}, 120_000);
beforeEach(async () => {
  await redis.flushall();
  root = await mkdtemp(join(tmpdir(), 'store-'));
  artifacts = createFileArtifacts(root);
  stop = new AbortController();
  running = [];
});
afterEach(async () => {
  stop.abort();
  await Promise.all(running);
  await rm(root, { recursive: true });
});
afterAll(async () => {
  tasks.close();
  await connection.close();
  await temporal.stop();
  await server.stop();
});

/** A master without its cancels. */
async function startMaster(name = 'one'): Promise<void> {
  const { client } = temporal;
  const queue = await createTaskQueue(redis, server.connect(), name);
  running.push(pollTasks({ queue, tasks, artifacts, client, log, stop: stop.signal }));
  const mending = createTaskMending(redis);
  running.push(reconcile({ tasks, mending, artifacts, client, log, stop: stop.signal }));
}

/** A worker whose reports never reach Redis; the deck called `damaged` cannot be read, and of others reading never ends. */
async function startDeafWorker(): Promise<void> {
  const activities = {
    recordProgress: async () => true,
    readDeck: async ({ task }: { task: TaskRequest }) => {
      if (task.deck.name === 'damaged')
        throw ApplicationFailure.nonRetryable('This file is damaged.', 'damaged_deck', { known: true });
      const beat = setInterval(() => Context.current().heartbeat(), 100);
      await Context.current().cancelled.finally(() => clearInterval(beat));
    },
  };
  const common = { connection, maxHeartbeatThrottleInterval: 100 };
  for (const worker of [
    await Worker.create({ ...common, workflowBundle, taskQueue: taskQueueFor('workflows') }),
    await Worker.create({ ...common, activities, taskQueue: taskQueueFor('quick') }),
    await Worker.create({ ...common, activities, taskQueue: taskQueueFor('cpu') }),
  ]) {
    const ended = worker.run();
    stop.signal.addEventListener('abort', () => worker.shutdown(), { once: true });
    running.push(ended);
  }
}

/** Accepted as the API does it. */
async function accept(changes: Partial<TaskRequest> = {}): Promise<TaskRequest> {
  const request = someTaskRequest(changes);
  await artifacts.writeJson(requestKey(request.id), request);
  await tasks.create(request);
  return request;
}
const named = (name: string): Partial<TaskRequest> => ({ deck: { ...someTaskRequest().deck, name } });
const silent = (...requests: TaskRequest[]) =>
  redis.zadd('open-tasks', 'XX', ...requests.flatMap(({ id }) => ['0', id]));
const describe_ = (id: string) => temporal.client.workflow.getHandle(id).describe();
const begun = (...requests: TaskRequest[]) =>
  Promise.all(requests.map(({ id }) => eventually(() => describe_(id).catch(() => undefined))));
const ended = (id: string) => eventually(async () => (await describe_(id)).status.name !== 'RUNNING', MENDED_MS);
const statusOf = async (id: string) => (await tasks.get(id))?.status;
const becomes = (id: string, status: string) => eventually(async () => (await statusOf(id)) === status, MENDED_MS);
/** A result that `payer` bought, and that `user` has used. */
const bought = (payer: TaskRequest, user: TaskRequest, name: string, cents: number): Promise<void> => {
  const entry = { key: `content/speech/${name}.json`, provider: 'elevenlabs', model: 'm', stage: 'speech' } as const;
  const line = { ...entry, usage: { characters: 9 }, cents, outcome: 'paid', at: Date.now() } as const;
  return usedBy(user.id, () => createReceipts(artifacts).write({ call: name, taskId: payer.id, entry: line }));
};
/** As if nobody had touched its folder for so long. */
const aged = async (id: string, hours: number) => {
  const then = Date.now() / 1000 - hours * 3600;
  await utimes(join(root, 'tasks', id), then, then);
};

test(
  'of two masters, a task whose entry was lost is queued again and started once; one that waits in the line is left alone',
  async () => {
    const lost = await accept();
    await redis.del('new-tasks');
    await silent(lost);
    await Promise.all([startMaster('one'), startMaster('two')]);
    await eventually(() => describe_(lost.id).catch(() => undefined), MENDED_MS);
    expect((await describe_(lost.id)).memo).toMatchObject({ attempt: 1 });
    expect(await tasks.get(lost.id)).toMatchObject({ status: 'queued', warnings: [] });

    const mending = createTaskMending(redis);
    const waiting = someTaskRequest();
    stop.abort();
    await Promise.all(running);
    await tasks.create(waiting);
    expect(await mending.isWaiting(waiting.id)).toBe(true);
    expect(await mending.requeue(waiting)).toBe(false);
    expect(await redis.xlen('new-tasks')).toBe(1);
  },
  LIMIT_MS,
);

test(
  'a task whose run Temporal has lost starts again under the same attempt, with its script, and says so',
  async () => {
    const request = await accept();
    await redis.del('new-tasks');
    await tasks.record(request, { status: 'awaiting_review', scriptKey: 'content/script/x', scriptVersion: 2 });
    await silent(request);
    await startMaster();
    await eventually(() => describe_(request.id).catch(() => undefined), MENDED_MS);
    expect(await tasks.get(request.id)).toMatchObject({
      status: 'queued',
      request: { attempt: 1, script: { key: 'content/script/x', version: 2, approved: false } },
      warnings: [{ code: 'rebuilt', message: expect.stringContaining('Temporal had lost this task') }],
    });
  },
  LIMIT_MS,
);

test(
  'a run that closed without its task knowing gives it its true end; one that goes on runs on',
  async () => {
    const [terminated, cancelled, failed, alive] = [
      await accept(),
      await accept(),
      await accept(named('damaged')),
      await accept(),
    ];
    await startMaster();
    await startDeafWorker();
    await begun(terminated, cancelled, failed, alive);
    await temporal.client.workflow.getHandle(terminated.id).terminate();
    await temporal.client.workflow.getHandle(cancelled.id).cancel();
    await Promise.all([terminated, cancelled, failed].map(({ id }) => ended(id)));
    await silent(terminated, cancelled, failed, alive);
    await becomes(terminated.id, 'failed');
    await becomes(cancelled.id, 'cancelled');
    await becomes(failed.id, 'failed');
    expect((await tasks.get(terminated.id))?.error).toMatchObject({ code: 'ended_outside' });
    expect((await tasks.get(failed.id))?.error).toEqual({ code: 'damaged_deck', message: 'This file is damaged.' });
    expect((await describe_(alive.id)).status.name).toBe('RUNNING');
    await becomes(alive.id, 'running'); // as its own report would have said
    // Ended tasks are open no more, and can be retried.
    expect(await redis.zrange('open-tasks', '0', '-1')).toEqual([alive.id]);
    expect((await tasks.retry(terminated.id))?.attempt).toBe(2);
    await temporal.client.workflow.getHandle(alive.id).terminate();
  },
  LIMIT_MS,
);

test(
  'an emptied Redis gets back what ran, what ended and what waited; what a person had deleted stays gone',
  async () => {
    await startMaster('before');
    await startDeafWorker();
    const [runs, retried, deleted, failed] = [
      await accept({ owner: 'ada' }),
      await accept(),
      await accept(),
      await accept(named('damaged')),
    ];
    await begun(runs, retried, deleted, failed);
    await tasks.cancel(retried.id);
    await temporal.client.workflow.getHandle(retried.id).cancel();
    await ended(retried.id);
    await tasks.retry(retried.id);
    await eventually(async () => (await describe_(retried.id)).memo?.['attempt'] === 2);
    await ended(failed.id);
    stop.abort(); // from here on nothing is started
    await Promise.all(running);
    const [waiting, young, old, completed] = [await accept(), await accept(), await accept(), await accept()];
    await artifacts.writeJson(outputKey(completed.id, 'video.mp4'), 'a video');
    await artifacts.writeJson(outputKey(completed.id, 'manifest.json'), {
      outputs: [{ name: 'video.mp4', kind: 'video', sizeBytes: 9, sha256: '0' }],
      warnings: [],
      slides: [{ slide: 1, title: 'One', picture: { key: 'content/picture/1', sizeBytes: 1, sha256: '0' } }],
      script: { key: 'content/script/1', version: 1 },
    });
    await bought(completed, completed, 'one', 3.5);
    await bought(completed, completed, 'two', 1.5);
    await bought(runs, completed, 'found', 8);
    await bought(runs, runs, 'own', 2);
    await artifacts.remove(`tasks/${deleted.id}/`);
    for (const { id } of [runs, retried, failed, waiting, completed]) await aged(id, 1);
    await aged(old.id, 30);

    await redis.flushall();
    stop = new AbortController();
    running = [];
    await startDeafWorker();
    await Promise.all([startMaster('one'), startMaster('two')]);
    for (const { id } of [runs, retried]) await becomes(id, 'running');
    await becomes(failed.id, 'failed');
    await becomes(completed.id, 'completed');
    await eventually(() => describe_(waiting.id).catch(() => undefined), MENDED_MS);
    await becomes(old.id, 'failed');
    expect(await tasks.get(runs.id)).toMatchObject({
      request: { ...runs, attempt: 1 },
      cost: { cents: 2, upToCents: 2 },
      stage: 'reading',
      warnings: [{ code: 'rebuilt', message: expect.stringContaining('Redis had lost this task') }],
    });
    expect((await tasks.list('ada', { limit: 10 })).tasks.map(({ request }) => request.id)).toEqual([runs.id]);
    expect((await tasks.get(retried.id))?.request.attempt).toBe(2);
    expect((await tasks.get(failed.id))?.error?.code).toBe('damaged_deck');
    expect((await tasks.get(old.id))?.error?.code).toBe('ended_outside');
    expect(await tasks.get(completed.id)).toMatchObject({
      outputs: [{ name: 'video.mp4' }, { name: 'manifest.json', kind: 'manifest' }],
      slides: [{ number: 1, title: 'One', stage: 'done' }],
      pictures: [{ slide: 1, key: 'content/picture/1' }],
      cost: { cents: 5, upToCents: 5 },
    });
    expect((await readLedger(redis, completed.id)).map(({ cents }) => cents).sort()).toEqual([1.5, 3.5]);
    expect(await tasks.get(deleted.id)).toBeUndefined();
    // The API may be about to tell Redis of it.
    expect(await tasks.get(young.id)).toBeUndefined();
    expect(await redis.exists('intact')).toBe(0);
  },
  LIMIT_MS,
);

test(
  'a revision that was accepted before Redis was lost is made, though its task has only the run of the version before',
  async () => {
    const request = await accept();
    await temporal.client.workflow.start('narrateDeck', {
      workflowId: request.id,
      taskQueue: taskQueueFor('workflows'),
      args: [request],
      memo: { attempt: 1 },
    });
    await temporal.client.workflow.getHandle(request.id).terminate();
    await tasks.record(request, { status: 'failed' });
    const task = await tasks.get(request.id);
    const revised = task && (await tasks.revise(task, { request: { ...request, version: 2 } }));
    if (!revised) throw new Error('the revision was refused');
    await keepRequest(revised, artifacts);
    await redis.flushall();
    await aged(request.id, 1);
    await startMaster();
    await eventually(async () => (await describe_(request.id)).memo?.['attempt'] === 2, MENDED_MS);
    expect(await tasks.get(request.id)).toMatchObject({ status: 'queued', request: { version: 2, attempt: 2 } });
  },
  LIMIT_MS,
);

test(
  'a folder that never became a task is removed after a day, and no other',
  async () => {
    const [abandoned, young, known] = [someTaskRequest(), someTaskRequest(), await accept()];
    for (const request of [abandoned, young]) await artifacts.writeJson(requestKey(request.id), request);
    await aged(abandoned.id, 25);
    await aged(young.id, 23);
    await aged(known.id, 25);
    await createTaskMending(redis).markIntact();
    await startMaster();
    await eventually(async () => !(await artifacts.has(requestKey(abandoned.id))), MENDED_MS);
    expect(await artifacts.has(requestKey(young.id))).toBe(true);
    expect(await artifacts.has(requestKey(known.id))).toBe(true);
    expect(await tasks.get(young.id)).toBeUndefined();
  },
  LIMIT_MS,
);
