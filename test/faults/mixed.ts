/**
 * Every fault of the three vendors by chance, while workers are killed: do all tasks complete, is the bill the vendors' own, are the
 * vendors' limits kept? Then, with the vendors well again: the same decks cost nothing, and one slide's other words cost one call.
 */

import type { Estimate, LedgerEntry, PaidProvider, TaskView } from '../../domain/index.ts';
import { killAround } from '../chaos/kills.ts';
import { createChance } from '../chaos/random.ts';
import type { Counters, VendorCounters } from '../stand-in/counters.ts';
import { everyFault, type Fault } from '../stand-in/faults.ts';
import { startStandIn } from '../stand-in/stand-in.ts';
import { startFleet, type Fleet } from '../support/fleet.ts';
import { estimateOf, ledgerOf } from '../support/money.ts';
import { deckNumber, endOf, insist, post, WAYS } from './work.ts';

export interface MixedInput {
  seed: number;
  probability: number;
  /** Faults that never strike. */
  without: readonly Fault[];
  tasks: number;
  /** For so long workers are killed. */
  minutes: number;
  say: (line: string) => void;
}

/** A person looks after a failed task so often. */
const MOST_RETRIES = 20;
/** What only a person can answer: whether to spend again what is, or may be, lost. */
const FOR_A_PERSON = 'unknown_outcome';
const END_WITHIN_MS = 40 * 60_000;
const KILLING = { kinds: ['worker'], pauseSeconds: { least: 8, most: 20 } } as const;
const VENDORS = ['openai', 'elevenlabs', 'heygen'] as const;
/** Of a cent: sums of floating point numbers. */
const DUST = 1e-6;

export async function runMixedFaults(input: MixedInput) {
  const { seed, probability, minutes, say } = input;
  const standIn = await startStandIn({ audio: 'tone', seed: String(seed), latencyScale: 0.3 });
  const fleet = await startFleet({
    masters: 1,
    workers: [{}, {}, {}],
    // Of what the stand-in's plans allow.
    environment: { ...standIn.env, ...LIMITS },
  });
  try {
    const decks = await Promise.all(Array.from({ length: input.tasks }, (_, index) => deckNumber(index)));
    const ways = Object.entries(WAYS);
    const asked = decks.map((deck, index) => {
      const [way, options] = ways[index % ways.length] ?? ['', {}];
      return { deck, way, options };
    });
    const estimates: Estimate[] = [];
    for (const { deck, options } of asked) estimates.push(await insist(() => estimateOf(fleet, deck, options)));
    say(
      `${decks.length} decks of four slides; every fault at ${probability * 100} %, workers killed for ${minutes} minutes`,
    );
    standIn.reset();
    standIn.setFaults(everyFault(probability, input.without));
    const killing = killAround(fleet, createChance(seed), Date.now() + minutes * 60_000, KILLING);
    const began = Date.now();
    const work = asked.map(async ({ deck, options }) => {
      const { id } = await insist(() => fleet.submit(deck, options));
      return untilCompleted(fleet, id, say);
    });
    const ended = await Promise.all(work);
    const seconds = Math.round((Date.now() - began) / 1000);
    const kills = await killing;
    say(`ended after ${seconds} s; killed ${JSON.stringify(kills.worker)}`);

    const counters = standIn.counters();
    const bills = await Promise.all(ended.map(({ task }) => ledgerOf(fleet, task.id)));
    const violations = [
      ...ended.flatMap(({ task, failures }) => [
        ...(task.status === 'completed' ? [] : [`${task.name} is ${task.status}: ${task.error?.code ?? ''}`]),
        ...failures.filter((code) => code !== FOR_A_PERSON).map((code) => `${task.name} failed with ${code}`),
      ]),
      ...VENDORS.flatMap((vendor) => billMistakes(vendor, bills.flat(), counters[vendor])),
      ...ended.flatMap(({ task }, index) => costMistakes(task, bills[index] ?? [])),
      ...bills.flatMap((bill, index) => {
        const [paid, most] = [centsOf(bill, ['paid']), estimates[index]?.atMostCents ?? 0];
        return paid <= most + DUST ? [] : [`estimated ${most} at most, paid ${paid} (${asked[index]?.way ?? ''})`];
      }),
    ];

    standIn.setFaults({});
    const afterwards = await anew(fleet, asked, () => callsOf(standIn.counters()));
    return {
      ...{ seed, probability, without: input.without },
      seconds,
      ...{ completed: ended.filter(({ task }) => task.status === 'completed').length, tasks: ended.length },
      kills: kills.worker,
      /** Before a person retried. */
      failures: ended.flatMap(({ failures }) => failures),
      vendors: Object.fromEntries(VENDORS.map((vendor) => [vendor, summary(vendor, bills.flat(), counters[vendor])])),
      estimates: ended.map(({ task }, index) => ({
        way: asked[index]?.way,
        ...{ estimatedCents: estimates[index]?.cents, atMostCents: estimates[index]?.atMostCents, cost: task.cost },
      })),
      afterwards,
      violations: [...violations, ...afterwards.violations],
    };
  } finally {
    await fleet.stop();
    await standIn.close();
  }
}

const LIMITS = {
  OPENAI_PER_MINUTE: '450',
  ELEVENLABS_CONCURRENCY: '4',
  HEYGEN_CONCURRENCY: '3',
  HEYGEN_PER_MINUTE: '600',
};

