/** The paid path against the vendors' stand-in: what is bought, what it costs, and what goes wrong. */

import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { LedgerEntry, TaskOptions, TaskView } from '../../domain/index.ts';
import { everyFault, type Fault } from '../stand-in/faults.ts';
import { startStandIn, type StandIn } from '../stand-in/stand-in.ts';
import { deckOf } from '../support/deck-files.ts';
import { eventually } from '../support/redis.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

let standIn: StandIn;
let system: TestSystem;
beforeAll(async () => {
  standIn = await startStandIn({ audio: 'tone' });
  system = await startTestSystem({ ...standIn.env, OPENAI_PER_MINUTE: '5000' });
}, 180_000);
beforeEach(() => {
  standIn.setFaults({});
  standIn.reset();
});
afterAll(async () => {
  await system.stop();
  await standIn.close();
});

const PAID: TaskOptions = { script: { mode: 'ai' }, voice: { provider: 'openai' } };
const paidDeck = (title: string, slides = 4): Promise<string> =>
  deckOf(
    Object.fromEntries(
      Array.from({ length: slides }, (_, i) => [
        `${title} ${i + 1}`,
        `Words about ${title.toLowerCase()}, number ${i + 1}: a harbour, its ships and the tide that they wait for.`,
      ]),
    ),
  );

const ledgerOf = async ({ id }: TaskView): Promise<LedgerEntry[]> => {
  const response = await fetch(`${system.url}/api/tasks/${id}/ledger`);
  return z.object({ entries: z.custom<LedgerEntry[]>() }).parse(await response.json()).entries;
};
const billed = (): { calls: number; cents: number; violations: string[] } => {
  const vendors = Object.values(standIn.counters());
  return {
    calls: vendors.reduce((sum, { billedCalls }) => sum + billedCalls, 0),
    cents: vendors.reduce((sum, { cents }) => sum + cents, 0),
    violations: vendors.flatMap(({ schemaViolations }) => schemaViolations),
  };
};

test('a deck is written and spoken for money once; the bill is the vendors’ own, and the same deck again costs nothing', async () => {
  const deck = await paidDeck('Harbours');
  const first = await system.end((await system.submit(deck, PAID)).id);
  expect(first).toMatchObject({ status: 'completed', warnings: [] });
  const bill = billed();
  expect(bill.violations).toEqual([]);
  expect(bill.calls).toBeGreaterThan(4);
  const ledger = await ledgerOf(first);
  expect(ledger).toHaveLength(bill.calls);
  expect(new Set(ledger.map(({ key }) => key)).size).toBe(ledger.length);
  expect(ledger.map(({ outcome }) => outcome)).toEqual(ledger.map(() => 'paid'));
  expect(first.cost.cents).toBeCloseTo(bill.cents, 6);
  expect(first.cost.upToCents).toBeCloseTo(bill.cents, 6);

  const second = await system.end((await system.submit(deck, PAID)).id);
  expect(second).toMatchObject({ status: 'completed', cost: { cents: 0, upToCents: 0 } });
  expect(billed().calls).toBe(bill.calls);
}, 240_000);
