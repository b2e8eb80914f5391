/** An estimate knows what is kept: of a task that was made, the same deck and options cost nothing, and the estimate says so. */

import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { TaskOptions, TaskView } from '../../domain/index.ts';
import { startStandIn, type StandIn } from '../stand-in/stand-in.ts';
import { deckOf } from '../support/deck-files.ts';
import { estimateOf } from '../support/money.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

let standIn: StandIn;
let system: TestSystem;
beforeAll(async () => {
  standIn = await startStandIn({ audio: 'tone' });
  system = await startTestSystem({ ...standIn.env, OPENAI_PER_MINUTE: '5000' });
}, 180_000);
beforeEach(() => standIn.reset());
afterAll(async () => {
  await system.stop();
  await standIn.close();
});

const SMALL = { output: { resolution: '720p' as const } };

const made = async (deck: string, options: TaskOptions): Promise<TaskView> => {
  const task = await system.end((await system.submit(deck, options)).id);
  expect(task).toMatchObject({ status: 'completed' });
  return task;
};

const billedCalls = (): number =>
  Object.values(standIn.counters()).reduce((sum, vendor) => sum + vendor.billedCalls, 0);

const paidSchema = z.object({ cents: z.number() });
const manifestSchema = paidSchema.extend({
  slides: z.array(paidSchema),
  rest: paidSchema,
  more: z.array(z.object({ slides: z.array(paidSchema) })),
});

test('a written deck in two languages with its dialogue: all is estimated before, nothing after, and the manifest adds up', async () => {
  const options: TaskOptions = {
    ...{ script: { mode: 'ai' }, voice: { provider: 'openai' }, languages: ['en', 'de'] },
    ...{ podcast: { speakers: 2 }, ...SMALL },
  };
  const deck = await deckOf({
    Harbours: 'Ships wait for the tide in the old harbour, and nobody knows how long.',
    Storms: 'In autumn the storms close the port for days.',
  });
  const before = await estimateOf(system, deck, options);
  expect(before.parts.map(({ stage, exact }) => `${stage} ${String(exact)}`).toSorted()).toEqual([
    ...['podcast false', 'script false', 'speech false', 'translation false'],
  ]);
  expect(before.pricesAsOf).toMatch(/^\d{4}-\d\d-\d\d$/);
  expect(billedCalls()).toBe(0);

  const task = await made(deck, options);
  expect(before.atMostCents).toBeGreaterThanOrEqual(task.cost.cents);
  const json: unknown = JSON.parse((await system.output(task, 'manifest.json')).toString());
  const { cents, slides, rest, more } = manifestSchema.parse(json);
  expect(cents).toBeCloseTo(task.cost.cents, 9);
  const parts = [...slides, ...more.flatMap((version) => version.slides), rest];
  expect(parts.every((part) => part.cents > 0)).toBe(true);
  expect(parts.reduce((sum, part) => sum + part.cents, 0)).toBeCloseTo(cents, 9);

  const after = await estimateOf(system, deck, options);
  expect(after).toMatchObject({ cents: 0, atMostCents: 0 });
  expect(after.parts.map(({ stage, exact }) => `${stage} ${String(exact)}`).toSorted()).toEqual([
    ...['podcast true', 'script true', 'speech true', 'translation true'],
  ]);
  expect(after.secondsToFinish).toBeLessThan(before.secondsToFinish);

  const bill = billedCalls();
  expect((await made(deck, options)).cost).toEqual({ cents: 0, upToCents: 0 });
  expect(billedCalls()).toBe(bill);
  // What is asked of the writer is another question, so its answers are not known.
  const louder = { ...options, script: { mode: 'ai' as const, tone: 'solemn' } };
  expect((await estimateOf(system, deck, louder)).cents).toBeGreaterThan(before.cents / 2);
}, 240_000);

test('a filmed deck in two languages: each language is filmed, and what is filmed costs nothing', async () => {
  const options: TaskOptions = {
    ...{ presenter: { provider: 'heygen', slides: [1] }, languages: ['en', 'de'] },
    ...SMALL,
  };
  const deck = await deckOf({ Shown: 'Somebody says this to you.', Heard: 'This is only heard.' });
  const before = await estimateOf(system, deck, options);
  expect(before.parts.find(({ stage }) => stage === 'presenter')).toMatchObject({ cents: 99, exact: false });
  expect(before.secondsToFinish).toBeGreaterThan(1_200);
  const task = await made(deck, options);
  expect(standIn.counters().heygen).toMatchObject({ billedCalls: 2 });
  expect(before.atMostCents).toBeGreaterThanOrEqual(task.cost.cents);
  const after = await estimateOf(system, deck, options);
  expect(after).toMatchObject({ cents: 0, atMostCents: 0 });
  expect(after.secondsToFinish).toBeLessThan(120);
}, 240_000);

test('another rate needs no other speech, and words that are said twice are paid once', async () => {
  const options: TaskOptions = { voice: { provider: 'elevenlabs' }, ...SMALL };
  const deck = await deckOf({ One: 'The same words again.', Two: 'The same words again.', Three: 'And others.' });
  const before = await estimateOf(system, deck, options);
  const { cost } = await made(deck, options);
  expect(before.cents).toBeCloseTo(cost.cents, 9);
  expect(before.atMostCents).toBeCloseTo(cost.cents, 9);
  const quicker: TaskOptions = { ...options, voice: { provider: 'elevenlabs', rate: 1.25 } };
  expect(await estimateOf(system, deck, quicker)).toMatchObject({
    ...{ cents: 0, atMostCents: 0 },
    parts: [{ stage: 'speech', exact: true, cents: 0 }],
  });
  expect((await made(deck, quicker)).cost.upToCents).toBe(0);
}, 240_000);