/** Retries as a person would. @returns with the codes of its failures */
async function untilCompleted(
  fleet: Fleet,
  id: string,
  say: MixedInput['say'],
): Promise<{ task: TaskView; failures: string[] }> {
  const failures: string[] = [];
  for (;;) {
    const task = await endOf(fleet, id, END_WITHIN_MS);
    say(
      `${task.name} ${id.slice(0, 8)}: ${task.status} ${task.error ? `${task.error.code}: ${task.error.message}` : ''}`,
    );
    if (task.status !== 'failed' || failures.length === MOST_RETRIES) return { task, failures };
    failures.push(task.error?.code ?? 'none');
    await insist(() => post(fleet, `${id}/retry`));
  }
}

const linesOf = (bill: readonly LedgerEntry[], outcomes: readonly LedgerEntry['outcome'][]): LedgerEntry[] =>
  bill.filter(({ outcome }) => outcomes.includes(outcome));
const centsOf = (bill: readonly LedgerEntry[], outcomes: readonly LedgerEntry['outcome'][]): number =>
  linesOf(bill, outcomes).reduce((sum, { cents }) => sum + cents, 0);

/** Our bills against the vendor's own: equal where every answer came, and within the range of the unknown ones elsewhere. */
function billMistakes(vendor: PaidProvider, bills: readonly LedgerEntry[], counters: VendorCounters): string[] {
  const own = bills.filter(({ provider }) => provider === vendor);
  const paid = linesOf(own, ['paid']);
  const [known, unknown] = [linesOf(own, ['paid', 'wasted']), linesOf(own, ['unknown'])];
  const [least, most] = [centsOf(own, ['paid', 'wasted']), centsOf(own, ['paid', 'wasted', 'unknown'])];
  const mistakes: [boolean, string][] = [
    [new Set(paid.map(({ key }) => key)).size === paid.length, 'something was paid twice'],
    [least <= counters.cents + DUST, `billed ${counters.cents} cents, the ledgers say at least ${least}`],
    [counters.cents <= most + DUST, `billed ${counters.cents} cents, the ledgers say at most ${most}`],
    [unknown.length > 0 || Math.abs(least - counters.cents) < DUST, 'the bills differ'],
    [
      known.length <= counters.billedCalls,
      `${counters.billedCalls} calls were billed, the ledgers know ${known.length}`,
    ],
    [
      counters.billedCalls <= known.length + unknown.length,
      `${counters.billedCalls} calls were billed, and not all listed`,
    ],
    [counters.repeatedBilledCalls <= own.length - paid.length, 'a call was repeated and is not listed'],
    [counters.schemaViolations.length === 0, `requests broke the contract: ${counters.schemaViolations[0] ?? ''}`],
    [counters.overLimit === 0, `${counters.overLimit} requests passed the plan's limits`],
  ];
  return mistakes.flatMap(([holds, what]) => (holds ? [] : [`${vendor}: ${what}`]));
}

function costMistakes({ name, cost }: TaskView, bill: readonly LedgerEntry[]): string[] {
  const [cents, upTo] = [centsOf(bill, ['paid', 'wasted']), centsOf(bill, ['paid', 'wasted', 'unknown'])];
  const same = Math.abs(cost.cents - cents) < DUST && Math.abs(cost.upToCents - upTo) < DUST;
  return same ? [] : [`${name} says ${cost.cents} to ${cost.upToCents} cents, its lines are ${cents} to ${upTo}`];
}

function summary(vendor: PaidProvider, bills: readonly LedgerEntry[], counters: VendorCounters) {
  const own = bills.filter(({ provider }) => provider === vendor);
  const { requests, billedCalls, distinctBilledCalls, repeatedBilledCalls, cents, peak, overLimit, faults } = counters;
  const lines = (outcome: LedgerEntry['outcome']): number => linesOf(own, [outcome]).length;
  return {
    ...{ requests, billedCalls, distinctBilledCalls, repeatedBilledCalls, peak, overLimit, faults },
    ...{ paid: lines('paid'), wasted: lines('wasted'), unknown: lines('unknown') },
    cents,
    ledgerCents: [centsOf(own, ['paid', 'wasted']), centsOf(own, ['paid', 'wasted', 'unknown'])],
  };
}

const callsOf = (counters: Counters): number =>
  Object.values(counters).reduce((sum, { billedCalls }) => sum + billedCalls, 0);

/** Every deck again, and then one of them with other words on a slide. */
async function anew(
  fleet: Fleet,
  asked: readonly { deck: string; way: string; options: object }[],
  calls: () => number,
) {
  const before = calls();
  const again = [];
  for (const { deck, options } of asked) {
    const { id } = await insist(() => fleet.submit(deck, options));
    again.push(await endOf(fleet, id, END_WITHIN_MS));
  }
  const callsAgain = calls() - before;
  const spoken: TaskView['options'] = { voice: { provider: 'openai' }, output: { resolution: '720p' } };
  const plain = await insist(async () => fleet.submit(await deckNumber(asked.length), spoken));
  const first = await endOf(fleet, plain.id, END_WITHIN_MS);
  const beforeChange = calls();
  await post(fleet, `${plain.id}/revise`, { slides: [{ number: 2, text: 'Other words on this slide.' }] });
  const changed = await endOf(fleet, plain.id, END_WITHIN_MS);
  const callsForChange = calls() - beforeChange;
  const violations = [
    ...[...again, first, changed].flatMap(({ status, error }) =>
      status === 'completed' ? [] : [`afterwards a task is ${status}: ${error?.code ?? ''}`],
    ),
    ...(callsAgain === 0 ? [] : [`the same decks again made ${callsAgain} paid calls`]),
    ...(callsForChange === 1 ? [] : [`one slide's words made ${callsForChange} paid calls`]),
  ];
  return { callsAgain, callsForChange, violations };
}
