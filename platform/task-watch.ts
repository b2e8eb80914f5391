/** Watching tasks: what happens to one, and whether a run was cancelled. By what is published, and by looking. */

import { on, type EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { RunRef } from '../domain/index.ts';
import { CANCELS_CHANNEL, EVENTS_CHANNEL, keys } from './redis.ts';
import type { TaskEvent } from './task-store.ts';

/** How soon a worker that missed the published cancel finds its key (P4). */
const CANCEL_POLL_MS = 500;

/** What was published while the connection was away is lost; a watcher finds it this soon all the same. */
const LOOK_AGAIN_MS = 5_000;

/** TaskStore['events'] */
export async function* watchEvents(
  redis: Redis,
  { published, subscribed }: { published: EventEmitter; subscribed: Promise<unknown> },
  id: string,
  lastId: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<TaskEvent> {
  await subscribed;
  // Subscribed before the first read: what happens between the two is then not missed.
  const wakes = on(published, `${EVENTS_CHANNEL}:${id}`, { signal });
  // Never rejects: the end may come while nobody waits here.
  const next = () =>
    wakes.next().then(
      () => 'event' as const,
      () => 'end' as const,
    );
  let woken = next();
  let from = lastId === undefined ? '-' : `(${lastId}`;
  while (!signal.aborted) {
    for (const [eventId, fields] of await redis.xrange(keys.events(id), from, '+')) {
      yield { id: eventId, data: fields[1] ?? '' };
      from = `(${eventId}`;
    }
    if ((await redis.hexists(keys.task(id), 'status')) === 0) return;
    const what = await Promise.race([woken, sleep(LOOK_AGAIN_MS, undefined, { ref: false })]);
    if (what === 'end') return;
    if (what === 'event') woken = next();
  }
}

/** One poll for all the runs that are watched, beside what is published. */
export function watchCancels(redis: Redis, published: EventEmitter) {
  const watched = new Map<AbortController, RunRef>();
  const check = async (): Promise<void> => {
    const runs = [...watched];
    if (runs.length === 0) return;
    const cancelled = await redis.mget(runs.map(([, run]) => keys.cancel(run.id)));
    runs.forEach(([controller, run], i) => {
      // The cancel of an earlier attempt does not concern this one.
      if (Number(cancelled[i] ?? 0) >= run.attempt) controller.abort(new Error('TASK_CANCELLED'));
    });
  };
  // Commands wait while Redis is away, so a failure here is the connection being closed for good: nothing is left to watch.
  const quietly = (): void => void check().catch(() => undefined);
  const poll = setInterval(quietly, CANCEL_POLL_MS);
  poll.unref();
  return {
    watch: (run: RunRef) => {
      const controller = new AbortController();
      const channel = `${CANCELS_CHANNEL}:${run.id}`;
      watched.set(controller, run);
      published.on(channel, quietly);
      quietly(); // cancelled before it was watched
      return {
        signal: controller.signal,
        stop: () => {
          watched.delete(controller);
          published.off(channel, quietly);
        },
      };
    },
    close: () => clearInterval(poll),
  };
}
