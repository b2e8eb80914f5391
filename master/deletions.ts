/** Finishes what deletions left: Temporal was away or takes its time to forget a run, or whoever began one died over it. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { toError } from '../domain/index.ts';
import type { Artifacts } from '../platform/artifacts.ts';
import type { Log } from '../platform/log.ts';
import type { TaskDeletions } from '../platform/task-deletions.ts';
import { forgetRuns, removeRemains } from '../platform/task-removal.ts';

const EVERY_MS = 1_000;

interface DeletionsInput {
  deletions: TaskDeletions;
  artifacts: Artifacts;
  client: Client;
  log: Log;
  stop: AbortSignal;
}

/** Runs until `stop`. Idempotent: any number of masters may do this to the same tasks. */
export async function finishDeletions({ deletions, artifacts, client, log, stop }: DeletionsInput): Promise<void> {
  const ports = { deletions, artifacts, forgetRuns: (id: string) => forgetRuns(client, id) };
  while (!stop.aborted) {
    const ids = await deletions.due().catch((thrown: unknown) => {
      log.warn({ reason: toError(thrown).message }, 'could not read the deletions; trying again');
      return [];
    });
    for (const id of ids) {
      // One by one: what is wrong with one task must not keep another.
      const { remains, problem } = await removeRemains(id, ports).catch((thrown: unknown) => ({
        remains: ['files'],
        problem: toError(thrown),
      }));
      if (problem) log.warn({ taskId: id, reason: problem.message }, 'could not delete all of a task; trying again');
      else if (remains.length === 0) log.info({ taskId: id }, 'deleted: nothing of it remains');
    }
    await sleep(EVERY_MS, undefined, { signal: stop }).catch(() => undefined);
  }
}
