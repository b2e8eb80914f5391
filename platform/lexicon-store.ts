/** How each owner wants some words to be spoken. Kept until the owner says otherwise. */

import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Lexicon } from '../domain/index.ts';
import { keys } from './redis.ts';

const lexiconSchema = z.array(
  z.object({ word: z.string(), say: z.string(), language: z.string().exactOptional() }),
) satisfies z.ZodType<Lexicon>;

export interface Lexicons {
  /** Empty where the owner has none. */
  read(owner: string): Promise<Lexicon>;
  write(owner: string, lexicon: Lexicon): Promise<void>;
}

export function createLexicons(redis: Redis): Lexicons {
  return {
    read: async (owner) => {
      const kept = await redis.get(keys.lexicon(owner));
      return kept === null ? [] : lexiconSchema.parse(JSON.parse(kept));
    },
    write: async (owner, lexicon) => {
      if (lexicon.length === 0) await redis.del(keys.lexicon(owner));
      else await redis.set(keys.lexicon(owner), JSON.stringify(lexicon));
    },
  };
}
