import { beforeAll, expect, test } from '@jest/globals';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, DefaultLogger, Runtime, Worker } from '@temporalio/worker';

/** Recorded by record.ts: how tasks went with an earlier version of the workflow, which a newer one must follow. */
const HISTORIES = fileURLToPath(new URL('histories/', import.meta.url));
let workflowBundle: { code: string };
beforeAll(async () => {
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  const workflowsPath = fileURLToPath(new URL('../../workflows/index.ts', import.meta.url));
  workflowBundle = await bundleWorkflowCode({ workflowsPath, logger: new DefaultLogger('ERROR') });
}, 120_000);

test.each(readdirSync(HISTORIES))('the workflow follows the recorded history %s', async (name) => {
  const history: unknown = JSON.parse(readFileSync(HISTORIES + name, 'utf8'));
  await expect(Worker.runReplayHistory({ workflowBundle }, history)).resolves.toBeUndefined();
});

test('there is a history of every way in which a task goes', () => {
  expect(readdirSync(HISTORIES).toSorted()).toEqual([
    'cancelled.json',
    'completed.json',
    'failed.json',
    'filmed.json',
    'granted.json',
    'languages.json',
    'podcast-before-speaking-dialogues.json',
    'podcast.json',
    'remade.json',
    'retried.json',
    'reviewed.json',
    'tidy.json',
    'written.json',
  ]);
});
