/** Which slides a person has read and found good while the script waits for approval. A mark is for the words that were read. */

import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { keys } from './redis.ts';

export interface ApprovalMarks {
  /** Whether these are the words that were approved. */
  read(taskId: string): Promise<(slide: WordsOfSlide) => boolean>;
  /** Marks these slides with the words they have, or takes their marks back. */
  write(taskId: string, slides: readonly (WordsOfSlide & { approved: boolean })[]): Promise<void>;
}

interface WordsOfSlide {
  number: number;
  text: string;
}

/** Other words have another one: changing them takes the mark back, whoever does it and wherever. */
const hashOf = (text: string): string => createHash('sha256').update(text.trim()).digest('base64url');

export function createApprovalMarks(redis: Redis): ApprovalMarks {
  return {
    read: async (taskId) => {
      const marks = await redis.hgetall(keys.approved(taskId));
      return ({ number, text }) => marks[number] === hashOf(text);
    },
    write: async (taskId, slides) => {
      const key = keys.approved(taskId);
      const [good, open] = [slides.filter(({ approved }) => approved), slides.filter(({ approved }) => !approved)];
      if (good.length > 0) await redis.hset(key, new Map(good.map(({ number, text }) => [number, hashOf(text)])));
      if (open.length > 0) await redis.hdel(key, ...open.map(({ number }) => `${number}`));
    },
  };
}
