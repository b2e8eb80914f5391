import type { PaidProvider } from './money.ts';

/**
 * The four families of failure, and whether to try again. Three places translate them and nobody else catches:
 * the adapters (from a tool or a vendor), activities/index.ts (to Temporal) and api/errors.ts (to HTTP).
 *
 * A message is written for the person who reads it: what happened, to which slide, what to do next. It holds no deck
 * text, no script and no key (P9); `code` is stable, and documented in docs/errors.md.
 */
export abstract class SlideSpeakerError extends Error {
  /** Stable, snake_case; clients and tests tell failures apart by it. */
  readonly code: string;
  /** `never`: the same input fails again. `later`: by the usual backoff. `after`: not before `retryAfterMs`. */
  abstract readonly retry: 'never' | 'later' | 'after';
  /** The slide's number in the deck, where one slide is to blame. */
  readonly slide: number | undefined;

  constructor(code: string, message: string, options: { slide?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.slide = options.slide;
  }
}

/** The request is wrong; the sender can mend it. `status` is the HTTP status that says so. */
export class RequestError extends SlideSpeakerError {
  readonly retry = 'never';
  readonly status: number;

  constructor(status: number, code: string, message: string, options: { cause?: unknown } = {}) {
    super(code, message, options);
    this.status = status;
  }
}

/** The deck cannot be made into a video as it is. */
export class DeckError extends SlideSpeakerError {
  readonly retry = 'never';
}

/** A provider of scripts, speech or presenters refused, failed or answered something unusable. */
export class ProviderError extends SlideSpeakerError {
  readonly retry: 'never' | 'later' | 'after';
  readonly retryAfterMs: number | undefined;
  /** Whose account failed, where the call itself is not to blame: others' calls then say whether to go on. */
  readonly provider: PaidProvider | undefined;

  constructor(
    code: string,
    message: string,
    options: { retry: 'never' | 'later' } | { retry: 'after'; retryAfterMs: number },
    more: { slide?: number; cause?: unknown; provider?: PaidProvider } = {},
  ) {
    super(code, message, more);
    this.retry = options.retry;
    this.retryAfterMs = options.retry === 'after' ? options.retryAfterMs : undefined;
    this.provider = more.provider;
  }
}

/** Our own machine is at fault: a full disk, a missing tool, an unreachable Redis. Trying again may help. */
export class PlatformError extends SlideSpeakerError {
  readonly retry = 'later';
}

/** What was thrown, as an Error. Under Jest, errors made by Node are not `instanceof Error`. */
export function toError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  if (typeof thrown === 'object' && thrown !== null && 'message' in thrown) {
    return Object.assign(new Error(String(thrown.message)), thrown);
  }
  return new Error(String(thrown));
}

/** The failure type by which an activity says that it ended because a person cancelled the task. */
export const TASK_CANCELLED = 'task_cancelled';

/** What the store lost or damaged: a run that meets it makes it again. */
export const ARTIFACT_MISSING = 'artifact_missing';

/** A finished video that is not as it should be. What it was made of and is to blame was removed with it: a run makes both again. */
export const VIDEO_DAMAGED = 'video_damaged';

/** What travels with a failure through Temporal: whether its message was written for the person, and the slide to blame. */
export interface FailureDetails {
  known: boolean;
  slide?: number;
}
