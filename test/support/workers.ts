/** Temporal workers in this process, for as long as something is done with them. */

import { Worker, type NativeConnection, type WorkerOptions } from '@temporalio/worker';
import { QUEUE_NAMES, taskQueueFor } from '../../domain/index.ts';

/** One worker for each of our queues; `options` are for all of them. Drains them afterwards. */
export async function withWorkers<T>(
  {
    connection,
    workflowBundle,
    activities,
    options = {},
  }: {
    connection: NativeConnection;
    workflowBundle: { code: string };
    activities: object;
    options?: Partial<WorkerOptions>;
  },
  work: () => Promise<T>,
): Promise<T> {
  const workers = await Promise.all(
    QUEUE_NAMES.map((queue) =>
      Worker.create({
        connection,
        taskQueue: taskQueueFor(queue),
        maxHeartbeatThrottleInterval: '100ms',
        ...(queue === 'workflows' ? { workflowBundle } : { activities }),
        ...options,
      }),
    ),
  );
  const running = Promise.all(workers.map((worker) => worker.run()));
  try {
    return await work();
  } finally {
    for (const worker of workers) worker.shutdown();
    await running;
  }
}
