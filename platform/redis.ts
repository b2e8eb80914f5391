/** Connections to Redis, and the names of every key that lies in it, with its owner and its end. */

import { Redis } from 'ioredis';
import { toError } from '../domain/index.ts';
import type { Log } from './log.ts';

/**
 * | key                    | holds                                              | ends                                |
 * |------------------------|----------------------------------------------------|-------------------------------------|
 * | task:{id}              | the task (hash); of a deleted one, its owner       | with the task, and its last trace   |
 * | task:{id}:slides       | slide → stage's rank, slide + `t` → title, and     | with the task                       |
 * |                        | what else is finished: `+de:3`, `+de#turn`         |                                     |
 * | task:{id}:pictures     | slide → key of its picture, slide + `c` → its clip | with the task                       |
 * | task:{id}:events       | what happened, for those who watch (stream)        | with the task, 1,000 entries        |
 * | task:{id}:cancel       | the attempt that was cancelled                     | with the task, and its last trace   |
 * | task:{id}:ledger       | its bill: call → LedgerEntry                       | with the task                       |
 * | task:{id}:doubts       | call → the warning that money may be lost          | with the task                       |
 * | task:{id}:held         | call → cents held back while it is under way       | with the task, entries with calls   |
 * | task:{id}:intents      | call → its intent, while it is under way or lost   | with the task, entries with calls   |
 * | task:{id}:approved     | slide → hash of the words that a person found good | with the task                       |
 * | task:{id}:shares       | its links, by when they end (sorted set)           | with the task, or its last link     |
 * | share:{hash}           | which task a link shows (JSON)                     | by itself, or with the task         |
 * | paid-intent:{key}      | a paid call under way, or lost (hash)              | with its call or task, 30 days      |
 * | provider:{name}:slots  | calls under way by when they are given up (zset)   | its entries with their calls        |
 * | provider:{name}:pace   | when the next call would be due by the minute      | by itself, within a minute          |
 * | provider:{name}:pause  | that the provider asked everybody to wait          | by itself, when the wait is over    |
 * | provider:{name}:failing | failures since it last answered (hash) | 10 minutes after the last, or an answer |
 * | provider:{name}:unusable:{model} | unusable answers since its last usable one | 10 minutes after the last, or a usable one |
 * | presenter-slots        | presenters' videos being rendered (sorted set)     | its entries with their videos       |
 * | tasks:{owner}          | the owner's tasks by time (sorted set)             | its entries with their tasks        |
 * | idempotency:{owner}:{key} | which task this key made                        | with the task, at most 7 days       |
 * | new-tasks              | tasks waiting for a master (stream)                | an entry when it is acknowledged    |
 * | undelivered-cancels    | cancels that Temporal has not confirmed (set)      | an entry when it is confirmed       |
 * | open-tasks             | tasks that have not ended, by when a look is due   | an entry with its task's end        |
 * | ended-tasks            | tasks that have ended, by when (sorted set)        | an entry with its task, or a retry  |
 * | deletions              | deleted tasks of which something remains, by when to look again | an entry with the last trace |
 * | lexicon:{owner}        | how the owner wants words to be spoken (JSON)      | when the owner empties it           |
 * | requests:{owner}       | requests of this minute                            | by itself, with the minute          |
 * | uploaded:{owner}       | bytes of decks of these 24 hours                   | by itself, with them                |
 * | strangers:{network}    | requests of this minute without a key              | by itself, with the minute          |
 * | intact                 | that this Redis knows every task there is          | when Redis is emptied               |
 * | voices:{worker}        | what a worker can speak                            | 2 minutes after the worker          |
 * | presenters:{worker}    | who a worker can let present                       | 2 minutes after the worker          |
 * | providers:{worker}     | the paid providers it has keys for                 | 2 minutes after the worker          |
 */
export const keys = {
  task: (id: string) => `task:${id}`,
  slides: (id: string) => `task:${id}:slides`,
  pictures: (id: string) => `task:${id}:pictures`,
  events: (id: string) => `task:${id}:events`,
  cancel: (id: string) => `task:${id}:cancel`,
  ledger: (id: string) => `task:${id}:ledger`,
  doubts: (id: string) => `task:${id}:doubts`,
  held: (id: string) => `task:${id}:held`,
  approved: (id: string) => `task:${id}:approved`,
  shares: (id: string) => `task:${id}:shares`,
  share: (hash: string) => `share:${hash}`,
  paidIntent: (key: string) => `paid-intent:${key}`,
  providerSlots: (provider: string) => `provider:${provider}:slots`,
  providerPace: (provider: string) => `provider:${provider}:pace`,
  providerPause: (provider: string) => `provider:${provider}:pause`,
  providerFailing: (provider: string) => `provider:${provider}:failing`,
  providerUnusable: (provider: string, model: string) => `provider:${provider}:unusable:${model}`,
  presenterSlots: 'presenter-slots',
  owner: (owner: string) => `tasks:${owner}`,
  idempotency: (owner: string, key: string) => `idempotency:${owner}:${key}`,
  newTasks: 'new-tasks',
  undeliveredCancels: 'undelivered-cancels',
  openTasks: 'open-tasks',
  endedTasks: 'ended-tasks',
  deletions: 'deletions',
  lexicon: (owner: string) => `lexicon:${owner}`,
  intact: 'intact',
  voices: (worker: string) => `voices:${worker}`,
  presenters: (worker: string) => `presenters:${worker}`,
  providers: (worker: string) => `providers:${worker}`,
};

/** Published: something happened to the task whose id is the message. */
export const EVENTS_CHANNEL = 'task-events';
/** Published: the task whose id is the message was cancelled. */
export const CANCELS_CHANNEL = 'task-cancels';

/**
 * Opens a connection that mends itself: commands wait while Redis is away, so that a restart of Redis fails nothing.
 * A process that needs Redis to start waits for it in the same way.
 */
export function connectRedis(url: string, log: Log): Redis {
  const redis = new Redis(url, {
    // Commands wait for the connection to come back instead of failing after 20 tries.
    maxRetriesPerRequest: null,
    // Quick at first, then every 2 s: a restarted Redis is found again well within 10 s.
    retryStrategy: (times) => Math.min(times * 100, 2_000),
  });
  let away = false;
  redis.on('error', (error) => {
    if (!away) log.warn({ reason: error.message }, 'Redis does not answer; asking again');
    away = true;
  });
  redis.on('ready', () => {
    if (away) log.info('Redis answers again');
    away = false;
  });
  return redis;
}

/** The time by which everything in Redis is dated, in ms since 1970: the clocks of the processes need not agree. */
export async function redisNow(redis: Redis): Promise<number> {
  const [seconds, microseconds] = await redis.time();
  return Number(seconds) * 1000 + Math.floor(Number(microseconds) / 1000);
}

/** Resolves when Redis has answered; rejects when `stop` comes first. */
export async function untilAnswers(redis: Redis, stop: AbortSignal): Promise<void> {
  stop.throwIfAborted();
  await Promise.race([
    redis.ping(),
    new Promise((_resolve, reject) => {
      stop.addEventListener('abort', () => reject(toError(stop.reason)), { once: true });
    }),
  ]);
}
