/** What the living workers can speak: each says it again every minute, and is forgotten soon after it ends. */

import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Voice } from '../domain/index.ts';
import { keys } from './redis.ts';

/** Outlives one missed announcement, not a worker that is gone. */
const FORGET_AFTER_SECONDS = 120;
const ANNOUNCE_EVERY_MS = 60_000;

const voicesSchema = z.array(
  z.object({
    provider: z.enum(['offline', 'openai', 'elevenlabs']),
    name: z.string(),
    label: z.string(),
    languages: z.array(z.string()),
    gender: z.enum(['female', 'male']).exactOptional(),
    model: z.string().exactOptional(),
    rate: z.number(),
  }),
) satisfies z.ZodType<Voice[]>;

export interface VoiceCatalog {
  /** Every voice that some worker has; empty while there is none. */
  read(): Promise<Voice[]>;
}

export function createVoiceCatalog(redis: Redis): VoiceCatalog {
  return {
    read: async () => {
      const found = new Map<string, Voice>();
      for await (const batch of redis.scanStream({ match: keys.voices('*'), count: 1000 })) {
        const names = z.array(z.string()).parse(batch);
        const lists = names.length === 0 ? [] : await redis.mget(names);
        for (const voice of lists.flatMap((list) => voicesSchema.parse(JSON.parse(list ?? '[]')))) {
          found.set(`${voice.provider}/${voice.name}`, voice);
        }
      }
      return [...found.values()];
    },
  };
}

/** Announces this worker's voices until `stop` is called. */
export async function announceVoices(
  redis: Redis,
  worker: string,
  voices: readonly Voice[],
): Promise<{ stop: () => Promise<void> }> {
  const announce = () => redis.set(keys.voices(worker), JSON.stringify(voices), 'EX', FORGET_AFTER_SECONDS);
  await announce();
  const timer = setInterval(() => void announce().catch(() => undefined), ANNOUNCE_EVERY_MS);
  return {
    stop: async () => {
      clearInterval(timer);
      await redis.del(keys.voices(worker));
    },
  };
}

/** Whether this worker has said within the last minutes that it lives. */
export async function isAnnounced(redis: Redis, worker: string): Promise<boolean> {
  return (await redis.exists(keys.voices(worker))) === 1;
}
