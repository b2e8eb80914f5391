/** What the living workers can speak. */

import { setTimeout as sleep } from 'node:timers/promises';
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
    sampleUrl: z.string().exactOptional(),
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

/** A provider that takes longer to list its voices is heard at the next announcement: a worker starts without it. */
const LISTING_MS = 3_000;

/** Announces this worker's voices until `stop` is called. A provider that does not answer keeps the voices it last had. */
export async function announceVoices(redis: Redis, worker: string, listers: readonly (() => Promise<Voice[]>)[]) {
  const known = listers.map((): Voice[] => []);
  const look = async (): Promise<Voice[]> => {
    const listing = listers.map(async (list, i) => {
      known[i] = await list().catch(() => known[i] ?? []);
    });
    await Promise.race([Promise.all(listing), sleep(LISTING_MS, undefined, { ref: false })]);
    return known.flat();
  };
  return announce(redis, keys.voices(worker), look);
}

/** Whether this worker has said within the last minutes that it lives. */
export async function isAnnounced(redis: Redis, worker: string): Promise<boolean> {
  return (await redis.exists(keys.voices(worker))) === 1;
}
