/** Claims new tasks, starts their workflows, acknowledges them: in that order, and safe to kill between any two. */

import { setTimeout as sleep } from 'node:timers/promises';
import { WorkflowExecutionAlreadyStartedError, type Client } from '@temporalio/client';
import { isFinal, taskQueueFor, toError } from '../domain/index.ts';
import type { Artifacts } from '../platform/artifacts.ts';
import { keepRequest } from '../platform/kept-requests.ts';
import type { Log } from '../platform/log.ts';
import type { QueueEntry, TaskQueue } from '../platform/task-queue.ts';
import type { TaskRecord, TaskStore } from '../platform/task-store.ts';
import { searchAttributes, workflowIdFor } from '../platform/temporal.ts';
import type { narrateDeck } from '../workflows/index.ts';

/** Few at a time: what a dying master holds waits for TAKE_OVER_AFTER_MS. */
const CLAIM_COUNT = 10;
/** How long one wait for new tasks lasts; a master that is asked to end does so within it. */
const BLOCK_MS = 1_000;
/** A start takes milliseconds, and at most the client's 10 s; a claim older than this belongs to a dead master. */
const TAKE_OVER_AFTER_MS = 15_000;
/** The same while a claimed task waits for its earlier attempt to close. */
const RECHECK_MS = 200;
/** After a failure to reach Redis or Temporal. */
const PAUSE_MS = 1_000;

interface PollerInput {
  queue: TaskQueue;
  tasks: Pick<TaskStore, 'get'>;
  artifacts: Artifacts;
  client: Client;
  log: Log;
  stop: AbortSignal;
}

/** Runs until `stop`. */
export async function pollTasks({ queue, tasks, artifacts, client, log, stop }: PollerInput): Promise<void> {
  /** What is wrong with one entry must not keep those behind it waiting; it stays claimed, and is tried again. */
  const start = (entry: QueueEntry) =>
    startTask({ entry, queue, tasks, artifacts, client, log }).catch((thrown: unknown) =>
      log.warn({ taskId: entry.taskId, reason: toError(thrown).message }, 'could not start a task; trying again'),
    );
  while (!stop.aborted) {
    try {
      // One after the other, oldest first: tasks start in the order in which they arrived.
      const waiting = await queue.claimed(CLAIM_COUNT);
      for (const entry of [...waiting, ...(await queue.takeOver(TAKE_OVER_AFTER_MS, CLAIM_COUNT))]) await start(entry);
      for (const entry of await queue.claim(CLAIM_COUNT, waiting.length > 0 ? RECHECK_MS : BLOCK_MS))
        await start(entry);
    } catch (thrown) {
      // What was claimed and not acknowledged stays claimed, and is tried again by this master or taken over by another.
      log.warn({ reason: toError(thrown).message }, 'could not start tasks; trying again');
      await sleep(PAUSE_MS, undefined, { signal: stop }).catch(() => undefined);
    }
  }
}

async function startTask({
  entry,
  queue,
  tasks,
  artifacts,
  client,
  log,
}: Omit<PollerInput, 'stop'> & { entry: QueueEntry }): Promise<void> {
  const { taskId, attempt } = entry;
  const task = await tasks.get(taskId);
  if (!isCurrent(task, entry)) {
    log.info({ taskId, attempt }, 'not started: cancelled, ended, retried since or deleted');
    await queue.acknowledge(entry.entryId);
    return;
  }
  // Should the API have died before it could.
  await keepRequest(task.request, artifacts);
  if (!(await startWorkflow(client, task))) {
    log.debug({ taskId, attempt }, 'waits for its earlier attempt to close');
    return;
  }
  log.info({ taskId, attempt }, 'started');
  await queue.acknowledge(entry.entryId);
}

/** Temporal forgets closed runs after its retention, so the task's own record decides which entry is stale (P2). */
function isCurrent(task: TaskRecord | undefined, entry: QueueEntry): task is TaskRecord {
  return task?.request.attempt === entry.attempt && !isFinal(task.status);
}

/**
 * Starts the task's workflow unless this attempt already has one: a redelivered entry starts nothing twice.
 * False while a run of an earlier attempt is still closing; the entry then stays claimed and is tried again.
 */
async function startWorkflow(client: Client, { request }: TaskRecord): Promise<boolean> {
  const workflowId = workflowIdFor(request.id);
  try {
    await client.workflow.start<typeof narrateDeck>('narrateDeck', {
      workflowId,
      taskQueue: taskQueueFor('workflows'),
      args: [request],
      // Only a person's retry starts another run under the same id.
      workflowIdReusePolicy: request.attempt === 1 ? 'REJECT_DUPLICATE' : 'ALLOW_DUPLICATE',
      // Its activities inherit it: owners take turns, however much one of them sends (charter 8).
      priority: { fairnessKey: request.owner },
      memo: { attempt: request.attempt, owner: request.owner },
      typedSearchAttributes: [
        { key: searchAttributes.taskId, value: request.id },
        { key: searchAttributes.owner, value: request.owner },
      ],
      staticSummary: plainText(request.deck.name),
    });
    return true;
  } catch (thrown) {
    if (!(thrown instanceof WorkflowExecutionAlreadyStartedError)) throw thrown;
    const { memo, runId } = await client.workflow.getHandle(workflowId).describe();
    if (memo?.['attempt'] === request.attempt) return true;
    // Its cancel may never have reached Temporal; nothing that it still does is wanted.
    await client.workflow.getHandle(workflowId, runId).cancel();
    return false;
  }
}

/** A file name as one line of the console's Markdown: nothing in it is markup. At most 200 bytes (temporal.md 2). */
function plainText(name: string): string {
  return name
    .replace(/[\p{Cc}\p{Cf}]+/gu, ' ')
    .slice(0, 60)
    .replace(/[\\`*_{}[\]<>()#+!|~-]/g, '\\$&');
}
