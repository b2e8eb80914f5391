/**
 * What an account at a provider allows, held across all workers: calls at once, and calls a minute. A call takes a slot before it is
 * sent and gives it back; the slot of a worker that died is given up by time. Where the provider itself asks to wait, all wait.
 *
 *   works ──▶ five calls fail in a row ──▶ one call at a time, after growing pauses ──▶ hopeless: calls are not tried again
 *     ▲                                          │                                          │
 *     └──────────────────── any call of anybody is answered ────────────────────────────────┘
 *
 * So one call's bad luck is no outage, and an outage is no storm: whether to go on is judged by what all calls meet. In the same way a
 * model is judged whose answers cannot be used: one question's bad luck is asked for anew, and where nobody gets a usable answer, none is.
 */

import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { PaidProvider } from '../domain/index.ts';
import type { ProviderConfig, ProvidersConfig } from './config.ts';
import { keys } from './redis.ts';

export interface ProviderLimits {
  /** Takes a slot for `call`. @returns undefined when it is taken, else in how many ms it is worth asking again. */
  take(provider: PaidProvider, call: string): Promise<number | undefined>;
  /** The call is still under way; due every third of the lease. */
  renew(provider: PaidProvider, call: string): Promise<void>;
  free(provider: PaidProvider, call: string): Promise<void>;
  /** Nobody calls this provider for so long. */
  pause(provider: PaidProvider, forMs: number): Promise<void>;
  /** A call was answered. */
  worked(provider: PaidProvider): Promise<void>;
  /** What a model answered can be used, or not. @returns false where nobody gets an answer that can: no other is worth buying. */
  judged(provider: PaidProvider, model: string, isUsable: boolean): Promise<boolean>;
  /** A call that took so long was not, and for a reason of the provider's. @returns false where no other is worth trying. */
  failed(provider: PaidProvider, failure: CallFailure): Promise<boolean>;
}

export interface CallFailure {
  /** The account itself is refused: its key, or its credit. */
  isRefusal: boolean;
  tookMs: number;
}

/** Slots of a crashed worker come back after this; others are renewed. */
const LEASE_MS = 60_000;
/** While all slots are taken, how soon one of many may be free. */
const FULL_MS = 100;
const MINUTE_MS = 60_000;

/** From so many failures in a row on, it is not the call that fails. */
const FAILING = 5;
/** The pauses then: a failing provider is asked some twenty times in the time that is given to it. */
const PAUSE_MS = { first: 500, longest: 15_000 };
/** A provider that has answered nobody for so long is away: the task says so within minutes, and a person's retry goes on. */
const HOPELESS_MS = 4 * MINUTE_MS;
/** One call that hangs for minutes is not yet a provider that is away. */
const LEAST_FAILURES = 2;
/** Retries come sooner (workflows/policies.ts). Nor does it count how long nobody asked: two calls of bad luck, far apart, are no outage. */
const UNASKED_MS = MINUTE_MS;
/** Vendors refuse a good key now and then; so often in a row, with nothing answered in between, it is meant: after some seconds. */
const REFUSALS = 8;
/** So many answers of no use in a row, whoever asked what: at one in three, by chance once in some thousand questions. */
const USELESS = 8;
/** Failures that nobody met again for so long say nothing about today. */
const FORGOTTEN_MS = 10 * MINUTE_MS;

/**
 * Calls a minute by a "generic cell rate": each call moves the time at which the account is due again; `burst` calls may run ahead
 * of it, so that calls at once are not strung out, and no minute holds more than it may.
 * KEYS slots, pace, pause, failing · ARGV call, concurrency, interval ms, burst, lease ms. Answers 0, or the ms to wait.
 */
