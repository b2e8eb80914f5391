/**
 * A chaos run: the same decks once through an undisturbed system and once through two masters and three workers that are
 * killed by chance, and then what the promises say about the second, held against the first.
 */

import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isFinal, type TaskOptions, type TaskView } from '../../domain/index.ts';
import { startFleet, type Fleet } from '../support/fleet.ts';
import { eventually } from '../support/redis.ts';
import { startStandIn } from '../stand-in/stand-in.ts';
import { leftBehind, orphansOf, paidOf, productOf, productsSchema, type Product } from './checks.ts';
import { makeDecks, type DeckSize } from './decks.ts';
import { killAround, type Kills } from './kills.ts';
import { createChance } from './random.ts';

export interface ChaosInput {
  minutes: number;
  seed: number;
  tasks: number;
  size: DeckSize;
  /** Keeps what the undisturbed run made. */
  reference?: string;
  voice: 'offline' | 'openai';
  say: (line: string) => void;
}

export interface ChaosResult {
  seed: number;
  minutes: number;
  accepted: number;
  ended: Record<string, number>;
  failures: { deck: string; code: string; message: string }[];
  kills: Kills;
  /** Compared with the undisturbed run. */
  identicalToUndisturbed: number;
  paid: ReturnType<typeof paidOf>;
  orphans: { processes: number; scratchFiles: number; redisKeys: string[]; unfinishedFiles: number };
  /** Empty where every promise holds. */
  violations: string[];
}

/** Who uploads while everything dies sends again, under the same key, until it is answered. */
const INSIST_MS = 180_000;
/** After the last kill: a hang must end, a busy machine may take long. */
const END_WITHIN_MS = 60 * 60_000;
/** Of the tasks, this share is cancelled at some time. */
const CANCELLED_SHARE = 0.1;
/** Tasks arrive during this part of the time of kills. */
const ARRIVALS = 0.6;

export async function runChaos(input: ChaosInput): Promise<ChaosResult> {
  const { seed, minutes, say } = input;
  const folder = await mkdtemp(join(tmpdir(), 'slidespeaker-chaos-'));
  const decks = await makeDecks(folder, input.tasks, input.size);
  const options: TaskOptions = {
    output: { resolution: '720p' },
    ...(input.voice === 'openai' ? { voice: { provider: 'openai' } } : {}),
  };
  say(`${decks.length} decks of ${input.size.slides} slides of ${input.size.phrases} phrases; first undisturbed`);
  const undisturbed = await readProducts(input.reference, () =>
    withFleet({ masters: 1, workers: 1 }, async (fleet) => {
      const sent = await Promise.all(decks.map((deck) => submit(fleet, deck, options)));
      return Promise.all((await endOf(fleet, sent)).map((task) => productOf(fleet, task)));
    }),
  );
  say(`undisturbed: ${undisturbed.length} products; now seed ${seed}, for ${minutes} minutes`);
  const result = await withFleet({ masters: 2, workers: 3 }, (fleet, counters) =>
    disturb(fleet, {
      ...input,
      ...{ decks, options, counters },
      undisturbed: new Map(undisturbed.map((product) => [product.deck, JSON.stringify(product)])),
    }),
  );
  await rm(folder, { recursive: true });
  return result;
}

async function readProducts(file: string | undefined, make: () => Promise<Product[]>): Promise<Product[]> {
  if (file !== undefined && existsSync(file)) return productsSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  const products = await make();
  if (file !== undefined) await writeFile(file, JSON.stringify(products));
  return products;
}

type Counters = Parameters<typeof paidOf>[0];

async function withFleet<T>(
  size: { masters: number; workers: number },
  use: (fleet: Fleet, counters: () => Counters) => Promise<T>,
): Promise<T> {
  const standIn = await startStandIn({ audio: 'tone', limits: { openai: { perMinute: 100_000 } } });
  const fleet = await startFleet({
    masters: size.masters,
    workers: Array.from({ length: size.workers }, () => ({})),
    environment: { ...standIn.env, OPENAI_PER_MINUTE: '100000', OPENAI_CONCURRENCY: '24' },
  });
  try {
    return await use(fleet, () => standIn.counters().openai);
  } finally {
    await fleet.stop();
    await standIn.close();
  }
}

interface Disturbance extends ChaosInput {
  decks: readonly string[];
  options: TaskOptions;
  /** By deck. */
  undisturbed: ReadonlyMap<string, string>;
  counters: () => Counters;
}

