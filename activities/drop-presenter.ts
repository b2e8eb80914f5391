/** Gives up a presenter's video that nobody waits for any more: the vendor stops, and a later retry orders it anew. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Artifacts } from '../platform/artifacts.ts';
import type { PresenterSlots } from '../platform/presenter-slots.ts';
import type { HeyGen } from './adapters/heygen.ts';
import { endJob, namesOf, readJob } from './presenter/jobs.ts';
import type { Activities } from './verbs.ts';

type DropInput = Parameters<Activities['dropPresenter']>[0];

/** A cancel is over within five seconds (P4), this with it. */
const LIMIT_MS = 4_000;
const TRIES = 3;
const PAUSE_MS = 300;

/**
 * Retry: safe. What is deleted already is no error. It does not obey the cancel that it belongs to, and never fails the
 * end of a task: a video that cannot be deleted is finished at the vendor's and never fetched.
 */
export const createDropPresenter =
  ({ artifacts, heygen, slots }: { artifacts: Artifacts; heygen: HeyGen | undefined; slots: PresenterSlots }) =>
  async (order: DropInput): Promise<void> => {
    const names = await namesOf(order, artifacts);
    if (!heygen || (await artifacts.has(names.videoKey))) return;
    const signal = AbortSignal.timeout(LIMIT_MS);
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      try {
        // An order whose answer never came is found by its title.
        const ids = (await artifacts.has(names.jobKey))
          ? [(await readJob(names.jobKey, artifacts)).videoId]
          : await heygen.videosTitled(names.title, signal);
        for (const id of ids) await heygen.deleteVideo(id, signal);
        if (ids.length > 0) await endJob(order, artifacts);
        break;
      } catch {
        if (attempt < TRIES) await sleep(PAUSE_MS);
      }
    }
    await slots.free(names.jobKey);
  };