const TAKE = `
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local pause = redis.call('PTTL', KEYS[3])
if pause > 0 then return pause end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
local most = tonumber(ARGV[2])
if tonumber(redis.call('HGET', KEYS[4], 'failures') or 0) >= ${FAILING} then most = 1 end
if redis.call('ZCARD', KEYS[1]) >= most then return ${FULL_MS} end
local due = math.max(tonumber(redis.call('GET', KEYS[2]) or 0), now)
local ahead = due - now - (ARGV[4] - 1) * ARGV[3]
if ahead > 0 then return math.ceil(ahead) end
redis.call('SET', KEYS[2], string.format('%.3f', due + ARGV[3]), 'PX', 2 * ${MINUTE_MS})
redis.call('ZADD', KEYS[1], now + ARGV[5], ARGV[1])
return 0
`;
/** KEYS slots · ARGV call, lease ms */
const RENEW = `
local clock = redis.call('TIME')
return redis.call('ZADD', KEYS[1], 'XX', clock[1] * 1000 + ARGV[2], ARGV[1])
`;
/** KEYS failing, pause · ARGV 1 where the account is refused, else 0; how long the call took. 1 = another is worth trying. */
const FAIL = `
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local began = now - ARGV[2]
redis.call('HSETNX', KEYS[1], 'since', string.format('%.0f', began))
local unasked = began - (redis.call('HGET', KEYS[1], 'last') or began)
if unasked > ${UNASKED_MS} and tonumber(redis.call('HGET', KEYS[1], 'failures') or 0) < ${FAILING} then
  redis.call('HINCRBY', KEYS[1], 'since', string.format('%.0f', unasked))
end
redis.call('HSET', KEYS[1], 'last', string.format('%.0f', now))
local failures = redis.call('HINCRBY', KEYS[1], 'failures', 1)
local refusals = redis.call('HINCRBY', KEYS[1], 'refusals', ARGV[1])
redis.call('PEXPIRE', KEYS[1], ${FORGOTTEN_MS})
if failures >= ${FAILING} then
  local pause = math.min(${PAUSE_MS.longest}, ${PAUSE_MS.first} * 2 ^ math.min(failures - ${FAILING}, 10))
  if redis.call('PTTL', KEYS[2]) < pause then redis.call('SET', KEYS[2], '1', 'PX', string.format('%.0f', pause)) end
end
if ARGV[1] == '1' then return refusals < ${REFUSALS} and 1 or 0 end
local away = failures >= ${LEAST_FAILURES} and now - redis.call('HGET', KEYS[1], 'since') >= ${HOPELESS_MS}
return away and 0 or 1
`;

/** KEYS unusable answers in a row. 1 = another is worth buying. */
const UNUSABLE = `
local inARow = redis.call('INCR', KEYS[1])
redis.call('PEXPIRE', KEYS[1], ${FORGOTTEN_MS})
return inARow < ${USELESS} and 1 or 0
`;

export function createProviderLimits(redis: Redis, providers: ProvidersConfig): ProviderLimits {
  const paces = new Map<PaidProvider, Pace>();
  for (const provider of ['openai', 'elevenlabs', 'heygen'] as const) {
    const config = providers[provider];
    if (config) paces.set(provider, paceOf(config));
  }
  return {
    take: async (provider, call) => {
      const pace = paces.get(provider);
      if (!pace) throw new Error(`${provider} is not set up, so nothing is bought from it`);
      const wait = await redis.eval(
        TAKE,
        4,
        keys.providerSlots(provider),
        keys.providerPace(provider),
        keys.providerPause(provider),
        keys.providerFailing(provider),
        call,
        pace.concurrency,
        pace.intervalMs,
        pace.burst,
        LEASE_MS,
      );
      return z.number().parse(wait) || undefined;
    },
    renew: async (provider, call) => {
      await redis.eval(RENEW, 1, keys.providerSlots(provider), call, LEASE_MS);
    },
    free: async (provider, call) => {
      await redis.zrem(keys.providerSlots(provider), call);
    },
    pause: async (provider, forMs) => {
      await redis.set(keys.providerPause(provider), '1', 'PX', Math.max(1, Math.ceil(forMs)));
    },
    worked: async (provider) => {
      await redis.del(keys.providerFailing(provider));
    },
    judged: async (provider, model, isUsable) => {
      const key = keys.providerUnusable(provider, model);
      if (!isUsable) return (await redis.eval(UNUSABLE, 1, key)) === 1;
      await redis.del(key);
      return true;
    },
    failed: async (provider, { isRefusal, tookMs }) => {
      const [failing, pause] = [keys.providerFailing(provider), keys.providerPause(provider)];
      return (await redis.eval(FAIL, 2, failing, pause, isRefusal ? 1 : 0, Math.round(tookMs))) === 1;
    },
  };
}

interface Pace {
  concurrency: number;
  intervalMs: number;
  burst: number;
}

/** A minute holds at most `burst` + a minute / interval calls, which is what is allowed. */
export function paceOf({ concurrency, perMinute }: Pick<ProviderConfig, 'concurrency' | 'perMinute'>): Pace {
  const burst = Math.max(1, Math.min(concurrency, Math.floor(perMinute / 4)));
  return { concurrency, burst, intervalMs: MINUTE_MS / Math.max(1, perMinute - burst) };
}
