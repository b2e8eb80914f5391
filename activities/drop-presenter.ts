/**
 * Gives up a presenter's video that nobody waits for any more: the vendor stops and bills nothing, and a later retry orders it anew.
 * One that is finished is paid for: it stays, and a retry fetches it.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import type { PresenterSlots } from '../platform/presenter-slots.ts';
import type { HeyGen } from './adapters/heygen.ts';
import { filmEnds, type FilmEndsPorts } from './presenter/film-ends.ts';
import { namesOf, readJob } from './presenter/jobs.ts';
import type { Activities } from './verbs.ts';

type DropInput = Parameters<Activities['dropPresenter']>[0];

/** A cancel is over within five seconds (P4), this with it. */
const LIMIT_MS = 4_000;
const TRIES = 3;
const PAUSE_MS = 300;

export interface DropPresenterPorts extends FilmEndsPorts {
  heygen: HeyGen | undefined;
  slots: PresenterSlots;
}

/**
 * Retry: safe. What is deleted already is no error. It does not obey the cancel that it belongs to, and never fails the
 * end of a task: a video that cannot be looked at or deleted is finished and billed at the vendor's, stands so in the bill, and is
 * fetched by a retry.
 */
export const createDropPresenter =
  ({ artifacts, heygen, slots, paid, prices }: DropPresenterPorts) =>
  async (order: DropInput): Promise<void> => {
    const names = await namesOf(order, artifacts);
    if (!heygen || (await artifacts.has(names.videoKey))) return;
    const ends = filmEnds(order, names, { artifacts, paid, prices });
    const signal = AbortSignal.timeout(LIMIT_MS);

    const stop = async (id: string): Promise<'finished' | 'stopped' | 'missing'> => {
      const found = await heygen.video(id, signal, { atOnce: true });
      if (!found) return 'missing';
      if (found.status === 'completed') {
        await ends.finished(found.seconds);
        return 'finished';
      }
      if (found.status !== 'failed') await ends.remove(id, heygen, signal);
      return 'stopped';
    };
    const giveUp = async (): Promise<void> => {
      const job = (await artifacts.has(names.jobKey)) ? await readJob(names.jobKey, artifacts) : undefined;
      // An order whose answer never came is found by its title.
      const ids = job ? [job.videoId] : await heygen.videosTitled(names.title, signal);
      const fates = [];
      for (const id of ids) fates.push(await stop(id));
      if (fates.includes('finished')) return;
      if (fates.includes('stopped')) await ends.unbilled();
      else await ends.missing(job?.orderedAt ?? Date.now());
    };

    for (let attempt = 1; attempt <= TRIES; attempt++) {
      try {
        await giveUp();
        break;
      } catch {
        if (attempt < TRIES) await sleep(PAUSE_MS);
      }
    }
    await slots.free(names.jobKey);
  };
