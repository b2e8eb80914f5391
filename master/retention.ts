/** Sees to it that old tasks are deleted where the keeper wants that: one Temporal Schedule, whoever made it. */

import { setTimeout as sleep } from 'node:timers/promises';
import { ScheduleAlreadyRunning, ScheduleNotFoundError, ScheduleOverlapPolicy, type Client } from '@temporalio/client';
import { taskQueueFor, toError } from '../domain/index.ts';
import type { Log } from '../platform/log.ts';
import type { tidy } from '../workflows/index.ts';

export const SCHEDULE_ID = 'slidespeaker-tidy';
/** Ages are counted in days; a quarter of one is soon enough. */
const TIDY_EVERY = '6 hours' as const;
/** A Temporal that lost its database has lost the Schedule too. */
const LOOK_EVERY_MS = 3_600_000;
/** After a failure to reach Temporal. */
const PAUSE_MS = 10_000;

interface RetentionInput {
  client: Client;
  /** Unset: tasks are kept for ever. */
  days: number | undefined;
  log: Log;
  stop: AbortSignal;
}

/** Runs until `stop`. Idempotent: any number of masters may do this, with the same configuration. */
export async function keepRetention({ client, days, log, stop }: RetentionInput): Promise<void> {
  while (!stop.aborted) {
    const settled = await settleSchedule(client, days).then(
      () => true,
      (thrown: unknown) => {
        log.warn({ reason: toError(thrown).message }, 'could not see to the retention of tasks; trying again');
        return false;
      },
    );
    await sleep(settled ? LOOK_EVERY_MS : PAUSE_MS, undefined, { signal: stop }).catch(() => undefined);
  }
}

async function settleSchedule(client: Client, days: number | undefined): Promise<void> {
  const handle = client.schedule.getHandle(SCHEDULE_ID);
  if (days === undefined) {
    await handle.delete().catch((thrown: unknown) => {
      if (!(thrown instanceof ScheduleNotFoundError)) throw thrown;
    });
    return;
  }
  const wanted = {
    spec: { intervals: [{ every: TIDY_EVERY }] },
    // A machine that was off tidies once when it is on again, and not for every time it missed.
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '1 minute' as const },
    action: {
      type: 'startWorkflow' as const,
      workflowType: 'tidy',
      workflowId: SCHEDULE_ID,
      taskQueue: taskQueueFor('workflows'),
      args: [{ days }] satisfies Parameters<typeof tidy>,
    },
  };
  try {
    await client.schedule.create({ scheduleId: SCHEDULE_ID, ...wanted, state: { triggerImmediately: true } });
  } catch (thrown) {
    if (!(thrown instanceof ScheduleAlreadyRunning)) throw thrown;
    await handle.update((before) => ({ ...wanted, state: before.state }));
  }
}
