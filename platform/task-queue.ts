/**
 * The queue of new tasks: a Redis stream read by one consumer group, `masters`.
 *
 *   queued ──claim──▶ claimed by a master ──acknowledge──▶ gone
 *      ▲                    │
 *      └─────takeOver───────┘  by any master, when the claim is older than its limit
 *
 * What a crash leaves behind: before the claim, a queued entry. Between claim and acknowledgement, a claimed entry of a
 * dead master, taken over by another; its workflow may already run, and starting it again under the same id does
 * nothing. After the acknowledgement, nothing. Entries leave in order of arrival; each master starts its own in that order.
 */

import type { Redis } from 'ioredis';
import { z } from 'zod';
import { toError } from '../domain/index.ts';
import { keys } from './redis.ts';

const GROUP = 'masters';

export interface QueueEntry {
  entryId: string;
  taskId: string;
  attempt: number;
}

export interface TaskQueue {
  /** What this master has claimed and not acknowledged, oldest first. */
  claimed(count: number): Promise<QueueEntry[]>;
  /** The next entries that nobody has claimed; waits up to `blockMs` for one. */
  claim(count: number, blockMs: number): Promise<QueueEntry[]>;
  /** Entries whose master has not acknowledged them for `olderThanMs`. */
  takeOver(olderThanMs: number, count: number): Promise<QueueEntry[]>;
  acknowledge(entryId: string): Promise<void>;
  /** Leaves the group; what this master had claimed can be taken over at once. */
  leave(): Promise<void>;
}

const fieldsSchema = z.array(z.string());
const entriesSchema = z.array(z.tuple([z.string(), fieldsSchema.nullable()]));
const claimedSchema = z.array(z.tuple([z.string(), entriesSchema])).nullable();
const takenSchema = z.tuple([z.string(), entriesSchema]).rest(z.unknown());

/**
 * @param redis for commands; @param blocking a connection of its own, because waiting blocks it.
 * @param consumer this master's name, unique among those that live.
 */
export async function createTaskQueue(redis: Redis, blocking: Redis, consumer: string): Promise<TaskQueue> {
  const createGroup = async (): Promise<void> => {
    await redis.xgroup('CREATE', keys.newTasks, GROUP, '0', 'MKSTREAM').catch((thrown: unknown) => {
      if (!toError(thrown).message.includes('BUSYGROUP')) throw thrown; // another master made it
    });
  };
  await createGroup();

  const acknowledge = async (entryId: string): Promise<void> => {
    await redis.multi().xack(keys.newTasks, GROUP, entryId).xdel(keys.newTasks, entryId).exec();
  };
  /** Redis emptied while we run takes the group with it. */
  const withGroup = async <T>(ask: () => Promise<T>): Promise<T> => {
    try {
      return await ask();
    } catch (thrown) {
      if (!toError(thrown).message.includes('NOGROUP')) throw thrown;
      await createGroup();
      return ask();
    }
  };

  const entriesIn = (reply: unknown): QueueEntry[] =>
    (claimedSchema.parse(reply) ?? []).flatMap(([, entries]) => entriesFrom(entries));

  return {
    claimed: async (count) =>
      entriesIn(
        await withGroup(() =>
          redis.xreadgroup('GROUP', GROUP, consumer, 'COUNT', count, 'STREAMS', keys.newTasks, '0'),
        ),
      ),
    claim: async (count, blockMs) =>
      entriesIn(
        await withGroup(() =>
          blocking.xreadgroup(
            'GROUP',
            GROUP,
            consumer,
            'COUNT',
            count,
            'BLOCK',
            blockMs,
            'STREAMS',
            keys.newTasks,
            '>',
          ),
        ),
      ),
    takeOver: async (olderThanMs, count) => {
      const reply = await withGroup(() =>
        redis.xautoclaim(keys.newTasks, GROUP, consumer, olderThanMs, '0', 'COUNT', count),
      );
      return entriesFrom(takenSchema.parse(reply)[1]);
    },
    acknowledge,
    leave: async () => {
      // A consumer that still holds entries stays, or they would be lost with it; they are taken over by age.
      const pending = await redis.xpending(keys.newTasks, GROUP, '-', '+', 1, consumer);
      if (pending.length === 0) await redis.xgroup('DELCONSUMER', keys.newTasks, GROUP, consumer);
    },
  };
}

function entriesFrom(entries: z.infer<typeof entriesSchema>): QueueEntry[] {
  return entries.flatMap(([entryId, fields]) => {
    const [, taskId = '', , attempt = '0'] = fields ?? [];
    return fields ? [{ entryId, taskId, attempt: Number(attempt) }] : []; // a deleted entry has no fields
  });
}
