/** What the reconciler asks of Redis: which tasks were silent, which it does not know, and the two ways back into the line. */

import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { RunRef, TaskRequest } from '../domain/index.ts';
import type { Paid } from './paid-records.ts';
import { EVENTS_CHANNEL, keys, redisNow } from './redis.ts';
import { REBUILD, REQUEUE } from './task-scripts.ts';

export interface TaskMending {
  /** Tasks that have not ended and of which nothing was heard for a while; the longest silence first. */
  silent(limit: number): Promise<string[]>;
  /** Not silent again before `forMs` from now. */
  looked(ids: readonly string[], forMs: number): Promise<void>;
  /** Whether the task's entry is in the stream of new tasks, claimed by a master or not. */
  isWaiting(id: string): Promise<boolean>;
  /** Queues this attempt again where its entry is gone. False where that is not, or no longer, so. */
  requeue(run: RunRef): Promise<boolean>;
  /** Makes a lost task again, as if nothing had been reported of this attempt, with the bill of what it `paid`. False where Redis knows it. */
  rebuild(request: TaskRequest, createdAt: number, paid: readonly Paid[]): Promise<boolean>;
  /** Which of these Redis does not know; and, read in the same instant, whether it knows every other task there is. */
  unknown(ids: readonly string[]): Promise<{ ids: string[]; intact: boolean }>;
  /** From now on this Redis knows every task there is, until it is emptied. */
  markIntact(): Promise<void>;
}

const existsSchema = z.array(z.tuple([z.null(), z.number()]));

export function createTaskMending(redis: Redis): TaskMending {
  return {
    silent: async (limit) => redis.zrangebyscore(keys.openTasks, '-inf', await redisNow(redis), 'LIMIT', 0, limit),

    looked: async (ids, forMs) => {
      const again = (await redisNow(redis)) + forMs;
      const due = ids.flatMap((id) => [again, id]);
      if (due.length > 0) await redis.zadd(keys.openTasks, 'XX', ...due);
    },

    isWaiting: async (id) => {
      const entry = await redis.hget(keys.task(id), 'entry');
      return entry !== null && (await redis.xrange(keys.newTasks, entry, entry)).length > 0;
    },

    requeue: async ({ id, attempt }) => {
      const done = await redis.eval(
        REQUEUE,
        4,
        keys.task(id),
        keys.newTasks,
        keys.events(id),
        keys.openTasks,
        id,
        attempt,
        EVENTS_CHANNEL,
      );
      return done === 1;
    },

    rebuild: async (request, createdAt, paid) => {
      const { id, owner, attempt, deck } = request;
      const done = await redis.eval(
        REBUILD,
        6,
        keys.task(id),
        keys.slides(id),
        keys.pictures(id),
        keys.events(id),
        keys.owner(owner),
        keys.openTasks,
        id,
        owner,
        deck.name,
        JSON.stringify(request),
        attempt,
        Math.round(createdAt),
        EVENTS_CHANNEL,
        ...paid.flatMap(({ call, entry }) => [call, JSON.stringify(entry), entry.cents]),
      );
      return done === 1;
    },

    unknown: async (ids) => {
      const asked = redis.multi().exists(keys.intact);
      for (const id of ids) asked.exists(keys.task(id));
      const [intact, ...known] = existsSchema.parse(await asked.exec());
      return { ids: ids.filter((_id, i) => known[i]?.[1] === 0), intact: intact?.[1] === 1 };
    },

    markIntact: async () => {
      await redis.set(keys.intact, '1');
    },
  };
}
