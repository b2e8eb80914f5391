/**
 * Many small decks and a few large ones, sent at once by five owners through two masters and three workers: accepted, started
 * once, finished, and the small ones not kept waiting by the large ones; and how quickly the API answers meanwhile.
 */

import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { z } from 'zod';
import { isFinal, type TaskView } from '../../domain/index.ts';
import { deckOf, wordsPdf } from '../support/deck-files.ts';
import { startFleet, type Fleet } from '../support/fleet.ts';

const OWNERS = ['ada', 'ben', 'cleo', 'dan', 'eve'];
/** Comes when all the others have sent everything, with one small deck: how long it takes is what fairness is worth. */
const LATE = 'zoe';
const MASTERS = 2;
const WORKERS = [{}, {}, {}];
/** As many uploads at once as a handful of browsers would make. */
const UPLOADS_AT_ONCE = 20;
const SAMPLE_EVERY_MS = 200;
/** The promise: the status call's p99, or twice that of /healthz at the same moments. */
const STATUS_P99_MS = 20;

interface QueueInput {
  tasks: number;
  decks: number;
  slides: number;
  /** Then it is over, whatever has ended. */
  minutes: number;
  say: (line: string) => void;
}

interface Sent {
  owner: string;
  size: 'small' | 'large' | 'late';
  id: string;
  sentAt: number;
}

export async function measureQueue({ tasks, decks, slides, minutes, say }: QueueInput) {
  const apiKeys = [...OWNERS, LATE].map((owner) => `${owner}:key-of-${owner}`).join(',');
  const fleet = await startFleet({ masters: MASTERS, workers: WORKERS, environment: { API_KEYS: apiKeys } });
  const redis = new Redis(fleet.redisUrl);
  try {
    const startedAt = Date.now();
    const sent = await sendAll({ tasks, decks, slides }, fleet);
    const acceptedMs = Date.now() - startedAt;
    say(`accepted ${sent.length} tasks in ${seconds(acceptedMs)} s`);
    sent.push(await send(fleet, LATE, 'late', smallDeck(tasks + 1)));
    const sampler = sampleApi(fleet, sent);
    const inTime = await untilEnded(redis, sent.length, startedAt + minutes * 60_000, say);
    const samples = await sampler.stop();
    const ended = await Promise.all(sent.map(async (one) => ({ ...one, task: await look(fleet, one) })));
    const runs = await runsByTask(fleet);

    const byStatus = Object.fromEntries(
      Object.entries(Object.groupBy(ended, ({ task }) => task.status)).map(([status, all]) => [status, all.length]),
    );
    const took = (size: Sent['size']): number[] =>
      ended
        .filter((one) => one.size === size && isFinal(one.task.status))
        .map(({ task, sentAt }) => (Date.parse(task.updatedAt) - sentAt) / 1000);
    const lastLarge = Math.max(0, ...took('large'));
    const startedTwice = sent.filter(({ id }) => runs.get(id) !== 1).length;
    const status = percentiles(samples.status);
    const health = percentiles(samples.health);
    return {
      holds:
        inTime &&
        ended.every(({ task }) => task.status === 'completed') &&
        startedTwice === 0 &&
        status.p99 <= Math.max(STATUS_P99_MS, 2 * health.p99),
      sent: sent.length,
      acceptedSeconds: acceptedMs / 1000,
      byStatus,
      notStartedOnce: startedTwice,
      wholeSeconds: (Math.max(...ended.map(({ task }) => Date.parse(task.updatedAt))) - startedAt) / 1000,
      smallSeconds: percentiles(took('small')),
      largeSeconds: percentiles(took('large')),
      smallDoneBeforeTheLastLarge: took('small').filter((took) => took < lastLarge).length,
      lateSeconds: took('late')[0],
      statusMs: status,
      healthMs: health,
      samples: samples.status.length,
    };
  } finally {
    redis.disconnect();
    await fleet.stop();
  }
}

const smallDeck = (number: number): { name: string; bytes: Buffer } => ({
  name: `page-${number}.pdf`,
  bytes: wordsPdf([`This is page number ${number} of the load test.`]),
});

