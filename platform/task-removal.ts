/**
 * Removes what remains of a deleted task. Every step may be repeated, by anybody: the API takes them once while the person waits, the
 * masters take them until nothing remains.
 *
 *   its requests (nobody makes the task again) ─▶ its runs and their history ─▶ its files ─▶ its last keys in Redis
 */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { toError } from '../domain/index.ts';
import type { Artifacts, Freed } from './artifacts.ts';
import { removeRequests } from './kept-requests.ts';
import { orUndefined } from './not-found.ts';
import type { TaskDeletions } from './task-deletions.ts';
import { workflowIdFor } from './temporal.ts';

/** How long a cancelled run may take to clean up before it is ended without. P4 promises two seconds, a lost worker takes longer. */
const CLOSE_LIMIT_MS = 5_000;
const CLOSE_POLL_MS = 100;

/** What was removed now, and what a look around still finds. */
export interface Removal extends Freed {
  /** `history`: Temporal still lists a run. `mark`: Redis holds, for a quarter of a minute, that the task was deleted. */
  remains: Remains[];
  /** Why Temporal could not be asked. */
  problem?: Error;
}
export const REMAINS = ['history', 'mark'] as const;
type Remains = (typeof REMAINS)[number];

interface RemovalPorts {
  deletions: Pick<TaskDeletions, 'finish'>;
  artifacts: Pick<Artifacts, 'list' | 'remove' | 'removeTask'>;
  /** forgetRuns, with the time limits of whoever asks. */
  forgetRuns: (id: string) => Promise<number>;
}

export async function removeRemains(id: string, { deletions, artifacts, forgetRuns }: RemovalPorts): Promise<Removal> {
  const requests = await removeRequests(id, artifacts);
  const [runs] = await Promise.allSettled([forgetRuns(id)]);
  // What a run writes until it has ended goes when this is repeated, until Temporal has forgotten it.
  const { removed, shared } = await artifacts.removeTask(id);
  const freed = { removed: removed + requests, shared };
  if (runs.status === 'rejected') return { ...freed, remains: ['history', 'mark'], problem: toError(runs.reason) };
  if (runs.value > 0) return { ...freed, remains: ['history', 'mark'] };
  return { ...freed, remains: (await deletions.finish(id)) ? [] : ['mark'] };
}

/** Ends the task's run and has Temporal forget every run it ever had, which it does within a minute. @returns how many it still shows */
export async function forgetRuns(client: Client, id: string): Promise<number> {
  const handle = client.workflow.getHandle(workflowIdFor(id));
  const giveUpAt = performance.now() + CLOSE_LIMIT_MS;
  let newest = await handle.describe().catch(orUndefined);
  if (newest?.status.name === 'RUNNING') await handle.cancel().catch(orUndefined);
  while (newest?.status.name === 'RUNNING' && performance.now() < giveUpAt) {
    await sleep(CLOSE_POLL_MS);
    newest = await handle.describe().catch(orUndefined);
  }
  const runs = new Map(newest ? [[newest.runId, newest.workflowId]] : []);
  // Its own, and those of what was asked of its deck before (api/asks.ts).
  const query = `WorkflowId = '${workflowIdFor(id)}' OR WorkflowId STARTS_WITH '${workflowIdFor(id)}~'`;
  for await (const { runId, workflowId } of client.workflow.list({ query })) runs.set(runId, workflowId);
  for (const [runId, workflowId] of runs) {
    // One that still runs is terminated by its deletion.
    await client.workflowService
      .deleteWorkflowExecution({
        namespace: client.options.namespace,
        workflowExecution: { workflowId, runId },
      })
      .catch(orUndefined);
  }
  return runs.size;
}