async function disturb(fleet: Fleet, input: Disturbance): Promise<ChaosResult> {
  const { decks, options, minutes, seed, say } = input;
  const chance = createChance(seed);
  const began = Date.now();
  const deadline = began + minutes * 60_000;
  // Drawn beforehand: what is drawn later depends on nothing but the seed either.
  const plans = decks.map((deck) => ({
    deck,
    afterMs: chance.next() * ARRIVALS * minutes * 60_000,
    cancelAfterMs: chance.next() < CANCELLED_SHARE ? chance.between(0, 20_000) : undefined,
  }));
  const killing = killAround(fleet, createChance(seed + 1), deadline);
  const sent = await Promise.all(
    plans.map(async ({ deck, afterMs, cancelAfterMs }) => {
      await sleep(afterMs);
      const task = await submit(fleet, deck, options);
      if (cancelAfterMs !== undefined) {
        await sleep(cancelAfterMs);
        await insist(() => fetch(`${fleet.url}/api/tasks/${task.id}/cancel`, { method: 'POST' }));
      }
      return task;
    }),
  );
  const kills = await killing;
  say(`killed: ${JSON.stringify(kills)}; waiting for the ends`);
  const ended = await endOf(fleet, sent);
  const violations: string[] = [];
  const demand = (holds: boolean, what: string): void => {
    if (!holds) violations.push(what);
  };

  const failures = ended.flatMap(({ name, status, error }) =>
    status === 'failed' ? [{ deck: name, code: error?.code ?? 'none', message: error?.message ?? '' }] : [],
  );
  for (const { deck, code } of failures) demand(code !== 'none', `${deck} failed without a reason`);
  demand(new Set(sent.map(({ id }) => id)).size === decks.length, 'a deck that was sent again made another task');
  for (const task of ended) {
    const runs = await runsOf(fleet, task.id);
    demand(runs === task.attempt || (task.status === 'cancelled' && runs === 0), `${task.name} ran ${runs} times`);
  }
  let identical = 0;
  for (const task of ended.filter(({ status }) => status === 'completed')) {
    const product = await productOf(fleet, task);
    const same = JSON.stringify(product) === input.undisturbed.get(product.deck);
    identical += same ? 1 : 0;
    demand(same, `${task.name} came out otherwise than undisturbed`);
  }
  const paid = paidOf(input.counters(), ended);
  demand(paid.repeated <= paid.listed, `${paid.repeated} calls were repeated, ${paid.listed} are listed`);
  const orphans = { ...(await orphansOf(fleet)), redisKeys: await leftBehind(fleet, ended) };
  demand(orphans.processes === 0, `${orphans.processes} children live on`);
  demand(orphans.scratchFiles === 0, `${orphans.scratchFiles} scratch files are left`);
  demand(orphans.redisKeys.length === 0, `keys are left: ${orphans.redisKeys.slice(0, 5).join(' ')}`);
  return {
    seed,
    minutes,
    accepted: sent.length,
    ended: Object.fromEntries(
      ['completed', 'failed', 'cancelled'].map((is) => [is, ended.filter(({ status }) => status === is).length]),
    ),
    failures,
    kills,
    identicalToUndisturbed: identical,
    paid,
    orphans,
    violations,
  };
}

const submit = (fleet: Fleet, deck: string, options: TaskOptions): Promise<TaskView> =>
  insist(() => fleet.submit(deck, options, { 'idempotency-key': basename(deck) }));

async function insist<T>(ask: () => Promise<T>): Promise<T> {
  return eventually(async () => {
    const answer = await ask().catch(() => undefined);
    if (answer === undefined) await sleep(250);
    return answer;
  }, INSIST_MS);
}

async function endOf(fleet: Fleet, sent: readonly TaskView[]): Promise<TaskView[]> {
  const ended: TaskView[] = [];
  const until = Date.now() + END_WITHIN_MS;
  for (const { id } of sent) {
    let task = await insist(() => fleet.get(id));
    while (!isFinal(task.status) && Date.now() < until) {
      await sleep(500);
      task = await insist(() => fleet.get(id));
    }
    if (!isFinal(task.status)) throw new Error(`${task.name} never ended: it is ${task.status}, ${task.stage}`);
    ended.push(task);
  }
  return ended;
}

async function runsOf(fleet: Fleet, id: string): Promise<number> {
  const runs: string[] = [];
  for await (const { runId } of fleet.client.workflow.list({ query: `WorkflowId = '${id}'` })) runs.push(runId);
  return runs.length;
}