/** The large ones first: whoever starves the others must be able to. */
async function sendAll(
  { tasks, decks, slides }: Pick<QueueInput, 'tasks' | 'decks' | 'slides'>,
  fleet: Fleet,
): Promise<Sent[]> {
  const ownerOf = (number: number): string => OWNERS[number % OWNERS.length] ?? LATE;
  const sent: Sent[] = [];
  for (let number = 0; number < decks; number += 1) {
    const words: Record<string, string> = {};
    for (let slide = 1; slide <= slides; slide += 1)
      words[`Deck ${number}, slide ${slide}`] = `This is slide ${slide}.`;
    const bytes = await readFile(await deckOf(words));
    sent.push(await send(fleet, ownerOf(number), 'large', { name: `large-${number}.pptx`, bytes }));
  }
  const waiting = Array.from({ length: tasks }, (_, number) => number).values();
  const lane = async (): Promise<void> => {
    for (const number of waiting) sent.push(await send(fleet, ownerOf(number), 'small', smallDeck(number)));
  };
  await Promise.all(Array.from({ length: UPLOADS_AT_ONCE }, lane));
  return sent;
}

const authorised = (owner: string) => ({ authorization: `Bearer key-of-${owner}` });

async function send(
  { url }: Fleet,
  owner: string,
  size: Sent['size'],
  { name, bytes }: { name: string; bytes: Buffer },
): Promise<Sent> {
  const form = new FormData();
  form.set('options', JSON.stringify({ output: { resolution: '720p' } }));
  form.set('deck', new Blob([new Uint8Array(bytes)]), name);
  const sentAt = Date.now();
  const response = await fetch(`${url}/api/tasks`, { method: 'POST', body: form, headers: authorised(owner) });
  if (response.status !== 201) throw new Error(`${name}: ${response.status} ${await response.text()}`);
  const { id } = z.object({ id: z.string() }).parse(await response.json());
  return { owner, size, id, sentAt };
}

const look = (fleet: Fleet, { id, owner }: Sent): Promise<TaskView> => fleet.get(id, authorised(owner));

/** By Redis' own list: asking REST for each of a thousand tasks would be a load of its own. */
async function untilEnded(redis: Redis, count: number, until: number, say: (line: string) => void): Promise<boolean> {
  let said = -1;
  while (true) {
    const ended = await redis.zcard('ended-tasks');
    if (ended >= count || Date.now() > until) return ended >= count;
    if (Math.floor((10 * ended) / count) > said) say(`${ended} of ${count} tasks have ended`);
    said = Math.max(said, Math.floor((10 * ended) / count));
    await sleep(1_000);
  }
}

/** Asks for tasks and for the API's health in turns until `stop`, each in ms. */
function sampleApi(fleet: Fleet, sent: readonly Sent[]) {
  const samples: { status: number[]; health: number[] } = { status: [], health: [] };
  const timed = async (into: number[], url: string, headers: Record<string, string>): Promise<void> => {
    const from = performance.now();
    await (await fetch(url, { headers })).arrayBuffer();
    into.push(performance.now() - from);
  };
  let going = true;
  const running = (async () => {
    for (let turn = 0; going; turn += 1) {
      const one = sent[(turn * 7) % sent.length];
      if (!one) return;
      const both = [
        () => timed(samples.status, `${fleet.url}/api/tasks/${one.id}`, authorised(one.owner)),
        () => timed(samples.health, `${fleet.url}/healthz`, {}),
      ];
      for (const ask of turn % 2 === 0 ? both : both.reverse()) await ask();
      await sleep(SAMPLE_EVERY_MS);
    }
  })();
  return {
    stop: async () => {
      going = false;
      await running;
      return samples;
    },
  };
}

/** How many runs every task has had. */
async function runsByTask({ client }: Fleet): Promise<Map<string, number>> {
  const runs = new Map<string, number>();
  for await (const { workflowId } of client.workflow.list()) runs.set(workflowId, (runs.get(workflowId) ?? 0) + 1);
  return runs;
}

function percentiles(values: readonly number[]): { p50: number; p90: number; p99: number; most: number } {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number): number =>
    round(sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0);
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), most: at(1) };
}

const round = (value: number): number => Math.round(value * 10) / 10;
const seconds = (ms: number): string => (ms / 1000).toFixed(1);
