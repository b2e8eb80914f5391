/**
 * What becomes of an ordered film: on its bill, in the store and at the vendor's, in an order of steps that a crash may cut anywhere.
 * HeyGen bills what it has finished [assumed: the vendor's pages say it of credits, and not of every plan].
 */

import { centsFor, type Prices } from '../../domain/index.ts';
import type { Artifacts } from '../../platform/artifacts.ts';
import type { HeyGen } from '../adapters/heygen.ts';
import type { PaidCalls } from '../paid/paid-calls.ts';
import { FILM_MODEL, mostFilmCents } from '../submit-presenter.ts';
import { endJob, type PresenterNames, type PresenterOrder } from './jobs.ts';

export interface FilmEndsPorts {
  artifacts: Artifacts;
  paid: Pick<PaidCalls, 'settle'>;
  prices: Prices;
}

export interface FilmEnds {
  /** It is made: its length is billed, where the vendor says it. */
  finished(seconds: number | undefined): Promise<void>;
  /** It is made, and of no use: the next order is another job. */
  useless(): Promise<void>;
  /** Nothing is billed for it, ever: the next order is another job. */
  unbilled(): Promise<void>;
  /** Deletes it at the vendor's. What finishes in the moment since it was looked at is billed all the same, and nobody says so. */
  remove(videoId: string, heygen: Pick<HeyGen, 'deleteVideo'>, signal: AbortSignal): Promise<void>;
  /**
   * The vendor does not have it. `late`: it was ordered a moment ago and may yet be shown. `removed`: by us, before it was finished.
   * `unknown`: by whom, and whether it was billed, nobody here knows. All but a late one's next order is another job.
   */
  missing(orderedAt: number): Promise<'late' | 'removed' | 'unknown'>;
}

/** Much longer than what a vendor answers lags behind what it has accepted [assumed]. */
const LATE_MS = 5 * 60_000;

export function filmEnds(
  order: PresenterOrder,
  { jobKey, removalKey }: PresenterNames,
  { artifacts, paid, prices }: FilmEndsPorts,
): FilmEnds {
  const unbilled = async (): Promise<void> => {
    await paid.settle(jobKey, undefined);
    await endJob(order, artifacts);
  };
  return {
    unbilled,
    finished: async (seconds) => {
      await artifacts.remove(removalKey);
      if (seconds === undefined) return;
      const usage = { seconds };
      await paid.settle(jobKey, { usage, cents: centsFor('heygen', FILM_MODEL, usage, prices) });
    },
    useless: async () => {
      await paid.settle(jobKey, { outcome: 'wasted' });
      await endJob(order, artifacts);
    },
    remove: async (videoId, heygen, signal) => {
      // First of all, should this worker die before the bill is mended.
      await artifacts.writeJson(removalKey, {});
      await heygen.deleteVideo(videoId, signal);
    },
    missing: async (orderedAt) => {
      if (await artifacts.has(removalKey)) {
        await unbilled();
        return 'removed';
      }
      if (Date.now() - orderedAt <= LATE_MS) return 'late';
      await paid.settle(jobKey, { outcome: 'unknown', cents: mostFilmCents(order.narration, prices) });
      await endJob(order, artifacts);
      return 'unknown';
    },
  };
}
