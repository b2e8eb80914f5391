/**
 * How many presenter videos an account renders at once, held across all workers: a video counts from its order until it is
 * fetched, failed or given up. Every look at it renews its slot; what nobody looks after any more gives it up by time.
 */

import type { Redis } from 'ioredis';
import { z } from 'zod';
import { keys } from './redis.ts';

export interface PresenterSlots {
  /** True where this job has a slot now, also where it had one before. */
  take(job: string): Promise<boolean>;
  /** The job is being rendered, whether or not its slot was given up meanwhile. */
  renew(job: string): Promise<void>;
  free(job: string): Promise<void>;
}

/** Three looks at the slowest pace (activities/await-presenter.ts): two may be lost. */
const LEASE_MS = 3 * 60_000;

/** KEYS slots · ARGV job, most, lease ms. Answers 1 where the job has a slot. */
const TAKE = `
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
local mine = redis.call('ZSCORE', KEYS[1], ARGV[1])
if not mine and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[2]) then return 0 end
redis.call('ZADD', KEYS[1], now + ARGV[3], ARGV[1])
return 1
`;

export function createPresenterSlots(redis: Redis, { concurrency }: { concurrency: number }): PresenterSlots {
  const take = async (job: string, most: number): Promise<boolean> =>
    z.number().parse(await redis.eval(TAKE, 1, keys.presenterSlots, job, most, LEASE_MS)) === 1;
  return {
    take: (job) => take(job, concurrency),
    renew: async (job) => {
      await take(job, Number.MAX_SAFE_INTEGER);
    },
    free: async (job) => {
      await redis.zrem(keys.presenterSlots, job);
    },
  };
}
