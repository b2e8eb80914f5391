/** Tasks that were deleted, until nothing of them remains: a deletion that was begun is finished, whoever dies over it. */

import type { Redis } from 'ioredis';
import { keys, redisNow } from './redis.ts';
import { FORGET } from './task-scripts.ts';

/** Temporal's dev server takes about 20 s to forget a run. */
const LOOK_AGAIN_MS = 5_000;
/** More would keep one master busy while the others have nothing to do. */
const BATCH = 50;

export interface TaskDeletions {
  /** Who owned this task that was deleted and of which something may remain; undefined where there is none such. */
  ownerOf(id: string): Promise<string | undefined>;
  /** Those to look at now; for five seconds no other master is given them. */
  due(): Promise<string[]>;
  /** Nothing remains outside Redis, and now nothing in it either. False while it is too early to forget the deletion itself. */
  finish(id: string): Promise<boolean>;
}

export function createTaskDeletions(redis: Redis): TaskDeletions {
  return {
    ownerOf: async (id) => {
      const [owner, deletedAt] = await redis.hmget(keys.task(id), 'owner', 'deletedAt');
      return deletedAt === null ? undefined : (owner ?? undefined);
    },
    due: async () => {
      const now = await redisNow(redis);
      const ids = await redis.zrangebyscore(keys.deletions, '-inf', now, 'LIMIT', 0, BATCH);
      const again = ids.flatMap((id) => [now + LOOK_AGAIN_MS, id]);
      if (again.length > 0) await redis.zadd(keys.deletions, 'XX', ...again);
      return ids;
    },
    finish: async (id) => {
      const named = [keys.task(id), keys.cancel(id), keys.undeliveredCancels, keys.deletions];
      return (await redis.eval(FORGET, named.length, ...named, id)) === 1;
    },
  };
}
