/** How a run ends that does not end well: the person is told why, and Temporal says the same. */

import {
  ActivityFailure,
  ApplicationFailure,
  CancellationScope,
  CancelledFailure,
  condition,
  isCancellation,
  log,
  rootCause,
  TemporalFailure,
} from '@temporalio/workflow';
import {
  ARTIFACT_MISSING,
  TASK_CANCELLED,
  VIDEO_DAMAGED,
  type FailureDetails,
  type RunRef,
  type TaskError,
} from '../domain/index.ts';
import { quick } from './policies.ts';

/**
 * Records the failure or the cancel, and throws what makes Temporal say Failed or Canceled.
 * @param giveUp ends what a cancelled run has ordered elsewhere.
 * What is not a Temporal failure is a bug in the workflow: it is left alone, so that the run waits for mended code.
 */
export async function endedBy(failure: unknown, run: RunRef, giveUp: () => Promise<void>): Promise<never> {
  if (!(failure instanceof TemporalFailure)) throw failure;
  const cancelled = wasCancelled(failure);
  await CancellationScope.nonCancellable(() =>
    quick.recordProgress(cancelled ? { run, status: 'cancelled' } : { run, ...failedBy(taskErrorFrom(failure)) }),
  );
  // What a failed run has ordered is paid, and waits for a retry; nobody waits for a cancelled one's.
  if (cancelled) await giveUp();
  // A worker may know of the cancel before Temporal does. Only a cancel that Temporal knows of can make it say Canceled, and
  // the masters repeat it every second until it has arrived; after an hour nobody does, as when Redis was lost.
  if (cancelled && !CancellationScope.current().consideredCancelled) await condition(() => false, '1 hour');
  throw cancelled && !isCancellation(failure) ? new CancelledFailure('The task was cancelled.', [], failure) : failure;
}

/** Words that cannot be spoken, as a person may have approved them: a retry shows them again. */
const REVIEW_AGAIN = ['voice_cannot_read', 'nothing_to_speak', 'bad_directive', 'unknown_voice'];

const failedBy = (error: TaskError) => ({
  status: 'failed' as const,
  error,
  ...(REVIEW_AGAIN.includes(error.code) ? { scriptApproved: false } : {}),
});

/** A failure of a step of the workflow's own, in the person's words. */
export function failure(code: string, message: string): ApplicationFailure {
  const details: FailureDetails = { known: true };
  return ApplicationFailure.nonRetryable(message, code, details);
}

/** The stable word for why a step failed; undefined where there is none. */
export const failureCode = (failure: unknown): string | undefined =>
  failure instanceof TemporalFailure ? (applicationFailureIn(failure)?.type ?? undefined) : undefined;

/** Whether a step missed a file that an earlier one had made, or found it damaged and removed it. */
export function isLoss(failure: unknown): boolean {
  const code = failureCode(failure);
  return code === ARTIFACT_MISSING || code === VIDEO_DAMAGED;
}

/**
 * A cancel reaches a run in three ways: Temporal's own; the worker that saw Redis first; and, where the activity's worker
 * is dead, a heartbeat time-out after the cancel was asked for, which `isCancellation` does not recognise.
 */
function wasCancelled(failure: TemporalFailure): boolean {
  return (
    isCancellation(failure) ||
    CancellationScope.current().consideredCancelled ||
    applicationFailureIn(failure)?.type === TASK_CANCELLED
  );
}

function taskErrorFrom(failure: TemporalFailure): TaskError {
  const cause = applicationFailureIn(failure);
  const details = detailsOf(cause);
  const slide = details.slide === undefined ? {} : { slide: details.slide };
  if (cause?.type && details.known) return { code: cause.type, message: cause.message, ...slide };
  const activity = failure instanceof ActivityFailure ? ` (${failure.activityType})` : '';
  log.error('a step failed in a way that nobody foresaw', { cause: rootCause(failure) ?? failure.message });
  const where = details.slide === undefined ? '' : ` on slide ${details.slide}`;
  return {
    code: 'internal_error',
    message: `Something went wrong on our side${where}${activity}. Retry goes on with everything finished kept; if it fails again, the log says why.`,
    ...slide,
  };
}

function applicationFailureIn(failure: Error): ApplicationFailure | undefined {
  if (failure instanceof ApplicationFailure) return failure;
  return failure.cause instanceof Error ? applicationFailureIn(failure.cause) : undefined;
}

function detailsOf(failure: ApplicationFailure | undefined): FailureDetails {
  const [details]: unknown[] = failure?.details ?? [];
  if (typeof details !== 'object' || details === null) return { known: false };
  return {
    known: 'known' in details && details.known === true,
    ...('slide' in details && typeof details.slide === 'number' ? { slide: details.slide } : {}),
  };
}
