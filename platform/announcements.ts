/** What the living workers say of themselves: each says it again every minute, and is forgotten soon after it ends. */

import type { Redis } from 'ioredis';
import { z } from 'zod';

/** Outlives one missed announcement, not a worker that is gone. */
const FORGET_AFTER_SECONDS = 120;
const ANNOUNCE_EVERY_MS = 60_000;

/** Announces what `look` finds, looked for anew each time, under `key` until `stop` is called. */
export async function announce(
  redis: Redis,
  key: string,
  look: () => Promise<unknown>,
): Promise<{ stop: () => Promise<void> }> {
  const say = async () => redis.set(key, JSON.stringify(await look()), 'EX', FORGET_AFTER_SECONDS);
  await say();
  const timer = setInterval(() => void say().catch(() => undefined), ANNOUNCE_EVERY_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await redis.del(key);
    },
  };
}

/** What every living worker announced under the keys that match `pattern`; empty while there is none. */
export async function readAnnounced<T>(redis: Redis, pattern: string, schema: z.ZodType<T>): Promise<T[]> {
  const announced: T[] = [];
  for await (const batch of redis.scanStream({ match: pattern, count: 1000 })) {
    const names = z.array(z.string()).parse(batch);
    const values = names.length === 0 ? [] : await redis.mget(names);
    for (const value of values) if (value !== null) announced.push(schema.parse(JSON.parse(value)));
  }
  return announced;
}
