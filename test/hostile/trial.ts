/** Sends a hostile deck to a running system, with a good one beside it, and measures what becomes of both. */

import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { z } from 'zod';
import { isFinal, type TaskView } from '../../domain/index.ts';
import { zipOf } from '../support/deck-files.ts';
import { eventually } from '../support/redis.ts';
import { watchPeaks, type Pids, type Sizes } from '../soak/memory.ts';
import type { TestSystem } from '../support/system.ts';
import { goodParts, type HostileDeck } from './deck.ts';

export interface Trial {
  deck: HostileDeck;
  /** The task's status, or the code under which the deck was refused or the task failed. */
  ended: string;
  message: string;
  seconds: number;
  /** The most that all foreign programs together held; and each of our processes. */
  peakMiB: { programs: number; ours: Sizes };
  /** How the good deck beside it ended. */
  neighbour: string;
}

/** The heaviest may take 60 s and a second a slide in each of its steps, on a machine that does other things. */
const LIMIT_MS = 300_000;
const SAMPLE_MS = 200;

export async function tryDeck(system: TestSystem, deck: HostileDeck, turn: number): Promise<Trial> {
  const good = zipOf(await goodParts([{ title: 'Neighbour', notes: `Number ${turn}.` }]));
  const bytes = await deck.make();
  const stop = new AbortController();
  const peak = watchMemory(system, stop.signal);
  const neighbour = send(system, good, 'neighbour.pptx');
  const startedAt = performance.now();
  const { ended, message } = await send(system, bytes, deck.sentAs ?? deck.file);
  const seconds = (performance.now() - startedAt) / 1000;
  const trial = { deck, ended, message, seconds, neighbour: (await neighbour).ended };
  stop.abort();
  return { ...trial, peakMiB: await peak };
}

export const endsAsItMust = ({ ends }: HostileDeck, ended: string): boolean => ends.split('|').includes(ended);

const problemSchema = z.object({ code: z.string(), detail: z.string() });

/** Sends a deck and waits for its end. */
export async function send(
  system: TestSystem,
  bytes: Buffer,
  name: string,
): Promise<{ ended: string; message: string }> {
  const form = new FormData();
  form.set('deck', new Blob([new Uint8Array(bytes)]), name);
  const response = await fetch(`${system.url}/api/tasks`, { method: 'POST', body: form });
  const body: unknown = await response.json();
  if (!response.ok) {
    const { code, detail } = problemSchema.parse(body);
    return { ended: code, message: detail };
  }
  const { id } = z.object({ id: z.string() }).parse(body);
  const task: TaskView = await eventually(async () => {
    const seen = await system.get(id);
    return isFinal(seen.status) && seen;
  }, LIMIT_MS);
  return { ended: task.error?.code ?? task.status, message: task.error?.message ?? '' };
}

/** Somebody who waits to be visited, on this machine. */
export async function startListener(): Promise<{ address: string; visits: () => number; stop: () => void }> {
  let visits = 0;
  const server = createServer((socket) => {
    visits += 1;
    socket.destroy();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the listener has no port');
  return { address: `127.0.0.1:${address.port}`, visits: () => visits, stop: () => server.close() };
}

/** Of the processes that P8 speaks of. */
export async function ourPids(system: TestSystem): Promise<Pids> {
  const kinds = ['worker', 'api', 'master'].map(
    async (kind) => [kind, await system.processes(`${kind}/main.ts`)] as const,
  );
  return new Map(await Promise.all(kinds));
}

async function watchMemory(system: TestSystem, ended: AbortSignal): Promise<Trial['peakMiB']> {
  const [worker = 0] = await system.processes('worker/main.ts');
  const [api = 0] = await system.processes('api/main.ts');
  const peaksOf = await watchPeaks(await ourPids(system));
  let programs = 0;
  while (!ended.aborted) {
    const all = await residentMiB();
    const below = (pid: number): number =>
      all.filter(({ parent }) => parent === pid).reduce((sum, one) => sum + one.mib + below(one.pid), 0);
    programs = Math.max(programs, below(worker) + below(api));
    await new Promise((resolve) => setTimeout(resolve, SAMPLE_MS));
  }
  return { programs, ours: await peaksOf() };
}

async function residentMiB(): Promise<{ pid: number; parent: number; mib: number }[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const stats = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')));
  return stats.map((line, index) => {
    const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
    return { pid: Number(pids[index]), parent: Number(fields[1] ?? 0), mib: (Number(fields[21] ?? 0) * 4) / 1024 };
  });
}
