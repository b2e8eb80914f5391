/** Running several things at once so that all end together: when one fails, the others are cancelled and waited for. */

import { CancellationScope } from '@temporalio/workflow';

/**
 * Waits for everything that `start` begins. The first failure cancels the rest, waits until they have ended, and is
 * thrown: no process of a failed task is left running behind its status.
 */
export async function together<T extends readonly Promise<unknown>[]>(
  start: () => T,
): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  return CancellationScope.cancellable(async () => {
    const running = start();
    try {
      return await Promise.all(running);
    } catch (failure) {
      CancellationScope.current().cancel();
      await Promise.allSettled(running);
      throw failure;
    }
  });
}

/** `each` for every item, at most `limit` at once, results in the items' order. Fails as `together` does. */
export async function mapLimit<T, R>(items: readonly T[], limit: number, each: (item: T) => Promise<R>): Promise<R[]> {
  const results = new Map<number, R>();
  const waiting = items.entries();
  const lane = async (): Promise<void> => {
    // One iterator shared by all lanes: each takes the next item that nobody has.
    for (const [index, item] of waiting) results.set(index, await each(item));
  };
  await together(() => Array.from({ length: Math.min(limit, items.length) }, lane));
  return [...results].sort(([a], [b]) => a - b).map(([, result]) => result);
}
