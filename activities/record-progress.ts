/** Tells the person how far the task is. */

import { isFinal, RequestError, TASK_CANCELLED } from '../domain/index.ts';
import type { TaskStore } from '../platform/task-store.ts';
import type { Activities } from './verbs.ts';

/**
 * Retry: safe. The same change again leaves the record as it is; one of an older attempt, or after the end, is refused.
 * @throws RequestError `task_cancelled` when this run is no longer the task's: cancelled, deleted or retried. It should stop.
 */
export const createRecordProgress =
  ({ tasks }: { tasks: Pick<TaskStore, 'record'> }) =>
  async ({ run, ...change }: Parameters<Activities['recordProgress']>[0]): Promise<void> => {
    const taken = await tasks.record(run, change);
    if (taken || (change.status !== undefined && isFinal(change.status))) return;
    throw new RequestError(409, TASK_CANCELLED, 'The task was cancelled, deleted or started anew.');
  };
