import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Redis } from 'ioredis';
import { deliverCancels } from '../../master/cancels.ts';
import { pollTasks } from '../../master/poller.ts';
import { createFileArtifacts } from '../../platform/artifacts.ts';
import { readRequest } from '../../platform/kept-requests.ts';
import { createLog } from '../../platform/log.ts';
import { createRedisTaskStore } from '../../platform/redis-task-store.ts';
import { createTaskQueue } from '../../platform/task-queue.ts';
import type { TaskStore } from '../../platform/task-store.ts';
import { searchAttributes } from '../../platform/temporal.ts';
import { eventually, startRedis, type TestRedis } from '../support/redis.ts';
import { someTaskRequest } from '../support/task-request.ts';
import { startTemporal, type TestTemporal } from '../support/temporal.ts';

const log = createLog('test', 'error');
let server: TestRedis;
let temporal: TestTemporal;
let redis: Redis;
let tasks: TaskStore & { close(): void };
let root: string;
let stop: AbortController;
let running: Promise<unknown>[];
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'store-'));
  [server, temporal] = await Promise.all([startRedis(), startTemporal()]);
  redis = server.connect();
  tasks = createRedisTaskStore(redis, server.connect());
}, 60_000);
beforeEach(async () => {
  await redis.flushall();
  stop = new AbortController();
  running = [];
});
afterEach(async () => {
  stop.abort();
  await Promise.all(running);
});
afterAll(async () => {
  tasks.close();
  await temporal.stop();
  await server.stop();
  await rm(root, { recursive: true });
});

async function startMaster(name: string): Promise<void> {
  const queue = await createTaskQueue(redis, server.connect(), name);
  running.push(
    pollTasks({ queue, tasks, artifacts: createFileArtifacts(root), client: temporal.client, log, stop: stop.signal }),
  );
}
const runsOf = async (id: string) => {
  const runs = [];
  for await (const run of temporal.client.workflow.list({ query: `WorkflowId = '${id}'` })) runs.push(run);
  return runs;
};
const describe_ = (id: string) => temporal.client.workflow.getHandle(id).describe();
const acknowledged = () => eventually(async () => (await redis.xlen('new-tasks')) === 0);

test('two masters start one workflow for each task, under its id, and leave nothing in the queue', async () => {
  const requests = Array.from({ length: 20 }, () => someTaskRequest({ owner: 'ada' }));
  await Promise.all([startMaster('one'), startMaster('two')]);
  for (const request of requests) await tasks.create(request);
  await acknowledged();
  for (const { id } of requests) {
    const { memo, typedSearchAttributes } = await describe_(id);
    expect(memo).toEqual({ attempt: 1, owner: 'ada' });
    expect(typedSearchAttributes.get(searchAttributes.taskId)).toBe(id);
    expect(typedSearchAttributes.get(searchAttributes.owner)).toBe('ada');
    await eventually(async () => (await runsOf(id)).length === 1);
  }
}, 60_000);

test('an entry whose workflow was started but not acknowledged is started once, and then acknowledged', async () => {
  const request = someTaskRequest();
  await tasks.create(request);
  await startMaster('one');
  await acknowledged();
  await redis.xadd('new-tasks', '*', 'id', request.id, 'attempt', '1'); // as a master killed before its acknowledgement leaves it
  await acknowledged();
  expect(await runsOf(request.id)).toHaveLength(1);
}, 60_000);

test('what a dead master had claimed is found again by one of the same name', async () => {
  const request = someTaskRequest();
  await tasks.create(request);
  const dead = await createTaskQueue(redis, server.connect(), 'dead');
  expect(await dead.claim(1, 100)).toHaveLength(1);
  await startMaster('dead');
  await acknowledged();
  expect((await describe_(request.id)).status.name).toBe('RUNNING');
}, 60_000);

test('what a dead master had claimed is taken over by others once the claim is old, and no sooner', async () => {
  const requests = [someTaskRequest(), someTaskRequest()];
  for (const request of requests) await tasks.create(request);
  const dead = await createTaskQueue(redis, server.connect(), 'dead');
  const [old, fresh] = await dead.claim(2, 100);
  if (!old || !fresh) throw new Error('both are claimed');
  const sixteenSeconds = 16_000; // a second more than TAKE_OVER_AFTER_MS of master/poller.ts
  await redis.xclaim('new-tasks', 'masters', 'dead', 0, old.entryId, 'IDLE', sixteenSeconds, 'JUSTID');
  await startMaster('other');
  await eventually(async () => (await redis.xlen('new-tasks')) === 1);
  expect((await describe_(old.taskId)).status.name).toBe('RUNNING');
  expect((await dead.claimed(2)).map(({ taskId }) => taskId)).toEqual([fresh.taskId]);
  await expect(describe_(fresh.taskId)).rejects.toThrow();
}, 60_000);

