/**
 * The crash table of docs/architecture.md, where a worker dies: kill -9 before and after each activity, before and after
 * each report to Redis, and after each kind of file. Rows run side by side, each with a deck of its own.
 */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Activities } from '../../activities/verbs.ts';
import type { When } from '../support/crash.ts';
import { startCrashFleet, type CrashFleet } from '../support/crash-fleet.ts';
import { eventually } from '../support/redis.ts';

let fleet: CrashFleet;
beforeAll(async () => {
  // Who executes workflows survives here: its death costs every task ten seconds, and has its own row in crash-servers.test.ts.
  const workers = ['workflows', ...Array<string>(3).fill('quick,cpu')];
  fleet = await startCrashFleet({ masters: 1, workers: workers.map((queues) => ({ WORKER_QUEUES: queues })) });
}, 240_000);
afterAll(() => fleet.stop(), 60_000);

/** What a plain deck passes. */
const VERBS = [
  'recordProgress',
  'readDeck',
  'convertDeck',
  'pictureSlides',
  'writeScript',
  'castVoice',
  'speakSlide',
  'clipSlide',
  'joinClips',
  'checkVideo',
  'deliver',
] as const satisfies (keyof Activities)[];
const POINTS = [...VERBS.map((verb) => `activity.${verb}`), 'store.record', 'artifacts.write'];
const ROWS = POINTS.flatMap((point) =>
  (['before', 'after'] as const satisfies When[]).map((when) => ({ point, when })),
);

test.concurrent.each(ROWS)(
  'a worker killed $when $point: another goes on, and the task completes in its first attempt',
  async ({ point, when }) => {
    const task = await fleet.prepare();
    const crashed = await fleet.arm({ point, when, about: task.id });
    await task.queue();
    const end = await fleet.end(task.id, 120_000);
    // The task may be seen completed a moment before the worker that said so dies; its workflow goes on after that.
    await eventually(crashed, 20_000);
    await fleet.client.workflow.getHandle(task.id).result();
    expect(await fleet.get(task.id)).toEqual(end);
    expect(end).toMatchObject({ status: 'completed', attempt: 1 });
    expect(end.outputs.map(({ name }) => name)).toContain('video.mp4');
    expect(await fleet.runs(task.id)).toBe(1);
  },
  180_000,
);

test('no finished piece of work was done again, whatever died around it', async () => {
  // Pictures that mean "as before" belong to no task: two workers may make them at the same moment.
  const content = (await fleet.written()).filter((key) => /^content\/(?!skip-pictures)/.test(key));
  const again = content.filter((key, index) => content.indexOf(key) !== index);
  expect(again).toEqual([]);
});

test('no scratch folder is left', async () => {
  await eventually(async () => (await fleet.files('scratch')).size === 0, 20_000);
});
