/** Which paid providers the living workers have keys for; never the keys. */

import type { Redis } from 'ioredis';
import { z } from 'zod';
import { PAID_PROVIDERS, type ProviderView } from '../domain/index.ts';
import { announce, readAnnounced } from './announcements.ts';
import type { ProvidersConfig } from './config.ts';
import { keys } from './redis.ts';

const providersSchema = z.array(
  z.object({ name: z.enum(PAID_PROVIDERS), models: z.array(z.string()) }),
) satisfies z.ZodType<ProviderView[]>;

export interface ProviderCatalog {
  /** Every provider that some worker has; undefined while there is no worker, so that nobody knows. */
  read(): Promise<ProviderView[] | undefined>;
}

export function createProviderCatalog(redis: Redis): ProviderCatalog {
  return {
    read: async () => {
      const lists = await readAnnounced(redis, keys.providers('*'), providersSchema);
      if (lists.length === 0) return undefined;
      return [...new Map(lists.flat().map((provider) => [provider.name, provider])).values()];
    },
  };
}

/** Announces what this worker can buy from until `stop` is called. */
export async function announceProviders(redis: Redis, worker: string, providers: ProvidersConfig) {
  return announce(redis, keys.providers(worker), () => Promise.resolve(viewsOf(providers)));
}

function viewsOf({ openai, elevenlabs, heygen }: ProvidersConfig): ProviderView[] {
  return [
    ...(openai ? [{ name: 'openai' as const, models: [openai.textModel, openai.speechModel] }] : []),
    ...(elevenlabs ? [{ name: 'elevenlabs' as const, models: [elevenlabs.model] }] : []),
    ...(heygen ? [{ name: 'heygen' as const, models: [] }] : []),
  ];
}
