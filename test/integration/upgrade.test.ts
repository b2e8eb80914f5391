/** An upgrade while a task waits: begun on one build, ended on the next, with Temporal's worker versioning. */

import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { taskQueueFor, type ScriptRef, type TaskRequest } from '../../domain/index.ts';
import { makeBuildCurrent } from '../../master/current-build.ts';
import { createLog } from '../../platform/log.ts';
import { versioned } from '../../worker/workers.ts';
import { approve } from '../../workflows/index.ts';
import { eventually } from '../support/redis.ts';
import { someTaskRequest } from '../support/task-request.ts';
import { startTemporal, type TestTemporal } from '../support/temporal.ts';
import { withWorkers } from '../support/workers.ts';

const log = createLog('test', 'error');
let temporal: TestTemporal;
let connection: NativeConnection;
let workflowBundle: { code: string };
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  temporal = await startTemporal();
  connection = await NativeConnection.connect({ address: temporal.address });
  const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));
  workflowBundle = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
}, 120_000);
afterAll(async () => {
  await connection.close();
  await temporal.stop();
});

/** A silent deck of one slide, as a worker of this build makes it; `done` notes which build did what. */
function verbsOf(build: string, done: string[]) {
  const script: ScriptRef = {
    key: 's',
    version: 1,
    language: 'en',
    slides: [{ number: 1, treatment: 'hold', holdMs: 1 }],
  };
  const answers = {
    readDeck: async ({ task }: { task: TaskRequest }) => ({
      key: 'deck',
      file: task.deck,
      slides: [{ number: 1, title: '', hidden: false, hasNotes: false }],
    }),
    convertDeck: async () => ({ pdfKey: 'pdf' }),
    pictureSlides: async () => [{ slide: 1, key: 'picture' }],
    writeScript: async () => ({ script, warnings: [] }),
    clipSlide: async () => ({ slide: 1, key: 'clip', frames: 32 }),
    joinClips: async () => ({ key: 'video', frames: 32, sizeBytes: 1 }),
    checkVideo: async () => undefined,
    deliver: async () => undefined,
    recordProgress: async ({ status }: { status?: string }) => {
      if (status !== undefined) done.push(`${build}: ${status}`);
    },
  };
  return Object.fromEntries(
    Object.entries(answers).map(([name, answer]) => [
      name,
      (input: never) => {
        done.push(`${build}: ${name}`);
        return answer(input);
      },
    ]),
  );
}

test('a task that waits for its review on one build is finished by the next, when that is made current', async () => {
  const done: string[] = [];
  const stop = new AbortController();
  const { client } = temporal;
  const onBuild = (buildId: string, work: () => Promise<unknown>) =>
    withWorkers(
      { connection, workflowBundle, activities: verbsOf(buildId, done), options: versioned(buildId) },
      async () => {
        await makeBuildCurrent({ client, buildId, log, stop: stop.signal });
        await work();
      },
    );
  const request = someTaskRequest({ options: { review: true } });

  await onBuild('one', async () => {
    await client.workflow.start('narrateDeck', {
      workflowId: request.id,
      taskQueue: taskQueueFor('workflows'),
      args: [request],
    });
    await eventually(() => done.includes('one: awaiting_review'), 30_000);
  });
  const handle = client.workflow.getHandle(request.id);
  await onBuild('two', async () => {
    await handle.executeUpdate(approve, { args: [{ version: 1 }] });
    await handle.result();
  });
  expect((await handle.describe()).status.name).toBe('COMPLETED');
  expect(done).toEqual(expect.arrayContaining(['one: readDeck', 'two: clipSlide', 'two: deliver']));
  expect(done.filter((what) => what.startsWith('two')).some((what) => what.endsWith('readDeck'))).toBe(false);
  const version = (await handle.describe()).raw.workflowExecutionInfo?.versioningInfo?.deploymentVersion;
  expect(version).toMatchObject({ deploymentName: 'slidespeaker', buildId: 'two' });
}, 120_000);

test('a master without a build leaves a system alone that never had one', async () => {
  const fresh = await startTemporal();
  await makeBuildCurrent({ client: fresh.client, buildId: undefined, log, stop: new AbortController().signal });
  await fresh.stop();
}, 60_000);
