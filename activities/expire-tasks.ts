/** Deletes the tasks that ended longer ago than they are to be kept. */

import type { TaskStore } from '../platform/task-store.ts';

const DAY_MS = 24 * 3_600_000;
/** Few enough for one answer of Redis. */
const BATCH = 100;

/** Retry: safe. A task that is deleted is not found again, and what remains of it the masters remove. */
export const createExpireTasks =
  ({ tasks }: { tasks: Pick<TaskStore, 'endedBefore' | 'remove'> }) =>
  async ({ days }: { days: number }): Promise<{ deleted: number }> => {
    let deleted = 0;
    for (;;) {
      const ids = await tasks.endedBefore(days * DAY_MS, BATCH);
      if (ids.length === 0) return { deleted };
      for (const id of ids) if (await tasks.remove(id)) deleted += 1;
    }
  };
