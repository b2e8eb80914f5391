/** Which attempts of an activity count, as a real Temporal server and real workers count them. */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Context } from '@temporalio/activity';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { asActivity } from '../../activities/as-activity.ts';
import type { Run } from '../../activities/run.ts';
import { ProviderError, taskQueueFor, type RunRef } from '../../domain/index.ts';
import type { narrateDeck } from '../../workflows/index.ts';
import { eventually } from '../support/redis.ts';
import { someTaskRequest } from '../support/task-request.ts';
import { startTemporal, type TestTemporal } from '../support/temporal.ts';

let server: TestTemporal;
let connection: NativeConnection;
let scratchRoot = '';
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  scratchRoot = join(await mkdtemp(join(tmpdir(), 'attempts-')), 'worker');
  server = await startTemporal();
  connection = await NativeConnection.connect({ address: server.address });
}, 120_000);
afterAll(async () => {
  await connection.close();
  await server.stop();
  await rm(join(scratchRoot, '..'), { recursive: true });
});
const tasks = {
  record: async () => true,
  watchCancel: () => ({ signal: new AbortController().signal, stop: () => undefined }),
};
const limits = { failed: () => Promise.resolve(true) };
const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));

/** A worker whose `readDeck` is this verb and that gives back at once what it does when it is asked to end. */
async function startWorker(verb: (run: Run) => Promise<never>) {
  const readDeck = asActivity({ tasks, scratchRoot, limits }, (_: { run: RunRef }, run) => verb(run));
  const recordProgress = () => Promise.resolve();
  const options = { connection, shutdownGraceTime: 0, maxHeartbeatThrottleInterval: 100 };
  const workers = await Promise.all([
    Worker.create({ ...options, taskQueue: taskQueueFor('cpu'), activities: { readDeck } }),
    Worker.create({ ...options, taskQueue: taskQueueFor('quick'), activities: { recordProgress } }),
  ]);
  const running = Promise.all(workers.map((worker) => worker.run()));
  return async (): Promise<void> => {
    for (const worker of workers) worker.shutdown();
    await running;
  };
}

async function startRun() {
  const id = randomUUID();
  return server.client.workflow.start<typeof narrateDeck>('narrateDeck', {
    workflowId: id,
    taskQueue: taskQueueFor('workflows'),
    args: [someTaskRequest({ id })],
  });
}

test('ten restarts in a row count against nothing: a failure after them is tried again, as a first one is', async () => {
  const flow = await Worker.create({ connection, taskQueue: taskQueueFor('workflows'), workflowsPath });
  await flow.runUntil(async () => {
    const run = await startRun();
    for (let restart = 1; restart <= 10; restart += 1) {
      let begun = 0;
      const stop = await startWorker(async ({ signal }) => {
        begun = Context.current().info.attempt;
        return await new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('aborted'))));
      });
      await eventually(() => begun === restart, 20_000);
      await stop();
    }
    const failed: number[] = [];
    const stop = await startWorker(() => {
      failed.push(Context.current().info.attempt);
      return Promise.reject(new ProviderError('speech_failed', 'The vendor is away.', { retry: 'later' }));
    });
    // Temporal waits half a minute after its eleventh attempt. That eight are the most: test/unit/activities/attempts.test.ts.
    await eventually(() => failed.length === 2, 60_000);
    await run.terminate();
    await stop();
    expect(failed).toEqual([11, 12]);
  });
}, 120_000);
