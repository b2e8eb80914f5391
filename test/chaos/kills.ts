/** The schedule of a chaos run: by chance, every few seconds a process of some kind is killed, or asked to end. */

import { setTimeout as sleep } from 'node:timers/promises';
import { KINDS, type Fleet, type Kind } from '../support/fleet.ts';
import type { Chance } from './random.ts';

/** Which processes are killed, and how many seconds lie between two kills. */
export interface Killing {
  kinds: readonly Kind[];
  pauseSeconds: { least: number; most: number };
}

/** A process needs a few seconds to come back, on a busy machine. */
const EVERYTHING: Killing = { kinds: KINDS, pauseSeconds: { least: 2, most: 7 } };
/** The rest are asked to end (SIGTERM), as in a rolling restart. */
const KILLED_SHARE = 0.8;

export type Kills = Record<Kind, { killed: number; askedToEnd: number }>;

/** Runs until the deadline (ms since 1970). The supervisor brings back whatever ends. */
export async function killAround(
  fleet: Fleet,
  chance: Chance,
  deadline: number,
  { kinds, pauseSeconds }: Killing = EVERYTHING,
): Promise<Kills> {
  const none = () => ({ killed: 0, askedToEnd: 0 });
  const kills: Kills = { api: none(), master: none(), worker: none(), redis: none(), temporal: none() };
  while (true) {
    await sleep(1_000 * chance.between(pauseSeconds.least, pauseSeconds.most));
    if (Date.now() > deadline) return kills;
    const kind = chance.oneOf(kinds);
    const kill = chance.next() < KILLED_SHARE;
    const draw = chance.next();
    const pids = await fleet.pids(kind);
    const pid = pids[Math.floor(draw * pids.length)];
    if (pid === undefined) continue; // still coming back from the last time
    try {
      process.kill(pid, kill ? 'SIGKILL' : 'SIGTERM');
      kills[kind][kill ? 'killed' : 'askedToEnd'] += 1;
    } catch {
      continue; // it has just ended
    }
  }
}
