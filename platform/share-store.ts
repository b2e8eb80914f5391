/** Links under which anybody may watch one task's video for a while. Of what opens a link only the hash is kept. */

import { createHash, randomBytes } from 'node:crypto';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { keys, redisNow } from './redis.ts';

/** A link, as its task's owner sees it. */
export interface Share {
  /** The hash of the token: it names the link, and opens nothing. */
  id: string;
  /** Whether files may be saved, too. */
  downloads: boolean;
  /** ms since 1970 */
  createdAt: number;
  expiresAt: number;
}

export interface Shares {
  /** The token is known only to who asks for it now. */
  create(taskId: string, terms: { forMs: number; downloads: boolean }): Promise<{ token: string; share: Share }>;
  /** Those that still open something, the first to end first. */
  list(taskId: string): Promise<Share[]>;
  /** False where the task has no such link. */
  revoke(taskId: string, shareId: string): Promise<boolean>;
  /** What a token opens; undefined where it opens nothing, or not any more. */
  find(token: string): Promise<{ taskId: string; share: Share } | undefined>;
}

/** 192 random bits: not to be guessed. */
const TOKEN_BYTES = 24;
const TOKEN = /^[\w-]{32}$/;

const keptSchema = z
  .string()
  .transform((text): unknown => JSON.parse(text))
  .pipe(z.object({ taskId: z.string(), downloads: z.boolean(), createdAt: z.number(), expiresAt: z.number() }));

const idOf = (token: string): string => createHash('sha256').update(token).digest('hex');

export function createShares(redis: Redis): Shares {
  const read = (id: string, kept: string | null | undefined): { taskId: string; share: Share } | undefined => {
    if (typeof kept !== 'string') return undefined;
    const { taskId, ...share } = keptSchema.parse(kept);
    return { taskId, share: { id, ...share } };
  };

  return {
    create: async (taskId, { forMs, downloads }) => {
      const token = randomBytes(TOKEN_BYTES).toString('base64url');
      const id = idOf(token);
      const createdAt = await redisNow(redis);
      const expiresAt = createdAt + forMs;
      const index = keys.shares(taskId);
      await redis
        .multi()
        .zremrangebyscore(index, '-inf', createdAt)
        .zadd(index, expiresAt, id)
        // The index ends with the last of its links: the first call is for one that had no end yet.
        .pexpireat(index, expiresAt, 'NX')
        .pexpireat(index, expiresAt, 'GT')
        .set(keys.share(id), JSON.stringify({ taskId, downloads, createdAt, expiresAt }), 'PX', forMs)
        .exec();
      return { token, share: { id, downloads, createdAt, expiresAt } };
    },

    list: async (taskId) => {
      const ids = await redis.zrangebyscore(keys.shares(taskId), await redisNow(redis), '+inf');
      const kept = ids.length === 0 ? [] : await redis.mget(ids.map((id) => keys.share(id)));
      return ids.flatMap((id, i) => read(id, kept[i])?.share ?? []);
    },

    revoke: async (taskId, shareId) => {
      if ((await redis.zscore(keys.shares(taskId), shareId)) === null) return false;
      await redis.multi().del(keys.share(shareId)).zrem(keys.shares(taskId), shareId).exec();
      return true;
    },

    find: async (token) => {
      if (!TOKEN.test(token)) return undefined;
      const id = idOf(token);
      return read(id, await redis.get(keys.share(id)));
    },
  };
}
