/** What the API asks of the engine that runs tasks: the port, and Temporal behind it. */

import {
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  isGrpcServiceError,
  type Client,
} from '@temporalio/client';
import { ActivityFailure, ApplicationFailure, type UpdateDefinition } from '@temporalio/common';
import { PlatformError, type ScriptRef } from '../domain/index.ts';
import { isNotFound, orUndefined } from '../platform/not-found.ts';
import { forgetRuns } from '../platform/task-removal.ts';
import { workflowIdFor } from '../platform/temporal.ts';
import type { approve, editScript, raiseBudget, rewriteSlide } from '../workflows/index.ts';
import { InvalidRequestError, refuse } from './problems.ts';

/** Updates are sent by name; their types come from the workflow. */
type Update<Definition> =
  Definition extends UpdateDefinition<infer Answer, infer Args> ? { answer: Answer; args: Args } : never;
type EditScript = Update<typeof editScript>;
type Approve = Update<typeof approve>;
type RewriteSlide = Update<typeof rewriteSlide>;
type RaiseBudget = Update<typeof raiseBudget>;

/** Every call ends in time, with PlatformError `temporal_unavailable` where the engine does not answer. */
export interface Engine {
  /** Asks the task's run to end. False where there is none (not started, or over). */
  cancel(id: string): Promise<boolean>;
  /** @throws RequestError `script_changed`, `not_awaiting_review` @returns the new version */
  editScript(id: string, edit: { baseVersion: number; script: ScriptRef }): Promise<{ version: number }>;
  /** @throws RequestError `script_changed`, `not_awaiting_review` */
  approve(id: string, approval: { version: number }): Promise<{ version: number }>;
  /**
   * Has a slide of the script under review written anew, which takes a model half a minute.
   * @throws RequestError `not_awaiting_review`, `unknown_slide`, `rewrite_failed` @returns the new version
   */
  rewriteSlide(id: string, wish: { slide: number; wish: string }): Promise<{ version: number }>;
  /** Tells the task's run that its budget was raised. @throws RequestError `not_awaiting_budget` */
  raiseBudget(id: string): Promise<void>;
  /** Ends the task's run and has every run that it ever had forgotten. @returns how many are still listed */
  delete(id: string): Promise<number>;
  /** Rejects while the engine cannot be used. */
  health(): Promise<unknown>;
}

/** A person waits for the answer to a cancel, and a master repeats it (P4): so not long. */
const CANCEL_LIMIT_MS = 1_000;
/** An update runs through a worker, which may be busy; browsers and proxies wait at least 30 s. */
const UPDATE_LIMIT_MS = 15_000;
/** A model thinks and writes; the run itself gives up before (workflows/policies.ts). */
const REWRITE_LIMIT_MS = 120_000;
/** It waits for a run to close for five seconds; the rest takes milliseconds. */
const DELETE_LIMIT_MS = 10_000;
const HEALTH_LIMIT_MS = 1_500;

export function createTemporalEngine(client: Client): Engine {
  const { namespace } = client.options;
  const handleOf = (id: string) => client.workflow.getHandle(workflowIdFor(id));

  const within = async <T>(limitMs: number, call: () => Promise<T>): Promise<T> => {
    const limit = AbortSignal.timeout(limitMs);
    const late = new Promise<never>((_resolve, reject) => {
      limit.addEventListener('abort', () => reject(unreachable(`no answer within ${limitMs} ms`)), { once: true });
    });
    try {
      // Raced too: a client that is still connecting does not look at its abort signal.
      return await Promise.race([client.withAbortSignal(limit, call), late]);
    } catch (thrown) {
      throw isGrpcServiceError(thrown) && !isNotFound(thrown) ? unreachable(thrown) : thrown;
    }
  };

  return {
    cancel: (id) =>
      within(CANCEL_LIMIT_MS, async () => {
        const answer = await handleOf(id).cancel().catch(orUndefined);
        return answer !== undefined;
      }),

    editScript: (id, edit) =>
      within(UPDATE_LIMIT_MS, () =>
        handleOf(id)
          // A request that is sent again finds the first one's answer.
          .executeUpdate<EditScript['answer'], EditScript['args']>('editScript', {
            args: [edit],
            updateId: `${edit.baseVersion}-${edit.script.key.slice(-64)}`,
          })
          .catch(explainUpdate),
      ),

    approve: (id, approval) =>
      within(UPDATE_LIMIT_MS, () =>
        handleOf(id)
          .executeUpdate<Approve['answer'], Approve['args']>('approve', { args: [approval] })
          .catch(explainUpdate),
      ),

    rewriteSlide: (id, wish) =>
      within(REWRITE_LIMIT_MS, () =>
        handleOf(id)
          .executeUpdate<RewriteSlide['answer'], RewriteSlide['args']>('rewriteSlide', { args: [wish] })
          .catch(explainUpdate),
      ),

    raiseBudget: (id) =>
      within(UPDATE_LIMIT_MS, async () => {
        await handleOf(id)
          .executeUpdate<RaiseBudget['answer'], RaiseBudget['args']>('raiseBudget')
          .catch((thrown: unknown) => {
            throw thrown instanceof WorkflowNotFoundError ? notAwaitingBudget() : explained(thrown);
          });
      }),

    delete: (id) => within(DELETE_LIMIT_MS, () => forgetRuns(client, id)),

    health: () => within(HEALTH_LIMIT_MS, () => client.workflowService.describeNamespace({ namespace })),
  };
}

/** The workflow refuses an update by a code (workflows/review.ts). */
function explainUpdate(thrown: unknown): never {
  if (thrown instanceof WorkflowUpdateFailedError) {
    const { cause } = thrown;
    if (cause?.message === 'version_conflict') throw scriptChanged();
    if (cause?.message === 'unknown_slide') throw unknownSlide();
    if (cause instanceof ActivityFailure) throw refuse('rewrite_failed', reasonOf(cause));
    throw notAwaitingReview();
  }
  if (thrown instanceof WorkflowNotFoundError) throw notAwaitingReview();
  throw explained(thrown);
}

/** What the writer said, in the person's words. */
function reasonOf({ cause }: ActivityFailure): string {
  const isKnown = cause instanceof ApplicationFailure && cause.type !== 'Error';
  return isKnown ? cause.message : 'The writer gave no answer in time. Try again in a moment.';
}

const explained = (thrown: unknown): unknown =>
  thrown instanceof WorkflowUpdateRPCTimeoutOrCancelledError ? unreachable(thrown) : thrown;

export const scriptChanged = () =>
  refuse(
    'script_changed',
    'The script was changed since you read it. Read it again, and make your change in the new version.',
  );

const unknownSlide = () =>
  new InvalidRequestError('unknown_slide', 'The script has no such slide.', [
    { field: 'slide', message: 'is not in the script' },
  ]);

export const notAwaitingReview = () =>
  refuse(
    'not_awaiting_review',
    'This task does not wait for approval, so its script cannot be changed or approved now.',
  );

export const notAwaitingBudget = () =>
  refuse('not_awaiting_budget', 'This task has not reached its budget, so there is nothing to raise.');

function unreachable(cause: unknown): PlatformError {
  return new PlatformError(
    'temporal_unavailable',
    'Temporal, which runs the tasks, does not answer. Nothing is lost; try again in a moment.',
    { cause },
  );
}
