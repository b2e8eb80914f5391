/** Deletes the tasks that ended longer ago than they are to be kept. A Temporal Schedule starts it (master/retention.ts). */

import { proxyActivities } from '@temporalio/workflow';
import type { Keeping } from '../activities/index.ts';
import { taskQueueFor } from '../domain/index.ts';

const { expireTasks } = proxyActivities<Keeping>({
  taskQueue: taskQueueFor('quick'),
  // A thousand tasks take a second; what is left after this long is taken up by the next attempt.
  startToCloseTimeout: '5 minutes',
});

/** @returns how many were deleted; what remains of them goes as with any deleted task (platform/task-removal.ts). */
export async function tidy({ days }: { days: number }): Promise<{ deleted: number }> {
  return expireTasks({ days });
}
