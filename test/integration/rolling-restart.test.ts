/** Every process is asked to end (SIGTERM) under load, one after the other: every task is finished, and nothing failed for it. */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { startCrashFleet, type CrashFleet } from '../support/crash-fleet.ts';
import { eventually } from '../support/redis.ts';

let fleet: CrashFleet;
beforeAll(async () => {
  fleet = await startCrashFleet({ masters: 2, workers: [{}, {}] }, 'usual');
}, 240_000);
afterAll(() => fleet.stop(), 60_000);

const TASKS = 6;
/** activities/attempts.ts */
const GIVEN_BACK = 'The worker was asked to end, so it gave this back.';

test('a rolling restart of masters, workers, the API, Redis and Temporal finishes every task in its first attempt', async () => {
  const tasks = await Promise.all(Array.from({ length: TASKS }, () => fleet.prepare()));
  for (const task of tasks) await task.queue();
  for (const kind of ['worker', 'master', 'api', 'temporal', 'redis'] as const) {
    for (const pid of await fleet.pids(kind)) {
      process.kill(pid, 'SIGTERM');
      const back = fleet.said.length;
      await eventually(() => fleet.said.slice(back).some((line) => line.endsWith('is back')), 120_000);
    }
  }
  for (const { id } of tasks) {
    const task = await eventually(async () => {
      const now = await fleet.get(id).catch(() => undefined);
      return now?.status === 'completed' && now;
    }, 180_000);
    expect(task.attempt).toBe(1);
    expect(await fleet.runs(id)).toBe(1);
    expect(await failuresOf(id)).toEqual([]);
  }
}, 600_000);

/** Of attempts that count: what an activity that succeeded in a later attempt had failed with before. */
async function failuresOf(id: string): Promise<string[]> {
  const { events } = await fleet.client.workflow.getHandle(id).fetchHistory();
  return (events ?? []).flatMap(({ activityTaskStartedEventAttributes: started }) => {
    const failure = started?.lastFailure;
    return failure && failure.message !== GIVEN_BACK ? [failure.message ?? 'unknown'] : [];
  });
}
