/**
 * How much an owner may ask for: requests a minute, and bytes of decks a day; and how much an address may whose askers nobody knows.
 * Counted in Redis for all API processes together. While Redis is away each process counts for itself: nothing is accepted without
 * Redis anyway, and nobody shall be turned away for its sake.
 */

import type { Redis } from 'ioredis';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

/** Each answers undefined where the owner may go on, else in how many ms it is worth asking again. */
export interface OwnerLimits {
  countRequest(owner: string): Promise<number | undefined>;
  /** Bytes that have come in, in pieces as they do. */
  countUpload(owner: string, bytes: number): Promise<number | undefined>;
  /** A request of whoever shows no key that holds, by where it comes from. */
  countStranger(network: string): Promise<number | undefined>;
}

export interface OwnerLimitsConfig {
  /** 0: no limit. */
  requestsPerMinute: number;
  /** 0: no limit. */
  uploadBytesPerDay: number;
  /** Of one address, where nobody knows who asks. 0: no limit. */
  strangersPerMinute: number;
}

const MINUTE_SECONDS = 60;
const DAY_SECONDS = 24 * 3600;
/**
 * A process takes this share of a minute's requests from Redis at a time, and hands them out itself: every write to Redis waits for
 * the disk, and a look at a task must not. So an owner gets at most so much less for each process than the limit says.
 */
const SHARE_AT_ONCE = 1 / 100;

export function createOwnerLimits(
  redis: Redis,
  { requestsPerMinute, uploadBytesPerDay, strangersPerMinute }: OwnerLimitsConfig,
): OwnerLimits {
  const countRequests = (keyPrefix: string, perMinute: number): OwnerLimits['countRequest'] => {
    const limiter = createLimiter(redis, keyPrefix, perMinute, MINUTE_SECONDS);
    return limiter ? inShares(limiter, Math.max(1, Math.floor(perMinute * SHARE_AT_ONCE))) : free;
  };
  const uploads = createLimiter(redis, 'uploaded', uploadBytesPerDay, DAY_SECONDS);
  return {
    countRequest: countRequests('requests', requestsPerMinute),
    countStranger: countRequests('strangers', strangersPerMinute),
    countUpload: uploads ? async (owner, bytes) => (await take(uploads, owner, bytes)).waitMs : free,
  };
}

const free = (): Promise<undefined> => Promise.resolve(undefined);

function createLimiter(
  redis: Redis,
  keyPrefix: string,
  points: number,
  duration: number,
): RateLimiterRedis | undefined {
  if (points === 0) return undefined;
  return new RateLimiterRedis({
    storeClient: redis,
    keyPrefix,
    points,
    duration,
    // What is used up is known here until its time is over: a flood is turned away without a word to Redis.
    inMemoryBlockOnConsumed: points,
    rejectIfRedisNotReady: true,
    insuranceLimiter: new RateLimiterMemory({ keyPrefix, points, duration }),
  });
}

type Taken = { waitMs: number } | { waitMs: undefined; endsInMs: number };

async function take(limiter: RateLimiterRedis, owner: string, points: number): Promise<Taken> {
  try {
    const { msBeforeNext } = await limiter.consume(owner, points);
    return { waitMs: undefined, endsInMs: msBeforeNext };
  } catch (thrown) {
    if (thrown instanceof RateLimiterRes) return { waitMs: thrown.msBeforeNext };
    throw thrown;
  }
}

/** Takes `share` requests at a time. A share is forgotten when its minute is over: addresses are many. */
function inShares(limiter: RateLimiterRedis, share: number): OwnerLimits['countRequest'] {
  const shares = new Map<string, { left: number }>();
  const taking = new Map<string, Promise<number | undefined>>();

  const takeShare = async (owner: string): Promise<number | undefined> => {
    const taken = await take(limiter, owner, share);
    if (taken.waitMs !== undefined) return taken.waitMs;
    const mine = { left: share };
    shares.set(owner, mine);
    setTimeout(() => shares.get(owner) === mine && shares.delete(owner), taken.endsInMs).unref();
    return undefined;
  };
  /** Many requests at once wait for one share. */
  const oneShare = (owner: string): Promise<number | undefined> => {
    const underWay = taking.get(owner) ?? takeShare(owner).finally(() => taking.delete(owner));
    taking.set(owner, underWay);
    return underWay;
  };
  return async (owner) => {
    while (true) {
      const mine = shares.get(owner);
      if (mine && mine.left > 0) {
        mine.left -= 1;
        return undefined;
      }
      const waitMs = await oneShare(owner);
      if (waitMs !== undefined) return waitMs;
    }
  };
}
