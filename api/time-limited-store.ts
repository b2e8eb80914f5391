/** The task store for people who wait: while Redis is away its commands wait too, and a request must end with an answer. */

import { PlatformError } from '../domain/index.ts';
import type { TaskStore } from '../platform/task-store.ts';
import { inTime } from './in-time.ts';

/** A Redis that was restarted is back within 10 s; most clients wait 30 s. */
const STORE_LIMIT_MS = 15_000;

/** @returns the same store, whose answers come within the limit or fail with PlatformError `redis_unavailable`. */
export function limitStore(store: TaskStore, limitMs = STORE_LIMIT_MS): TaskStore {
  const limit = <T>(answer: Promise<T>): Promise<T> => withinStoreLimit(answer, limitMs);
  return {
    ...store,
    create: (...args) => limit(store.create(...args)),
    get: (...args) => limit(store.get(...args)),
    list: (...args) => limit(store.list(...args)),
    cancel: (...args) => limit(store.cancel(...args)),
    retry: (...args) => limit(store.retry(...args)),
    revise: (...args) => limit(store.revise(...args)),
    remove: (...args) => limit(store.remove(...args)),
    cancelDelivered: (...args) => limit(store.cancelDelivered(...args)),
  };
}

/** @throws PlatformError `redis_unavailable` where the answer does not come in time */
export const withinStoreLimit = <T>(answer: Promise<T>, limitMs = STORE_LIMIT_MS): Promise<T> =>
  inTime(answer, limitMs, unavailable);

const unavailable = (): PlatformError =>
  new PlatformError(
    'redis_unavailable',
    'Redis, which keeps the list of tasks, does not answer. Try again in a moment.',
  );
