/** A cancel in every state that promise P4 names, each measured from its answer: children, REST, scratch folder, Temporal. */

import { readdirSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TaskView } from '../../domain/index.ts';
import { deckOf } from '../support/deck-files.ts';
import { startFleet, type Fleet, type Kind } from '../support/fleet.ts';
import { eventually } from '../support/redis.ts';

/** ms after the answer within which it must be so (P4). Temporal follows a dead worker after its heartbeatTimeout of 30 s. */
const BOUNDS = { childrenMs: 1_000, restMs: 2_000, scratchMs: 5_000, temporalMs: 5_000 };
const DEAD_WORKER_MS = 35_000;
/** Nobody waits longer for a state to come; on a busy machine a conversion takes a minute. */
const STATE_LIMIT_MS = 180_000;

type Measured = typeof BOUNDS;
interface State {
  /** Brings a new task there. */
  reach: (fleet: Fleet, task: TaskView) => Promise<unknown>;
  options?: { review?: true };
  /** Does not answer from before the cancel until REST has been measured; a worker is killed for good. */
  without?: Kind;
  twice?: true;
}

const running = (program: string) => async (fleet: Fleet) => {
  const workers = await fleet.pids('worker');
  await eventually(() => childrenOf(workers).some(({ command }) => command.includes(program)), STATE_LIMIT_MS);
};
const inStage =
  (...stages: TaskView['stage'][]) =>
  (fleet: Fleet, { id }: TaskView) =>
    eventually(async () => stages.includes((await fleet.get(id)).stage), STATE_LIMIT_MS);

const STATES: Record<string, State> = {
  queued: { reach: () => Promise.resolve() },
  reading: { reach: inStage('reading') },
  converting: { reach: running('soffice') },
  painting: { reach: running('pdftoppm') },
  speaking: { reach: running('espeak') },
  clipping: { reach: running('ffmpeg') },
  joining: { reach: inStage('joining', 'checking', 'delivering', 'done') },
  'awaiting review': { reach: inStage('review'), options: { review: true } },
  'sent twice': { reach: running('soffice'), twice: true },
  'master dead': { reach: running('soffice'), without: 'master' },
  'Temporal down': { reach: running('soffice'), without: 'temporal' },
  'worker dead': { reach: running('soffice'), without: 'worker' },
};

/** @param only the states to measure; all where none is named. */
export async function measureCancels(say: (line: string) => void, only: readonly string[]) {
  const fleet = await startFleet({ masters: 1, workers: [{}, {}] });
  const measured: Record<string, Measured | 'had ended before'> = {};
  try {
    for (const [name, state] of Object.entries(STATES)) {
      if (only.length > 0 && !only.includes(name)) continue;
      measured[name] = await measure(fleet, name, state);
      say(`${name}: ${JSON.stringify(measured[name])}`);
    }
  } finally {
    await fleet.stop();
  }
  const holds = Object.entries(measured).every(
    ([name, ms]) =>
      typeof ms === 'string' ||
      (ms.childrenMs <= BOUNDS.childrenMs &&
        ms.restMs <= BOUNDS.restMs &&
        (ms.scratchMs <= BOUNDS.scratchMs || name === 'worker dead') &&
        ms.temporalMs <= (name === 'worker dead' ? DEAD_WORKER_MS : BOUNDS.temporalMs)),
  );
  /** What a dead worker leaves has bounds of its own. */
  const worst = (of: keyof Measured, but?: string): number =>
    Math.max(...Object.entries(measured).map(([name, ms]) => (typeof ms === 'string' || name === but ? 0 : ms[of])));
  return {
    ...{ holds, bounds: BOUNDS, measured },
    worst: {
      ...{ childrenMs: worst('childrenMs'), restMs: worst('restMs') },
      ...{ scratchMs: worst('scratchMs', 'worker dead'), temporalMs: worst('temporalMs', 'worker dead') },
    },
  };
}