test('a cancelled, a deleted and an outdated entry start nothing', async () => {
  const [cancelled, deleted, retried] = [someTaskRequest(), someTaskRequest(), someTaskRequest()];
  for (const request of [cancelled, deleted, retried]) await tasks.create(request);
  await tasks.cancel(cancelled.id);
  await tasks.remove(deleted.id);
  await tasks.cancel(retried.id);
  await tasks.retry(retried.id);
  await startMaster('one');
  await acknowledged();
  await expect(describe_(cancelled.id)).rejects.toThrow();
  await expect(describe_(deleted.id)).rejects.toThrow();
  expect((await describe_(retried.id)).memo).toMatchObject({ attempt: 2 });
}, 60_000);

test('an entry that cannot be started does not keep those behind it waiting', async () => {
  await redis.hset('task:broken', 'status', 'no such status');
  await redis.xadd('new-tasks', '*', 'id', 'broken', 'attempt', '1');
  const behind = someTaskRequest();
  await tasks.create(behind);
  await startMaster('one');
  await eventually(() => describe_(behind.id).catch(() => undefined));
}, 60_000);

test('a cancel reaches the earlier attempt although a retry was asked for before Temporal heard of it', async () => {
  const request = someTaskRequest();
  await startMaster('one');
  await tasks.create(request);
  await acknowledged();
  await tasks.cancel(request.id);
  await tasks.retry(request.id);
  running.push(deliverCancels({ tasks, client: temporal.client, log, stop: stop.signal }));
  await eventually(async () => {
    const { events } = await temporal.client.workflow.getHandle(request.id).fetchHistory();
    return (events ?? []).some((event) => event.workflowExecutionCancelRequestedEventAttributes);
  });
  await temporal.client.workflow.getHandle(request.id).terminate();
  await eventually(async () => (await describe_(request.id)).memo?.['attempt'] === 2);
  await eventually(async () => (await tasks.undeliveredCancels()).length === 0);
  expect((await describe_(request.id)).status.name).toBe('RUNNING');
}, 60_000);

test('a retry waits until the earlier attempt has closed, and does not hold up the tasks behind it', async () => {
  const [first, second] = [someTaskRequest(), someTaskRequest()];
  await startMaster('one');
  await tasks.create(first);
  await acknowledged();
  await tasks.cancel(first.id);
  await tasks.retry(first.id);
  await tasks.create(second);
  await eventually(() => describe_(second.id).catch(() => undefined));
  expect((await describe_(first.id)).memo).toMatchObject({ attempt: 1 });
  await temporal.client.workflow.getHandle(first.id).terminate();
  await acknowledged();
  expect((await describe_(first.id)).memo).toMatchObject({ attempt: 2 });
}, 60_000);

test('a cancel that did not reach Temporal is repeated until the run has closed', async () => {
  const request = someTaskRequest();
  await startMaster('one');
  await tasks.create(request);
  await acknowledged();
  await tasks.cancel(request.id);
  running.push(deliverCancels({ tasks, client: temporal.client, log, stop: stop.signal }));
  const requested = async () => {
    const { events } = await temporal.client.workflow.getHandle(request.id).fetchHistory();
    return (events ?? []).some((event) => event.workflowExecutionCancelRequestedEventAttributes);
  };
  await eventually(requested);
  expect(await tasks.undeliveredCancels()).toEqual([{ id: request.id, attempt: 1 }]);
  await temporal.client.workflow.getHandle(request.id).terminate();
  await eventually(async () => (await tasks.undeliveredCancels()).length === 0);
}, 60_000);

test('the request of a revision is in the store before its run starts, though the API died before it could write it', async () => {
  const request = someTaskRequest();
  await tasks.create(request);
  await redis.del('new-tasks');
  await tasks.record(request, { status: 'failed' });
  const task = await tasks.get(request.id);
  if (!task) throw new Error('the task is lost');
  await tasks.revise(task, { request: { ...request, version: 2, options: { languages: ['de'] } } });
  await startMaster('one');
  await acknowledged();
  expect(await readRequest(request.id, createFileArtifacts(root))).toMatchObject({
    version: 2,
    attempt: 2,
    options: { languages: ['de'] },
  });
}, 60_000);
