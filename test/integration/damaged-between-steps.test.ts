/** A run whose files are damaged between two of its steps, with the real verbs, store, Redis and Temporal. */

import { createHash } from 'node:crypto';
import { copyFile, mkdtemp, readFile, rm, truncate } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { bundleWorkflowCode, DefaultLogger, NativeConnection, Runtime } from '@temporalio/worker';
import { z } from 'zod';
import { createActivities, type WorkflowActivities } from '../../activities/index.ts';
import { PRICES, taskQueueFor, type TaskRequest } from '../../domain/index.ts';
import { createFileArtifacts, type Artifacts } from '../../platform/artifacts.ts';
import { createPresenterSlots } from '../../platform/presenter-slots.ts';
import { createProviderLimits } from '../../platform/provider-limits.ts';
import { createRedisTaskStore } from '../../platform/redis-task-store.ts';
import { deckKey, outputKey } from '../../platform/task-files.ts';
import type { TaskStore } from '../../platform/task-store.ts';
import { deckOf } from '../support/deck-files.ts';
import { createTestPaidCalls } from '../support/paid-calls.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';
import { someTaskRequest } from '../support/task-request.ts';
import { startTemporal, type TestTemporal } from '../support/temporal.ts';
import { withWorkers } from '../support/workers.ts';

let server: TestRedis;
let temporal: TestTemporal;
let connection: NativeConnection;
let workflowBundle: { code: string };
let tasks: TaskStore & { close(): void };
let deck: string;
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  [server, temporal] = await Promise.all([startRedis(), startTemporal()]);
  connection = await NativeConnection.connect({ address: temporal.address });
  const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));
  workflowBundle = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
  tasks = createRedisTaskStore(server.connect(), server.connect());
  deck = await deckOf({ One: 'The first slide.', Two: 'The second slide.' });
}, 120_000);
afterAll(async () => {
  tasks.close();
  await connection.close();
  await temporal.stop();
  await server.stop();
});

type Wrap = (
  activities: WorkflowActivities,
  damage: (keys: (string | undefined)[]) => Promise<void>,
) => Partial<WorkflowActivities>;

/** The video of one task in a store of its own, and what was found damaged meanwhile; `wrap` may damage files before an activity. */
async function makeVideo(wrap: Wrap): Promise<{ sha256: string; found: string[] }> {
  const root = await mkdtemp(join(tmpdir(), 'damaged-'));
  const found: string[] = [];
  const artifacts = createFileArtifacts(root, { warn: (line: unknown) => void found.push(lineSchema.parse(line).key) });
  let done = false;
  const damage = async (keys: (string | undefined)[]): Promise<void> => {
    if (done) return;
    done = true;
    for (const key of keys) await truncate(join(root, key ?? ''), 100);
  };
  try {
    const scratchRoot = join(root, 'scratch');
    const { activities } = await createActivities({
      ...{ artifacts, tasks, scratchRoot, providers: {} },
      ...{ paid: createTestPaidCalls(artifacts), prices: PRICES, ledger: () => Promise.resolve([]) },
      ...{
        limits: createProviderLimits(server.connect(), {}),
        slots: createPresenterSlots(server.connect(), { concurrency: 1 }),
      },
    });
    const request = await accept(artifacts);
    await withWorkers({ connection, workflowBundle, activities: { ...activities, ...wrap(activities, damage) } }, () =>
      temporal.client.workflow.execute('narrateDeck', {
        workflowId: request.id,
        taskQueue: taskQueueFor('workflows'),
        args: [request],
      }),
    );
    expect(await tasks.get(request.id)).toMatchObject({ status: 'completed', request: { attempt: 1 } });
    const video = await readFile(await artifacts.file(outputKey(request.id, 'video.mp4')));
    return { sha256: createHash('sha256').update(video).digest('hex'), found };
  } finally {
    await rm(root, { recursive: true });
  }
}

async function accept(artifacts: Artifacts): Promise<TaskRequest> {
  const { id } = someTaskRequest();
  const bytes = await readFile(deck);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const request = someTaskRequest({
    id,
    deck: { key: deckKey(id), name: 'small.pptx', format: 'pptx', sizeBytes: bytes.length, sha256 },
    options: { output: { resolution: '720p' } },
  });
  await artifacts.write(request.deck.key, (file) => copyFile(deck, file));
  await tasks.create(request);
  return request;
}

const lineSchema = z.object({ key: z.string() });
const kindsOf = (keys: string[]): string[] => [...new Set(keys.map((key) => key.split('/')[1] ?? ''))].sort();

const DAMAGES: [string, string[], Wrap][] = [
  [
    'a picture and a narration before their clip is cut',
    ['narration', 'picture'],
    ({ clipSlide }, damage) => ({
      clipSlide: async (input) => {
        await damage([input.picture.key, input.narration?.key]);
        return clipSlide(input);
      },
    }),
  ],
  [
    'a clip before it is joined',
    ['clip'],
    ({ joinClips }, damage) => ({
      joinClips: async (input) => {
        await damage([input.clips[0]?.key]);
        return joinClips(input);
      },
    }),
  ],
  [
    'the video before it is delivered',
    ['video'],
    ({ deliver }, damage) => ({
      deliver: async (input) => {
        await damage([input.video.key]);
        return deliver(input);
      },
    }),
  ],
];

let undisturbed: { sha256: string; found: string[] };
beforeAll(async () => {
  undisturbed = await makeVideo(() => ({}));
}, 120_000);

test.each(DAMAGES)(
  'of %s, what is damaged is found, said, and made again by the same run, byte for byte',
  async (_what, kinds, wrap) => {
    expect(undisturbed.found).toEqual([]);
    const { sha256, found } = await makeVideo(wrap);
    expect(kindsOf(found)).toEqual(kinds);
    expect(sha256).toBe(undisturbed.sha256);
  },
  120_000,
);
