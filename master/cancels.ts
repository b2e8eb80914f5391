/** Repeats every cancel until it has reached Temporal: the API's own call may have met an engine that was away (P4). */

import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowNotFoundError, type Client } from '@temporalio/client';
import { toError } from '../domain/index.ts';
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
    try {
      for (const id of await tasks.undeliveredCancels()) {
        if (await hasArrived(id, tasks, client)) await tasks.cancelDelivered(id);
      }
    } catch (thrown) {
      log.warn({ reason: toError(thrown).message }, 'could not deliver cancels; trying again');
    }
    await sleep(REPEAT_EVERY_MS, undefined, { signal: stop }).catch(() => undefined);
  }
}

/** Asks Temporal to cancel, and says whether nothing is left to be cancelled. */
async function hasArrived(id: string, tasks: CancelsInput['tasks'], client: Client): Promise<boolean> {
  const task = await tasks.get(id);
  // Retried or deleted since: the cancel has had its day.
  if (task?.status !== 'cancelled') return true;
  try {
    const handle = client.workflow.getHandle(workflowIdFor(id));
    if ((await handle.describe()).status.name !== 'RUNNING') return true;
    await handle.cancel();
    return false;
  } catch (thrown) {
    if (thrown instanceof WorkflowNotFoundError) return Date.now() - task.updatedAt > NOT_STARTED_AFTER_MS;
    throw thrown;
  }
}
