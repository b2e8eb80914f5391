/** What is left of a deleted task: nothing, in the store, in Redis and in Temporal, and nothing is missing elsewhere. */

import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { deletionSchema } from '../../api/schemas/task.ts';
import { deckOf } from '../support/deck-files.ts';
import { eventually } from '../support/redis.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;
let temporal: Client;
let redis: Redis;
beforeAll(async () => {
  system = await startTestSystem();
  temporal = new Client({ connection: await Connection.connect({ address: system.temporalAddress }) });
  redis = new Redis(system.redisUrl);
}, 180_000);
afterAll(async () => {
  redis.disconnect();
  await temporal.connection.close();
  await system.stop();
});

/** The dev server of Temporal forgets a run within half a minute. */
const GONE_WITHIN_MS = 90_000;
const WORDS = { One: 'The first slide.', Two: 'The second slide.' };

async function remove(id: string) {
  const answer = await fetch(`${system.url}/api/tasks/${id}`, { method: 'DELETE' });
  expect(answer.status).toBe(200);
  return deletionSchema.parse(await answer.json());
}
const gone = (id: string) =>
  eventually(
    async () => (await fetch(`${system.url}/api/tasks/${id}`, { method: 'DELETE' })).status === 404,
    GONE_WITHIN_MS,
  );

/** Everything, anywhere, that names one of these: paths of the store, keys and values of Redis, runs of Temporal. */
async function tracesOf(ids: string[]): Promise<string[]> {
  const traces = (await readdir(system.dataDir, { recursive: true })).filter((path) => !path.startsWith('logs'));
  for (const key of await redis.keys('*')) {
    const kind = await redis.type(key);
    const values =
      kind === 'hash'
        ? await redis.hgetall(key)
        : kind === 'zset'
          ? await redis.zrange(key, '0', '-1')
          : kind === 'set'
            ? await redis.smembers(key)
            : kind === 'stream'
              ? await redis.xrange(key, '-', '+')
              : await redis.get(key);
    traces.push(`redis ${key} ${JSON.stringify(values)}`);
  }
  for await (const { workflowId, runId } of temporal.workflow.list()) traces.push(`temporal ${workflowId} ${runId}`);
  return traces.filter((trace) => ids.some((id) => trace.includes(id)));
}
const content = async (): Promise<string[]> => {
  const entries = await readdir(join(system.dataDir, 'content'), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
};

test('deleted tasks leave nothing anywhere, and take nothing from another that shares their pictures and sounds', async () => {
  const deck = await deckOf(WORDS);
  const first = await system.end((await system.submit(deck)).id);
  const kept = await system.end((await system.submit(await deckOf({ ...WORDS, Three: 'The third.' }))).id);
  expect([first.status, kept.status]).toEqual(['completed', 'completed']);
  const video = await system.output(kept, 'video.mp4');
  const before = (await content()).length;

  const report = await remove(first.id);
  expect(report.removed).toBeGreaterThan(0);
  expect(report.shared).toBeGreaterThan(0);
  await gone(first.id);
  expect(await tracesOf([first.id])).toEqual([]);

  expect((await content()).length).toBeLessThan(before);
  expect(await system.output(kept, 'video.mp4')).toEqual(video);
  for (const { picture } of kept.slides)
    expect((await fetch(new URL(z.string().parse(picture), system.url))).status).toBe(200);
  await remove(kept.id);
  await gone(kept.id);
  expect(await tracesOf([kept.id])).toEqual([]);
  expect(await content()).toEqual([]);
}, 300_000);

test('a task that is deleted in the middle of its work stops, and leaves nothing', async () => {
  const { id } = await system.submit(await deckOf({ ...WORDS, Four: 'The fourth.' }), {
    output: { resolution: '2160p' },
  });
  await eventually(async () => (await content()).length > 0, 60_000);
  await remove(id);
  await gone(id);
  expect(await tracesOf([id])).toEqual([]);
  expect(await content()).toEqual([]);
  expect([...(await system.files('scratch')).keys()]).toEqual([]);
}, 180_000);
