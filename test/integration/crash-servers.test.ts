/**
 * The crash table of docs/architecture.md, where Redis or Temporal dies (each with its files kept) at the very moment at
 * which one of our processes is about to tell it something, or has just done so; and where the executor of workflows dies.
 */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startCrashFleet, type CrashFleet } from '../support/crash-fleet.ts';
import { wordsPdf } from '../support/deck-files.ts';
import { eventually } from '../support/redis.ts';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

let fleet: CrashFleet;
beforeAll(async () => {
  fleet = await startCrashFleet({
    masters: 1,
    workers: [{ WORKER_QUEUES: 'workflows' }, { WORKER_QUEUES: 'quick,cpu' }],
  });
}, 240_000);
afterAll(() => fleet.stop(), 60_000);

const ROWS = [
  ...['queue.claim', 'queue.acknowledge', 'store.record', 'activity.deliver'].map((point) => ['redis', point] as const),
  ...['temporal.start', 'activity.clipSlide', 'activity.deliver'].map((point) => ['temporal', point] as const),
].flatMap(([kind, point]) => (['before', 'after'] as const).map((when) => ({ kind, point, when })));

test.each(ROWS)(
  '$kind killed $when $point: the task completes in its first attempt, once',
  async ({ kind, point, when }) => {
    const task = await fleet.prepare();
    const about = point.startsWith('queue') ? '' : task.id;
    const crashed = await fleet.arm({ point, when, about, victims: await fleet.pids(kind) });
    await task.queue();
    const end = await eventually(async () => {
      const now = await fleet.get(task.id).catch(() => undefined);
      return now?.status === 'completed' && now;
    }, 120_000);
    await eventually(crashed, 20_000); // the task is completed a moment before it has been delivered
    expect(end.attempt).toBe(1);
    await eventually(async () => (await fleet.runs(task.id).catch(() => 0)) === 1, 60_000);
  },
  180_000,
);

test.each(['before', 'after'] as const)(
  'redis killed %s it hears of a task: the sender is told, or has the task; nothing is half there',
  async (when) => {
    const deck = join(fleet.dataDir, `redis-${when}.pdf`);
    await writeFile(deck, wordsPdf([`Redis dies ${when} the task`]));
    const crashed = await fleet.arm({ point: 'store.create', when, victims: await fleet.pids('redis') });
    const { id } = await eventually(
      () => fleet.submit(deck, {}, { 'idempotency-key': `redis-${when}` }).catch(() => undefined),
      60_000,
    );
    expect(await crashed()).toBe(true);
    expect(await fleet.end(id, 120_000)).toMatchObject({ status: 'completed', attempt: 1 });
    expect(await fleet.runs(id)).toBe(1);
  },
  180_000,
);

test.each([
  ['redis', 'store.cancel', 'before'],
  ['redis', 'store.cancel', 'after'],
  ['temporal', 'engine.cancel', 'before'],
  ['temporal', 'engine.cancel', 'after'],
] as const)(
  '%s killed at %s, %s: the task is cancelled, and so is its run',
  async (kind, point, when) => {
    const task = await fleet.prepare({ review: true });
    await task.queue();
    await eventually(async () => (await fleet.get(task.id)).status === 'awaiting_review', 60_000);
    const crashed = await fleet.arm({ point, when, about: task.id, victims: await fleet.pids(kind) });
    const cancelled = await fetch(`${fleet.url}/api/tasks/${task.id}/cancel`, { method: 'POST' });
    expect(cancelled.ok).toBe(true);
    expect(await crashed()).toBe(true);
    expect((await fleet.get(task.id)).status).toBe('cancelled');
    const engineStatus = () =>
      fleet.client.workflow
        .getHandle(task.id)
        .describe()
        .then(
          ({ status }) => status.name,
          () => 'away',
        );
    await eventually(async () => (await engineStatus()) === 'CANCELLED', 60_000);
    await eventually(async () => (await fleet.redis.scard('undelivered-cancels')) === 0, 30_000);
  },
  180_000,
);

test('the executor of workflows killed between two steps: another reads the history and goes on', async () => {
  const task = await fleet.prepare();
  const [executor = 0] = (await fleet.pids('worker')).toSorted((a, b) => a - b);
  const victims = await fleet.pids('worker').then((pids) => pids.filter((pid) => pid === executor));
  const crashed = await fleet.arm({ point: 'activity.castVoice', when: 'after', about: task.id, victims });
  await task.queue();
  expect(await fleet.end(task.id, 120_000)).toMatchObject({ status: 'completed', attempt: 1 });
  expect(await crashed()).toBe(true);
  expect(await fleet.runs(task.id)).toBe(1);
}, 180_000);
