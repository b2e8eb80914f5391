/** A fleet whose processes crash at armed points, and a way to put tasks into it without its API. */

import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { Redis } from 'ioredis';
import type { TaskOptions } from '../../domain/index.ts';
import { createFileArtifacts } from '../../platform/artifacts.ts';
import { createRedisTaskStore } from '../../platform/redis-task-store.ts';
import { deckKey, requestKey } from '../../platform/task-files.ts';
import { armCrash, CRASH_BUNDLE, CRASH_DIR, WRITTEN, type CrashPoint } from './crash.ts';
import { wordsPdf } from './deck-files.ts';
import { startFleet, type Fleet, type FleetInput } from './fleet.ts';
import { someTaskRequest } from './task-request.ts';

export interface CrashFleet extends Fleet {
  redis: Redis;
  arm(crash: CrashPoint): Promise<() => Promise<boolean>>;
  /** A task as the API leaves it in the store, not yet in Redis; its deck has two slides with words of its own. */
  prepare(options?: TaskOptions): Promise<{ id: string; queue(): Promise<void> }>;
  /** How many runs Temporal has of a task. */
  runs(id: string): Promise<number>;
  /** Artifacts that were written, each as often as it was. */
  written(): Promise<string[]>;
}

/** @param waits of the workflows: the product's own, or shorter ones where dead workers are waited for. */
export async function startCrashFleet(
  size: Pick<FleetInput, 'masters' | 'workers' | 'environment'>,
  waits: 'usual' | 'shorter' = 'shorter',
): Promise<CrashFleet> {
  let crashDir = '';
  const fleet = await startFleet({
    ...size,
    prepare: async (dataDir) => {
      crashDir = join(dataDir, 'crashes');
      await mkdir(crashDir);
      await writeFile(join(crashDir, WRITTEN), '');
      const bundle = join(dataDir, 'bundle.cjs');
      await writeFile(bundle, await bundleWith(waits === 'shorter' ? SOONER : []));
      return {
        nodeArgs: ['--import', fileURLToPath(new URL('./crash-preload.ts', import.meta.url))],
        env: { [CRASH_DIR]: crashDir, [CRASH_BUNDLE]: bundle },
      };
    },
  });
  const redis = new Redis(fleet.redisUrl, { maxRetriesPerRequest: null, retryStrategy: () => 50 });
  const subscriber = redis.duplicate();
  for (const connection of [redis, subscriber]) connection.on('error', () => undefined); // Redis is killed now and then
  const store = createRedisTaskStore(redis, subscriber);
  const artifacts = createFileArtifacts(fleet.dataDir);
  return {
    ...fleet,
    redis,
    arm: (crash) => armCrash(crashDir, crash),
    prepare: async (options = {}) => {
      const id = randomUUID();
      const deck = wordsPdf([`First of ${id}`, `Second of ${id}`]);
      await artifacts.write(deckKey(id), (file) => writeFile(file, deck));
      const sha256 = createHash('sha256').update(deck).digest('hex');
      const request = someTaskRequest({
        id,
        options: { output: { resolution: '720p' }, ...options },
        deck: { key: deckKey(id), name: `${id}.pdf`, format: 'pdf', sizeBytes: deck.length, sha256 },
      });
      await artifacts.writeJson(requestKey(id), request);
      const queue = async (): Promise<void> => {
        await store.create(request);
      };
      return { id, queue };
    },
    runs: async (id) => {
      const runs = [];
      for await (const run of fleet.client.workflow.list({ query: `WorkflowId = '${id}'` })) runs.push(run.runId);
      return runs.length;
    },
    written: async () => (await readFile(join(crashDir, WRITTEN), 'utf8')).trim().split('\n'),
    stop: async () => {
      store.close();
      redis.disconnect();
      subscriber.disconnect();
      await fleet.stop();
    },
  };
}

/** What rows wait for: how soon a dead worker is noticed, and the longest pause before the next attempt. */
const SOONER = [
  ["heartbeatTimeout: '30 seconds'", "heartbeatTimeout: '2 seconds'"],
  ["maximumInterval: '30 seconds'", "maximumInterval: '1 second'"],
  ["maximumInterval: '10 seconds'", "maximumInterval: '1 second'"],
] as const;

/** The product's workflows, with other waits. */
async function bundleWith(changes: readonly (readonly [string, string])[]): Promise<string> {
  const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));
  const { code } = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
  return changes.reduce((text, [usual, sooner]) => {
    if (!text.includes(usual)) throw new Error(`workflows/policies.ts has no "${usual}" any more: follow it here`);
    return text.replaceAll(usual, sooner);
  }, code);
}
