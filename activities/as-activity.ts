/**
 * Makes a Temporal activity of a verb: heartbeats, both ways of being cancelled, a scratch folder, progress and the
 * translation of our errors. Verbs know none of it.
 */

import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ApplicationFailure, Context } from '@temporalio/activity';
import { ApplicationFailureCategory } from '@temporalio/common';
import {
  ARTIFACT_MISSING,
  ProviderError,
  SlideSpeakerError,
  TASK_CANCELLED,
  toError,
  VIDEO_DAMAGED,
  type FailureDetails,
  type RunRef,
} from '../domain/index.ts';
import { usedBy } from '../platform/artifact-uses.ts';
import { diskFullIn } from '../platform/disk-full.ts';
import type { ProviderLimits } from '../platform/provider-limits.ts';
import { reserveSpace } from '../platform/scratch-space.ts';
import type { TaskChange, TaskStore } from '../platform/task-store.ts';
import { beginAttempt, type Attempt } from './attempts.ts';
import type { Run } from './run.ts';

/** Together with the worker's throttle, how long a cancel takes from Temporal to here (temporal.md 1). */
const HEARTBEAT_MS = 250;

export interface ActivityPorts {
  tasks: Pick<TaskStore, 'record' | 'watchCancel'>;
  /** Holds one folder for each attempt under way. */
  scratchRoot: string;
  /** Judges whether a provider that failed is worth asking again. */
  limits: Pick<ProviderLimits, 'failed'>;
}

interface ActivityOptions<I, O> {
  report?: (input: I, output: O) => TaskChange | undefined;
  slideOf?: (input: I) => number;
  diskBytes?: (input: I) => number | Promise<number>;
}

/**
 * @param report what the person may hear once the verb has succeeded; undefined: nothing.
 * @param slideOf the slide to name when the verb fails without naming one.
 * @param diskBytes what the verb will write, about; it is only begun where that much is free.
 */
export function asActivity<I extends object, O>(
  { tasks, scratchRoot, limits }: ActivityPorts,
  verb: (input: I, run: Run) => Promise<O>,
  { report, slideOf, diskBytes }: ActivityOptions<I, O> = {},
): (input: I & { run: RunRef }) => Promise<O> {
  return async (input) => {
    const context = Context.current();
    const attempt = beginAttempt(context);
    const beganAt = Date.now();
    const beat = setInterval(() => attempt.heartbeat(), HEARTBEAT_MS);
    const cancel = tasks.watchCancel(input.run);
    let scratch: string | undefined;
    try {
      attempt.refuseLost();
      await mkdir(scratchRoot, { recursive: true });
      scratch = await mkdtemp(join(scratchRoot, `${input.run.id}-`));
      if (diskBytes) await reserveSpace(scratch, await diskBytes(input));
      const run: Run = {
        task: input.run,
        signal: AbortSignal.any([context.cancellationSignal, cancel.signal]),
        scratch,
      };
      const output = await usedBy(input.run.id, () => verb(input, run));
      const change = report?.(input, output);
      if (change) await tasks.record(input.run, change);
      return output;
    } catch (thrown) {
      if (context.cancellationDetails?.workerShutdown) throw attempt.giveBack();
      // Temporal's own word for why: a cancel, a time-out.
      if (context.cancellationSignal.aborted) return await context.cancelled;
      if (cancel.signal.aborted) throw cancelledByPerson();
      const full = await diskFullIn(scratch ?? scratchRoot, thrown);
      const error = full ?? toError(thrown);
      const goesOn = await worthTrying(error, limits, Date.now() - beganAt);
      throw asFailure(error, { slide: slideOf?.(input), attempt, goesOn });
    } finally {
      clearInterval(beat);
      cancel.stop();
      if (scratch !== undefined) await rm(scratch, { recursive: true, force: true });
    }
  };
}

/** Wanted, so Temporal's workers do not log it as a failure. */
const cancelledByPerson = (): ApplicationFailure =>
  ApplicationFailure.create({
    message: 'The task was cancelled.',
    type: TASK_CANCELLED,
    nonRetryable: true,
    category: ApplicationFailureCategory.BENIGN,
  });

/** What the workflow makes again, when it hears of it: of a lost file after a second look, for network file systems lag. */
const ATTEMPTS_FOR: Partial<Record<string, number>> = { [ARTIFACT_MISSING]: 2, [VIDEO_DAMAGED]: 1 };
/** A bug or a damaged file fails the same way each time; this many attempts outlast a hiccup of anything else. */
const UNFORESEEN_ATTEMPTS = 5;

/** Where a provider's account is to blame and not the call, all calls together say whether to go on; undefined elsewhere. */
async function worthTrying(
  error: Error,
  limits: ActivityPorts['limits'],
  tookMs: number,
): Promise<boolean | undefined> {
  if (!(error instanceof ProviderError) || error.provider === undefined) return undefined;
  return limits.failed(error.provider, { isRefusal: error.retry === 'never', tookMs });
}

interface FailedAttempt {
  slide: number | undefined;
  attempt: Attempt;
  goesOn: boolean | undefined;
}

/**
 * Our errors say themselves whether another attempt may help, as do those of the operating system (they have a `code`): what is
 * away comes back. Of others nobody knows, so they have a few attempts, and then an end with a reason.
 */
function asFailure(error: Error, { slide, attempt, goesOn }: FailedAttempt): ApplicationFailure {
  const known = error instanceof SlideSpeakerError ? error : undefined;
  const blamed = known?.slide ?? slide;
  const details: FailureDetails = { known: known !== undefined, ...(blamed === undefined ? {} : { slide: blamed }) };
  const askedToWaitMs =
    known && 'retryAfterMs' in known && typeof known.retryAfterMs === 'number' ? known.retryAfterMs : undefined;
  const retryAfterMs = askedToWaitMs ?? (goesOn === true ? pauseMs(error, attempt) : undefined);
  const waits = goesOn === undefined ? known?.retry === 'after' : goesOn && attempt.passes();
  if (waits && goesOn === undefined) attempt.waits();
  return ApplicationFailure.create({
    type: known?.code ?? error.name,
    message: error.message.slice(0, 2_000),
    nonRetryable: goesOn === undefined ? isFinal(error, attempt, waits) : !waits,
    details: [details],
    // To be asked to wait is no failure: it counts against no limit, and workers do not log it as one.
    ...(waits ? { category: ApplicationFailureCategory.BENIGN } : {}),
    ...(retryAfterMs === undefined ? {} : { nextRetryDelay: retryAfterMs }),
  });
}

const isFinal = (error: Error, attempt: Attempt, waits: boolean): boolean =>
  (error instanceof SlideSpeakerError && error.retry === 'never') ||
  (!waits && attempt.isLast) ||
  attempt.number >= attemptsFor(error);

/**
 * Soon at first, for most faults pass; the account's own pauses (platform/provider-limits.ts) are waited for beside. A key or an
 * empty account that is meant is to be said within seconds.
 */
const pauseMs = (error: Error, { passed }: Attempt): number =>
  error instanceof ProviderError && error.retry === 'never' ? 500 : Math.min(15_000, 500 * 2 ** passed);

function attemptsFor(error: Error): number {
  if (error instanceof SlideSpeakerError) return ATTEMPTS_FOR[error.code] ?? Infinity;
  return 'code' in error ? Infinity : UNFORESEEN_ATTEMPTS;
}
