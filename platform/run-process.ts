/** The frame of every process: what is opened is closed, last first, when the process is asked to end or fails. */

import { setTimeout as sleep } from 'node:timers/promises';
import { toError } from '../domain/index.ts';
import type { Log } from './log.ts';

/** What cannot say goodbye, as to a Redis that is away, is left after this long. */
const CLOSE_LIMIT_MS = 3_000;

/** Hands out ownership: `own(thing, close)` returns the thing and closes it when the process ends. */
export type Own = <T>(thing: T, close: (thing: T) => unknown) => T;

/**
 * Runs `body` until it returns. `stop` is aborted by the first SIGTERM or SIGINT: the body should then drain and return.
 * A second signal ends the process at once.
 */
export async function runProcess(log: Log, body: (own: Own, stop: AbortSignal) => Promise<void>): Promise<void> {
  const closers: (() => unknown)[] = [];
  const own: Own = (thing, close) => {
    closers.push(() => close(thing));
    return thing;
  };
  const stop = new AbortController();
  const onSignal = (signal: NodeJS.Signals): void => {
    if (stop.signal.aborted) process.exit(130);
    log.info({ signal }, 'asked to end: finishing what is under way (a second signal ends at once)');
    stop.abort(new Error(signal));
  };
  process.on('SIGTERM', onSignal).on('SIGINT', onSignal);
  try {
    await body(own, stop.signal);
  } catch (thrown) {
    if (!stop.signal.aborted) {
      log.error({ err: toError(thrown) }, 'ended by a failure');
      process.exitCode = 1;
    }
  }
  for (const close of closers.reverse()) {
    await Promise.race([Promise.resolve().then(close), sleep(CLOSE_LIMIT_MS)]).catch((thrown: unknown) =>
      log.warn({ err: toError(thrown) }, 'could not close everything'),
    );
  }
  // Whatever still holds the event loop was not owned; the process has nothing left to do.
  process.exit();
}

/** Resolves when the signal is aborted. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
