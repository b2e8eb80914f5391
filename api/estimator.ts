/** Asks the workers what a task would cost: a short workflow, whose steps are those of the task itself. */

import { ApplicationFailure, type Client, WorkflowFailedError } from '@temporalio/client';
import { PlatformError, taskQueueFor, type Estimate, type TaskRequest } from '../domain/index.ts';
import type { estimateDeck } from '../workflows/index.ts';
import { refuse } from './problems.ts';

/** The request names files in the store; nobody knows a task of this id. @throws RequestError `estimate_failed` with the reason */
export type Estimator = (request: TaskRequest) => Promise<Estimate>;

/** Reading a deck takes seconds, one in the old format of PowerPoint half a minute; browsers and proxies wait a minute. */
const LIMIT_MS = 55_000;

export function createEstimator(client: Client): Estimator {
  return async (request) => {
    const answer = client.workflow.execute<typeof estimateDeck>('estimateDeck', {
      workflowId: `estimate-${request.id}`,
      taskQueue: taskQueueFor('workflows'),
      args: [request],
      workflowExecutionTimeout: LIMIT_MS,
    });
    answer.catch(() => undefined); // where it comes too late
    const limit = AbortSignal.timeout(LIMIT_MS);
    const late = new Promise<never>((_resolve, reject) => {
      limit.addEventListener('abort', () => reject(noAnswer()), { once: true });
    });
    try {
      return await Promise.race([answer, late]);
    } catch (thrown) {
      if (thrown instanceof PlatformError) throw thrown;
      const reason = thrown instanceof WorkflowFailedError ? reasonOf(thrown.cause) : undefined;
      throw reason === undefined ? noAnswer(thrown) : refuse('estimate_failed', reason);
    }
  };
}

/** The step's own words, written for the person (activities/as-activity.ts). */
function reasonOf(failure: unknown): string | undefined {
  if (failure instanceof ApplicationFailure && failure.type !== 'Error') return failure.message;
  return failure instanceof Error ? reasonOf(failure.cause) : undefined;
}

const noAnswer = (cause?: unknown): PlatformError =>
  new PlatformError(
    'temporal_unavailable',
    'The workers did not answer in time, so nothing can be said of the cost. Try again in a moment.',
    { cause },
  );
