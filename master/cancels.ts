/** Repeats every cancel until it has reached Temporal: the API's own call may have met an engine that was away (P4). */

import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { toError, type RunRef } from '../domain/index.ts';
import type { Log } from '../platform/log.ts';
import type { TaskStore } from '../platform/task-store.ts';
import { workflowIdFor } from '../platform/temporal.ts';

/** Temporal must follow within five seconds of its return. */
const REPEAT_EVERY_MS = 1_000;
/**
 * A workflow that is not found may be about to start, by a master that read the task before its cancel. After this long
 * that master has started it, or its claim was taken over and the entry found stale.
 */
const NOT_STARTED_AFTER_MS = 60_000;

interface CancelsInput {
  tasks: Pick<TaskStore, 'undeliveredCancels' | 'cancelDelivered' | 'get'>;
  client: Client;
  log: Log;
  stop: AbortSignal;
}

/** Runs until `stop`. Idempotent: any number of masters may do this to the same tasks. */
export async function deliverCancels({ tasks, client, log, stop }: CancelsInput): Promise<void> {
  while (!stop.aborted) {
    const cancelled = await tasks.undeliveredCancels().catch((thrown: unknown) => {
      log.warn({ reason: toError(thrown).message }, 'could not read the cancels; trying again');
      return [];
    });
    for (const run of cancelled) {
      // One by one: what is wrong with one task must not keep another running.
      await deliver(run, tasks, client).catch((thrown: unknown) =>
        log.warn({ taskId: run.id, reason: toError(thrown).message }, 'could not deliver a cancel; trying again'),
      );
    }
    await sleep(REPEAT_EVERY_MS, undefined, { signal: stop }).catch(() => undefined);
  }
}

async function deliver(run: RunRef, tasks: CancelsInput['tasks'], client: Client): Promise<void> {
  if (await hasArrived(run, tasks, client)) await tasks.cancelDelivered(run.id);
}

/**
 * Asks Temporal to cancel the run of this attempt or of an earlier one, and says whether nothing is left to be cancelled. A
 * retry may have been asked for meanwhile: it waits for that run to close, so the cancel still has to arrive.
 */
async function hasArrived({ id, attempt }: RunRef, tasks: CancelsInput['tasks'], client: Client): Promise<boolean> {
  const newest = await client.workflow
    .getHandle(workflowIdFor(id))
    .describe()
    .catch((thrown: unknown) => {
      if (thrown instanceof WorkflowNotFoundError) return undefined;
      throw thrown;
    });
  const newestAttempt = Number(newest?.memo?.['attempt'] ?? 0);
  if (newestAttempt > attempt) return true;
  if (newest?.status.name === 'RUNNING') {
    await client.workflow.getHandle(newest.workflowId, newest.runId).cancel();
    return false;
  }
  if (newestAttempt === attempt) return true;
  const task = await tasks.get(id);
  return task === undefined || Date.now() - task.updatedAt > NOT_STARTED_AFTER_MS;
}
