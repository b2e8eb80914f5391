/** Retention by age, with the real Schedules of Temporal. */

import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import type { Redis } from 'ioredis';
import { createExpireTasks } from '../../activities/expire-tasks.ts';
import { keepRetention, SCHEDULE_ID } from '../../master/retention.ts';
import { createLog } from '../../platform/log.ts';
import { createRedisTaskStore } from '../../platform/redis-task-store.ts';
import { createTaskDeletions } from '../../platform/task-deletions.ts';
import type { TaskStore } from '../../platform/task-store.ts';
import { eventually, startRedis, type TestRedis } from '../support/redis.ts';
import { someTaskRequest } from '../support/task-request.ts';
import { startTemporal, type TestTemporal } from '../support/temporal.ts';
import { withWorkers } from '../support/workers.ts';

const log = createLog('test', 'error');
let server: TestRedis;
let temporal: TestTemporal;
let connection: NativeConnection;
let workflowBundle: { code: string };
let redis: Redis;
let tasks: TaskStore & { close(): void };
let stop: AbortController;
let running: Promise<unknown>[];
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  [server, temporal] = await Promise.all([startRedis(), startTemporal()]);
  connection = await NativeConnection.connect({ address: temporal.address });
  const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));
  workflowBundle = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
  redis = server.connect();
  tasks = createRedisTaskStore(redis, server.connect());
}, 120_000);
beforeEach(() => {
  stop = new AbortController();
  running = [];
});
afterEach(async () => {
  stop.abort();
  await Promise.all(running);
});
afterAll(async () => {
  tasks.close();
  await connection.close();
  await temporal.stop();
  await server.stop();
});

const startMaster = (days: number | undefined): void => {
  running.push(keepRetention({ client: temporal.client, days, log, stop: stop.signal }));
};
async function schedules(): Promise<string[]> {
  const ids: string[] = [];
  for await (const { scheduleId } of temporal.client.schedule.list()) ids.push(scheduleId);
  return ids;
}
const scheduledDays = async (): Promise<unknown> => {
  const { action } = await temporal.client.schedule.getHandle(SCHEDULE_ID).describe();
  return action.args?.[0];
};

/** A task that ended so many days ago. */
async function ended(daysAgo: number): Promise<string> {
  const run = someTaskRequest();
  await tasks.create(run);
  await tasks.record(run, { status: 'completed' });
  await redis.zadd('ended-tasks', Date.now() - daysAgo * 24 * 3_600_000, run.id);
  return run.id;
}

test('two masters keep one Schedule, which deletes what ended too long ago and nothing else', async () => {
  const [old, older, young] = [await ended(31), await ended(400), await ended(29)];
  const open = someTaskRequest();
  await tasks.create(open);
  startMaster(30);
  startMaster(30);
  await eventually(async () => (await schedules()).length === 1);
  const activities = { expireTasks: createExpireTasks({ tasks }) };
  await withWorkers({ connection, workflowBundle, activities }, () =>
    // It tidies as soon as it is made, and need not be waited for.
    eventually(async () => (await tasks.get(older)) === undefined, 30_000),
  );
  expect(await tasks.get(old)).toBeUndefined();
  expect((await tasks.get(young))?.status).toBe('completed');
  expect((await tasks.get(open.id))?.status).toBe('queued');
  expect((await createTaskDeletions(redis).due()).toSorted()).toEqual([old, older].toSorted());
}, 90_000);

test('another age is taken over, and no age ends it', async () => {
  startMaster(undefined);
  await eventually(async () => (await schedules()).length === 0);
  startMaster(30);
  await eventually(async () => (await schedules()).length === 1);
  startMaster(7);
  await eventually(async () => JSON.stringify(await scheduledDays()) === '{"days":7}');
  startMaster(undefined);
  await eventually(async () => (await schedules()).length === 0);
}, 60_000);