async function measure(fleet: Fleet, name: string, { reach, options, without, twice }: State) {
  // Words of its own, or everything would be found ready made; so many that each step takes a moment.
  const slides = Object.fromEntries(
    ['one', 'two', 'three', 'four'].map((word) => [`${name}: ${word}`, `Slide ${word} of ${name}. `.repeat(20)]),
  );
  const task = await fleet.submit(await deckOf(slides), { ...options, output: { resolution: '2160p' } });
  const workers = await fleet.pids('worker');
  await reach(fleet, task);
  const before = childrenOf(workers);
  const pids = without === 'worker' ? before.map(({ worker }) => worker) : without ? await fleet.pids(without) : [];
  for (const pid of new Set(pids)) process.kill(pid, without === 'worker' ? 'SIGKILL' : 'SIGSTOP');

  const cancel = () => fetch(`${fleet.url}/api/tasks/${task.id}/cancel`, { method: 'POST' });
  const answers = await Promise.all(twice ? [cancel(), cancel()] : [cancel()]);
  if (answers.some(({ status }) => status === 409)) return 'had ended before' as const;
  const from = performance.now();
  const until = async (so: () => Promise<boolean> | boolean): Promise<number> => {
    await eventually(so, 120_000);
    return Math.round(performance.now() - from);
  };
  const inTemporal = without === undefined || without === 'worker' ? until(() => hasEnded(fleet, task.id)) : undefined;
  const [childrenMs, restMs, scratchMs] = await Promise.all([
    until(() => [...before, ...childrenOf(workers)].every(({ pid }) => commandOf(pid) === '')),
    until(async () => (await fleet.get(task.id)).status === 'cancelled'),
    until(async () => (await scratchOf(fleet, task.id)).length === 0),
  ]);
  // What Temporal still has to do counts from its return.
  const back = performance.now();
  for (const pid of without === 'worker' ? [] : pids) process.kill(pid, 'SIGCONT');
  const ended = await (inTemporal ?? until(() => hasEnded(fleet, task.id)));
  const temporalMs = without === 'temporal' ? Math.round(ended - (back - from)) : ended;
  return { childrenMs, restMs, scratchMs, temporalMs };
}

/** Canceled, or never started and never to be: then the master has dropped its entry, and Temporal knows nothing. */
async function hasEnded({ client }: Fleet, id: string): Promise<boolean> {
  const run = await client.workflow
    .getHandle(id)
    .describe()
    .catch(() => undefined);
  await sleep(run ? 0 : 1_000);
  return run === undefined || run.status.name === 'CANCELLED';
}

interface Child {
  pid: number;
  worker: number;
  command: string;
}

/** Every program that these workers have started. Read at one go: a slow look would be taken for a slow end. */
function childrenOf(workers: readonly number[]): Child[] {
  const parents = new Map<number, number>();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    // "pid (name) state ppid": the name may hold anything.
    const stat = textOf(`/proc/${pid}/stat`);
    parents.set(Number(pid), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1] ?? 0));
  }
  const workerOf = (pid: number | undefined): number | undefined =>
    pid === undefined || pid <= 1 || workers.includes(pid) ? pid : workerOf(parents.get(pid));
  return [...parents.keys()].flatMap((pid) => {
    const worker = workerOf(parents.get(pid));
    const command = worker !== undefined && workers.includes(worker) ? commandOf(pid) : '';
    return worker !== undefined && command !== '' ? [{ pid, worker, command }] : [];
  });
}

/** Empty for what has ended. */
const commandOf = (pid: number): string => textOf(`/proc/${pid}/cmdline`).replaceAll('\0', ' ');

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

/** What lies in the scratch folders of this task's attempts. */
async function scratchOf({ dataDir }: Fleet, id: string): Promise<string[]> {
  const found = await readdir(join(dataDir, 'scratch'), { recursive: true }).catch(() => []);
  return found.filter((path) => path.includes(id));
}
