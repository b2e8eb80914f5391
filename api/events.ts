/**
 * A task's events for whoever watches (server-sent events). Every message is the whole task as it now stands, so a client
 * needs no memory: it shows the last one. The stream ends with the message in which the task has ended.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Response } from 'express';
import { isFinal, type TaskView } from '../domain/index.ts';
import type { TaskRecord, TaskStore } from '../platform/task-store.ts';

export interface Watch {
  store: Pick<TaskStore, 'events' | 'get'>;
  id: string;
  /** The newest event that the client has seen, from `Last-Event-ID`. */
  lastId: string | undefined;
  view: (task: TaskRecord) => TaskView;
  /** Aborted when this server ends. */
  closing: AbortSignal;
}

/** Proxies cut connections that are silent for 30 to 60 s. */
const HEARTBEAT_MS = 15_000;
/** At most five messages a second: more than an eye follows, and a large deck's task is not small. */
const PAUSE_MS = 200;
/** How long a client that was cut off waits before it asks again. */
const RETRY_MS = 2_000;

export async function sendEvents(res: Response, { store, id, lastId, view, closing }: Watch): Promise<void> {
  const gone = new AbortController();
  res.on('close', () => gone.abort());
  const signal = AbortSignal.any([gone.signal, closing]);
  res.writeHead(200, {
    'Content-Type': 'text/event-stream; charset=utf-8',
    'Cache-Control': 'no-cache, no-transform',
    // nginx would collect the messages first
    'X-Accel-Buffering': 'no',
  });
  res.write(`retry: ${RETRY_MS}\n\n`);
  const heartbeat = setInterval(() => res.write(': still here\n\n'), HEARTBEAT_MS);

  let newest = lastId;
  let news = Promise.withResolvers<undefined>();
  const watching = (async () => {
    for await (const event of store.events(id, lastId, signal)) {
      newest = event.id;
      news.resolve(undefined);
    }
  })();
  // The end of the events is news too: the task was deleted, or nobody watches any more.
  watching.then(
    () => news.resolve(undefined),
    (thrown: unknown) => news.reject(thrown),
  );
  // Seen by the loop below if it still waits; by nobody if the client left first.
  news.promise.catch(() => undefined);

  try {
    while (!signal.aborted) {
      const sent = newest;
      const task = await store.get(id);
      if (!task) {
        res.write('event: task\ndata: {"deleted":true}\n\n');
        break;
      }
      const read = res.write(
        `${sent === undefined ? '' : `id: ${sent}\n`}event: task\ndata: ${JSON.stringify(view(task))}\n\n`,
      );
      if (isFinal(task.status)) break;
      if (!read) await drained(res);
      if (newest === sent) await news.promise;
      news = Promise.withResolvers();
      news.promise.catch(() => undefined);
      await sleep(PAUSE_MS, undefined, { signal }).catch(() => undefined);
    }
  } finally {
    clearInterval(heartbeat);
    gone.abort();
    res.end();
  }
}

/** Resolves when a slow client has taken what was written, or has left. */
function drained(res: Response): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      res.off('drain', go).off('close', go);
      resolve();
    };
    res.on('drain', go).on('close', go);
  });
}
