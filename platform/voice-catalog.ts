/** What the living workers can speak. */

import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Voice } from '../domain/index.ts';
import { announce, readAnnounced } from './announcements.ts';
import { keys } from './redis.ts';

const voicesSchema = z.array(
  z.object({
    provider: z.enum(['offline', 'openai', 'elevenlabs']),
    name: z.string(),
    label: z.string(),
    languages: z.array(z.string()),
    gender: z.enum(['female', 'male']).exactOptional(),
    model: z.string().exactOptional(),
    rate: z.number(),
    models: z.array(z.string()).exactOptional(),
  }),
) satisfies z.ZodType<Voice[]>;

export interface VoiceCatalog {
  /** Every voice that some worker has; empty while there is none. */
  read(): Promise<Voice[]>;
}

export function createVoiceCatalog(redis: Redis): VoiceCatalog {
  return {
    read: async () => {
      const lists = await readAnnounced(redis, keys.voices('*'), voicesSchema);
      return [...new Map(lists.flat().map((voice) => [`${voice.provider}/${voice.name}`, voice])).values()];
    },
  };
}

/** Announces this worker's voices until `stop` is called. */
export async function announceVoices(redis: Redis, worker: string, voices: readonly Voice[]) {
  return announce(redis, keys.voices(worker), voices);
}

/** Whether this worker has said within the last minutes that it lives. */
export async function isAnnounced(redis: Redis, worker: string): Promise<boolean> {
  return (await redis.exists(keys.voices(worker))) === 1;
}
