/** Watches a task until it ends. Asks for its status twice a second: that costs little and survives a restart of the API. */

import { setTimeout as delay } from 'node:timers/promises';
import { isFinal } from '../domain/index.ts';
import type { RemoteTask } from './api-answers.ts';
import { UnreachableError, type ApiClient } from './api-client.ts';

const ASK_EVERY_MS = 500;
/** `npm start` brings the API back within 10 seconds, and a person who restarts it needs a little longer. */
const AWAY_AT_MOST_MS = 60_000;

/** @returns the task as it ended. @throws UnreachableError when the server is away for a minute. */
export async function followTask(
  client: ApiClient,
  id: string,
  { onView, signal }: { onView: (task: RemoteTask) => void; signal?: AbortSignal },
): Promise<RemoteTask> {
  while (true) {
    const task = await untilReachable(() => client.getTask(id), signal);
    onView(task);
    if (isFinal(task.status)) return task;
    await delay(ASK_EVERY_MS, undefined, signal ? { signal } : {});
  }
}

/** Asks again while the server cannot be reached. */
export async function untilReachable<T>(ask: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  const startedAt = performance.now();
  while (true) {
    signal?.throwIfAborted();
    try {
      return await ask();
    } catch (thrown) {
      if (!(thrown instanceof UnreachableError) || performance.now() - startedAt > AWAY_AT_MOST_MS) throw thrown;
      await delay(ASK_EVERY_MS, undefined, signal ? { signal } : {});
    }
  }
}
