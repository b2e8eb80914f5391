/**
 * What a run waits for before it tries a paid step again: more money, which the person grants by an Update, or, where the task says
 * `onProviderFailure: "wait"`, a provider that is away. Every step goes through `patiently`, so no paid one is forgotten.
 */

import { condition, setHandler, sleep } from '@temporalio/workflow';
import type { Stage, TaskRequest } from '../domain/index.ts';
import { failureCode } from './ending.ts';
import { raiseBudget } from './messages.ts';
import { quick } from './policies.ts';

/** What passes by itself. An empty account and a wrong key do not: those end the task at once, and say so. */
const AWAY = ['provider_unavailable', 'provider_busy', 'answer_lost'];
/** Every step has tried for some minutes by then (workflows/policies.ts). */
const FIRST_WAIT_MS = 5 * 60_000;
/** Often enough that a night's outage costs half an hour more, rarely enough that nobody is stormed. */
const LONGEST_WAIT_MS = 30 * 60_000;
/** A provider that is away for a day will not be back while somebody waits for the video. */
const PATIENCE_MS = 24 * 3_600_000;

/** One run's; Temporal gives every run modules of its own. */
let granted = 0;
let asking: Promise<void> | undefined;
let task: TaskRequest | undefined;

/** Registers the handler, so it must run before the workflow's first wait. */
export function openPatience(request: TaskRequest): void {
  task = request;
  setHandler(raiseBudget, () => {
    granted += 1;
    return { grants: granted };
  });
}

/** `step`, until it succeeds or there is nothing to wait for. @param stage what the task shows when it goes on */
export async function patiently<T>(step: () => Promise<T>, stage: Stage): Promise<T> {
  for (let waitMs = FIRST_WAIT_MS, waitedMs = 0; ;) {
    // Read before the step: money that is granted while it runs is not waited for again.
    const grants = granted;
    try {
      return await step();
    } catch (thrown) {
      const code = failureCode(thrown) ?? '';
      if (code === 'budget_reached') await moreMoney(grants, stage);
      else if (task?.options.onProviderFailure === 'wait' && AWAY.includes(code) && waitedMs < PATIENCE_MS) {
        await sleep(waitMs);
        waitedMs += waitMs;
        waitMs = Math.min(2 * waitMs, LONGEST_WAIT_MS);
      } else throw thrown;
    }
  }
}

/** Asks the person once, however many slides are stopped. */
async function moreMoney(grants: number, stage: Stage): Promise<void> {
  if (granted > grants) return;
  asking ??= ask(stage).finally(() => {
    asking = undefined;
  });
  await asking;
}

async function ask(stage: Stage): Promise<void> {
  if (!task) throw new Error('a run opens its patience first');
  const run = { id: task.id, attempt: task.attempt };
  const grants = granted;
  await quick.recordProgress({ run, status: 'awaiting_review', stage: 'budget' });
  await condition(() => granted > grants);
  await quick.recordProgress({ run, status: 'running', stage });
}
