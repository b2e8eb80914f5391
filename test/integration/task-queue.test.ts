import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { createTaskQueue, type TaskQueue } from '../../platform/task-queue.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

let server: TestRedis;
let redis: Redis;
let first: TaskQueue;
let second: TaskQueue;
beforeAll(async () => {
  server = await startRedis();
  redis = server.connect();
});
beforeEach(async () => {
  await redis.flushall();
  first = await createTaskQueue(redis, server.connect(), 'first');
  second = await createTaskQueue(redis, server.connect(), 'second');
});
afterAll(() => server.stop());

const add = (id: string) => redis.xadd('new-tasks', '*', 'id', id, 'attempt', '1');
const idsOf = (entries: { taskId: string }[]) => entries.map((entry) => entry.taskId);

test('each entry is claimed by one master, in order of arrival, and leaves when it is acknowledged', async () => {
  for (const id of ['a', 'b', 'c']) await add(id);
  const claimed = await first.claim(2, 10);
  expect(idsOf(claimed)).toEqual(['a', 'b']);
  expect(idsOf(await second.claim(2, 10))).toEqual(['c']);
  expect(await first.claim(2, 10)).toEqual([]);
  for (const entry of claimed) await first.acknowledge(entry.entryId);
  expect(await redis.xlen('new-tasks')).toBe(1);
});

test('what a master claimed and did not acknowledge it finds again, and others take it over once it is old', async () => {
  await add('a');
  await first.claim(1, 10);
  expect(idsOf(await first.claimed(10))).toEqual(['a']);
  expect(await second.takeOver(60_000, 10)).toEqual([]);
  expect(idsOf(await second.takeOver(0, 10))).toEqual(['a']);
  expect(await first.claimed(10)).toEqual([]);
});

test('a master that leaves with claims is remembered until they are taken over, one without is not', async () => {
  await add('a');
  await first.claim(1, 10);
  await second.claim(1, 10);
  await first.leave();
  await second.leave();
  const consumers = await redis.xinfo('CONSUMERS', 'new-tasks', 'masters');
  expect(JSON.stringify(consumers)).toContain('first');
  expect(JSON.stringify(consumers)).not.toContain('second');
});

test('an emptied Redis is set up again by the next question', async () => {
  await redis.flushall();
  expect(await first.claim(1, 10)).toEqual([]);
  await add('a');
  expect(idsOf(await first.claim(1, 10))).toEqual(['a']);
});
