/** Tells the person how far the task is. */

import type { TaskStore } from '../platform/task-store.ts';
import type { Activities } from './verbs.ts';

/** Retry: safe. The same change again leaves the record as it is; one of an older attempt, or after the end, is refused. */
export const createRecordProgress =
  ({ tasks }: { tasks: Pick<TaskStore, 'record'> }) =>
  async ({ run, ...change }: Parameters<Activities['recordProgress']>[0]): Promise<void> => {
    await tasks.record(run, change);
  };
