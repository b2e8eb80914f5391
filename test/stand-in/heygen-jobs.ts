/**
 * HeyGen's videos: pending → processing → completed or failed. Accepted at once, made later, billed when completed. A stuck one stays
 * in processing, and counts as running, until it is deleted.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { centsFor } from '../../domain/index.ts';
import { chance } from './chance.ts';
import type { Tally } from './counters.ts';
import { makeVideo, type Video, type VideoOrder } from './heygen-video.ts';

export interface Job {
  id: string;
  title: string | null;
  /** Seconds since 1970. */
  createdAt: number;
  status: 'pending' | 'processing' | 'completed' | 'failed';
  completedAt?: number;
  video?: Video;
}

export interface Jobs {
  /** @returns the job, and the end of the work on it */
  submit(
    order: Omit<VideoOrder, 'offsetMs'>,
    what: { hash: string; title: string | null; fate: 'failed' | 'stuck' | undefined },
  ): { job: Job; made: Promise<void> };
  get(id: string): Job | undefined;
  /** The newest first. */
  list(): Job[];
  /** Stops the work on it, and removes its file. @returns false: there is none of this name */
  remove(id: string): boolean;
  close(): Promise<void>;
}

/** Real life: 5 to 15 minutes. */
const RENDER_MS = { least: 5 * 60_000, spread: 10 * 60_000 };
/** By how much the sound of real videos is late, at most. */
const MOST_OFFSET_MS = 300;
const CHARGED_AS = 'avatar';

/** @param deps.renderScale 1 = as slow as in real life, 0 = as soon as it is drawn */
export function createJobs({ tally, seed, renderScale }: { tally: Tally; seed: string; renderScale: number }): Jobs {
  const jobs = new Map<string, { job: Job; stop: AbortController }>();
  const root = mkdtemp(join(tmpdir(), 'stand-in-heygen-'));
  let drawing: Promise<unknown> = Promise.resolve(); // one at a time: it uses a whole core
  const inTurn = <Result>(work: () => Promise<Result>): Promise<Result> => {
    const done = drawing.then(work);
    drawing = done.catch(() => undefined);
    return done;
  };
  const draw = (order: VideoOrder, id: string, signal: AbortSignal): Promise<Video> =>
    inTurn(async () => {
      signal.throwIfAborted();
      return makeVideo(order, join(await root, id));
    });

  const make = async (
    job: Job,
    order: Omit<VideoOrder, 'offsetMs'>,
    { hash, fate, signal }: { hash: string; fate: 'failed' | 'stuck' | undefined; signal: AbortSignal },
  ): Promise<void> => {
    const renderMs = renderScale * (RENDER_MS.least + RENDER_MS.spread * chance(seed, hash, 'render'));
    const startedAt = performance.now();
    await sleep(renderMs / 10, undefined, { signal });
    job.status = 'processing';
    if (fate === 'stuck') await new Promise((_, reject) => signal.addEventListener('abort', reject));
    const offsetMs = Math.round(MOST_OFFSET_MS * chance(seed, hash, 'offset'));
    const video = fate === 'failed' ? undefined : await draw({ ...order, offsetMs }, job.id, signal);
    await sleep(Math.max(0, startedAt + renderMs - performance.now()), undefined, { signal });
    job.completedAt = Math.floor(Date.now() / 1000);
    job.status = video ? 'completed' : 'failed';
    if (!video) return;
    job.video = video;
    const units = { seconds: video.seconds };
    const cents = centsFor('heygen', CHARGED_AS, units);
    tally.billed('heygen', { route: 'heygen.video', model: CHARGED_AS, hash, units, cents, answered: true });
  };

  const remove = (id: string): boolean => {
    const found = jobs.get(id);
    if (!found) return false;
    jobs.delete(id);
    found.stop.abort();
    // After the drawing that is under way, which may be this one.
    void inTurn(async () => rm(join(await root, id), { recursive: true, force: true }));
    return true;
  };

  return {
    submit: (order, { hash, title, fate }) => {
      const id = `video${jobs.size}x${Math.floor(chance(seed, hash, jobs.size, performance.now()) * 1e12).toString(16)}`;
      const job: Job = { id, title, createdAt: Math.floor(Date.now() / 1000), status: 'pending' };
      const stop = new AbortController();
      jobs.set(id, { job, stop });
      const made = make(job, order, { hash, fate, signal: stop.signal }).catch((thrown: unknown) => {
        if (stop.signal.aborted) return;
        job.status = 'failed';
        process.stderr.write(`stand-in: ${String(thrown)}\n`);
      });
      return { job, made };
    },
    get: (id) => jobs.get(id)?.job,
    list: () => [...jobs.values()].map(({ job }) => job).toReversed(),
    remove,
    close: async () => {
      for (const id of jobs.keys()) remove(id);
      await drawing;
      await rm(await root, { recursive: true, force: true });
    },
  };
}
