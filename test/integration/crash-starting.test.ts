/**
 * The crash table of docs/architecture.md, where the API or a master dies: kill -9 before and after each step of submit,
 * claim, start, acknowledge, cancel and retry.
 */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { startCrashFleet, type CrashFleet } from '../support/crash-fleet.ts';
import { wordsPdf } from '../support/deck-files.ts';
import { eventually } from '../support/redis.ts';

let fleet: CrashFleet;
beforeAll(async () => {
  fleet = await startCrashFleet({ masters: 2, workers: [{}] });
}, 240_000);
afterAll(() => fleet.stop(), 60_000);

/** Sends until it is answered, as a client does that lost its connection. */
async function insist<T>(send: () => Promise<T>): Promise<T> {
  return eventually(async () => {
    const answer = await send().catch(() => undefined);
    if (answer === undefined) await sleep(100);
    return answer;
  }, 60_000);
}
const post = (id: string, what: 'cancel' | 'retry'): Promise<Response> =>
  insist(() => fetch(`${fleet.url}/api/tasks/${id}/${what}`, { method: 'POST' }));
const status = async (id: string) => (await fleet.get(id)).status;
const engineStatus = async (id: string): Promise<string> =>
  (await fleet.client.workflow.getHandle(id).describe()).status.name;
const bothSidesOf = (points: readonly string[]) =>
  points.flatMap((point) => [
    { point, when: 'before' as const },
    { point, when: 'after' as const },
  ]);

test.concurrent.each(['before', 'after'] as const)(
  'a master killed %s a start: the other takes the entry over, and one run is started',
  async (when) => {
    const task = await fleet.prepare();
    const crashed = await fleet.arm({ point: 'temporal.start', when, about: task.id });
    await task.queue();
    expect(await fleet.end(task.id, 120_000)).toMatchObject({ status: 'completed', attempt: 1 });
    expect(await crashed()).toBe(true);
    expect(await fleet.runs(task.id)).toBe(1);
  },
  180_000,
);

test.concurrent.each(['before', 'after'] as const)(
  'a master killed %s a claim leaves the entry to the other',
  async (when) => {
    const task = await fleet.prepare();
    // Whoever asks next: an empty-handed claim is none, so what it brings home is waited for.
    const crashed = await fleet.arm({ point: 'queue.claim', when, about: when === 'after' ? task.id : '' });
    await task.queue();
    expect(await fleet.end(task.id, 120_000)).toMatchObject({ status: 'completed', attempt: 1 });
    expect(await crashed()).toBe(true);
    expect(await fleet.runs(task.id)).toBe(1);
  },
  180_000,
);

// One after the other: an acknowledgement names no task, so it must be the only one.
test.each(['before', 'after'] as const)(
  'a master killed %s it acknowledges a task: one run is started, and the entry goes',
  async (when) => {
    const task = await fleet.prepare();
    const crashed = await fleet.arm({ point: 'queue.acknowledge', when });
    await task.queue();
    expect(await fleet.end(task.id, 120_000)).toMatchObject({ status: 'completed', attempt: 1 });
    expect(await crashed()).toBe(true);
    await eventually(async () => (await fleet.redis.xlen('new-tasks')) === 0, 60_000);
    expect(await fleet.runs(task.id)).toBe(1);
  },
  180_000,
);

test.each(bothSidesOf(['artifacts.write', 'artifacts.writeJson', 'store.create']))(
  'the API killed $when $point: whoever sends the deck again has one task, and it completes',
  async ({ point, when }) => {
    const key = `${point}-${when}`;
    const deck = join(fleet.dataDir, `${key}.pdf`);
    await writeFile(deck, wordsPdf([`The deck of ${key}`]));
    const crashed = await fleet.arm({ point, when });
    const options = { output: { resolution: '720p' } } as const;
    const { id } = await insist(() => fleet.submit(deck, options, { 'idempotency-key': key }));
    expect(await crashed()).toBe(true);
    expect(await fleet.end(id, 120_000)).toMatchObject({ status: 'completed', attempt: 1 });
    const listed = await fetch(`${fleet.url}/api/tasks?q=${key}.pdf`).then((response) => response.text());
    expect(listed.split(`"name":"${key}.pdf"`)).toHaveLength(2);
    expect(await fleet.runs(id)).toBe(1);
  },
  180_000,
);

test.each(bothSidesOf(['store.cancel', 'engine.cancel', 'store.cancelDelivered']))(
  'the API killed $when $point: asked again, the task is cancelled, and so is its run',
  async ({ point, when }) => {
    const task = await fleet.prepare({ review: true });
    await task.queue();
    await eventually(async () => (await status(task.id)) === 'awaiting_review', 60_000);
    const crashed = await fleet.arm({ point, when, about: task.id });
    expect((await post(task.id, 'cancel')).ok).toBe(true);
    expect(await status(task.id)).toBe('cancelled');
    expect(await crashed()).toBe(true);
    await eventually(async () => (await engineStatus(task.id)) === 'CANCELLED', 30_000);
    await eventually(async () => (await fleet.redis.scard('undelivered-cancels')) === 0, 30_000);
  },
  120_000,
);

test.each(['before', 'after'] as const)(
  'the API killed %s a retry is recorded: asked again, the task has one more attempt, not two',
  async (when) => {
    const task = await fleet.prepare({ review: true });
    await task.queue();
    await eventually(async () => (await status(task.id)) === 'awaiting_review', 60_000);
    expect((await post(task.id, 'cancel')).ok).toBe(true);
    const crashed = await fleet.arm({ point: 'store.retry', when, about: task.id });
    expect((await post(task.id, 'retry')).ok).toBe(true);
    expect(await crashed()).toBe(true);
    const again = await eventually(async () => {
      const now = await fleet.get(task.id);
      return now.status === 'awaiting_review' && now;
    }, 60_000);
    expect(again.attempt).toBe(2);
    expect(await fleet.runs(task.id)).toBe(2);
    await post(task.id, 'cancel');
  },
  120_000,
);
