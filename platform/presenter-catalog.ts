/** Who can present, as the living workers say. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { PresenterListing } from '../domain/index.ts';
import { announce, readAnnounced } from './announcements.ts';
import { keys } from './redis.ts';

const presentersSchema = z.array(
  z.object({
    provider: z.enum(['offline', 'heygen']),
    name: z.string(),
    label: z.string(),
    pictureUrl: z.string().exactOptional(),
  }),
) satisfies z.ZodType<PresenterListing[]>;

export interface PresenterCatalog {
  /** Everybody whom some worker can let present; empty while there is none. */
  read(): Promise<PresenterListing[]>;
}

export function createPresenterCatalog(redis: Redis): PresenterCatalog {
  return {
    read: async () => {
      const lists = await readAnnounced(redis, keys.presenters('*'), presentersSchema);
      return [...new Map(lists.flat().map((one) => [`${one.provider}/${one.name}`, one])).values()];
    },
  };
}

/** Vendors' lists change by the week, and a long one costs many calls. */
const LIST_AGAIN_MS = 3_600_000;
/** A vendor may be slow; then those of the others are announced first. */
const LISTING_MS = 3_000;

/** Announces whom this worker can let present until `stop` is called. A vendor that does not answer keeps those it last had. */
export async function announcePresenters(
  redis: Redis,
  worker: string,
  listers: readonly (() => Promise<PresenterListing[]>)[],
) {
  const known = listers.map((): { listings: PresenterListing[]; askAgainAt: number } => ({
    listings: [],
    askAgainAt: 0,
  }));
  const look = async (): Promise<PresenterListing[]> => {
    const listing = listers.map(async (list, index) => {
      const before = known[index];
      if (before && Date.now() < before.askAgainAt) return;
      // Meanwhile nobody asks twice; who gets no answer asks at the next announcement.
      known[index] = { listings: before?.listings ?? [], askAgainAt: Date.now() + LIST_AGAIN_MS };
      known[index] = await list().then(
        (listings) => ({ listings, askAgainAt: Date.now() + LIST_AGAIN_MS }),
        () => ({ listings: before?.listings ?? [], askAgainAt: 0 }),
      );
    });
    await Promise.race([Promise.all(listing), sleep(LISTING_MS, undefined, { ref: false })]);
    return known.flatMap(({ listings }) => listings);
  };
  return announce(redis, keys.presenters(worker), look);
}
