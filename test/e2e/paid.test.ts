/** The paid path against the vendors' stand-in: what is bought, what it costs, and what goes wrong. */

import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LedgerEntry, TaskOptions, TaskView } from '../../domain/index.ts';
import { everyFault, type Fault } from '../stand-in/faults.ts';
import { startStandIn, type StandIn } from '../stand-in/stand-in.ts';
import { deckOf } from '../support/deck-files.ts';
import { metricsOfAll } from '../support/metrics.ts';
import { estimateOf, ledgerOf } from '../support/money.ts';
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

const post = async (path: string, body: unknown): Promise<Response> =>
  fetch(`${system.url}/api/tasks/${path}`, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
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
  const estimate = await estimateOf(system, deck, PAID);
  expect(billed().calls).toBe(0);
  const first = await system.end((await system.submit(deck, PAID)).id);
  expect(first).toMatchObject({ status: 'completed', warnings: [] });
  const bill = billed();
  expect(bill.violations).toEqual([]);
  expect(bill.calls).toBeGreaterThan(4);
  const ledger = await ledgerOf(system, first.id);
  expect(ledger).toHaveLength(bill.calls);
  expect(new Set(ledger.map(({ key }) => key)).size).toBe(ledger.length);
  expect(ledger.map(({ outcome }) => outcome)).toEqual(ledger.map(() => 'paid'));
  expect(first.cost.cents).toBeCloseTo(bill.cents, 6);
  expect(first.cost.upToCents).toBeCloseTo(bill.cents, 6);
  expect(estimate.atMostCents).toBeGreaterThan(bill.cents);
  expect(estimate.cents).toBeGreaterThan(bill.cents / 5);

  const second = await system.end((await system.submit(deck, PAID)).id);
  expect(second).toMatchObject({ status: 'completed', cost: { cents: 0, upToCents: 0 } });
  expect(billed().calls).toBe(bill.calls);
}, 240_000);

test('speech by the letter is estimated to the cent, and of a changed deck only the changed slide is paid', async () => {
  const notes: TaskOptions = { voice: { provider: 'elevenlabs' } };
  const deck = await deckOf({
    One: 'The first words of the deck.',
    Two: 'The second words.',
    Three: 'The third words.',
  });
  const estimate = await estimateOf(system, deck, notes);
  const first = await system.end((await system.submit(deck, notes)).id);
  expect(first).toMatchObject({ status: 'completed' });
  expect(billed().calls).toBe(3);
  expect(standIn.counters().elevenlabs.peak).toBeLessThanOrEqual(2);
  expect(estimate).toMatchObject({ parts: [{ stage: 'speech', exact: true }] });
  expect(estimate.cents).toBeCloseTo(first.cost.cents, 6);
  expect((await estimateOf(system, deck, notes)).cents).toBe(0);

  const changed = await deckOf({
    One: 'The first words of the deck.',
    Two: 'Other words here.',
    Three: 'The third words.',
  });
  expect((await estimateOf(system, changed, notes)).cents).toBeCloseTo(estimate.cents * (17 / 62), 1);
  await system.end((await system.submit(changed, notes)).id);
  expect(billed().calls).toBe(4);
  expect(billed().cents).toBeLessThan(2 * first.cost.cents);
}, 240_000);

test('a budget stops before the call that would pass it, asks, and goes on with more', async () => {
  const notes: TaskOptions = { voice: { provider: 'elevenlabs' }, budget: { cents: 1 } };
  const words = 'Words that cost about a cent, so that the second slide cannot be paid from it.';
  const { id } = await system.submit(await deckOf({ One: words, Two: `${words} Again.` }), notes);
  const stopped = await eventually(async () => {
    const task = await system.get(id);
    return task.stage === 'budget' && task;
  }, 120_000);
  expect(stopped.status).toBe('awaiting_review');
  expect(stopped.cost.upToCents).toBeLessThanOrEqual(1);
  expect(await (await post(`${id}/budget`, { cents: 0.5 })).json()).toMatchObject({ code: 'invalid_body' });
  expect((await post(`${id}/budget`, { cents: 100 })).status).toBe(200);
  const ended = await system.end(id);
  expect(ended).toMatchObject({ status: 'completed', options: { budget: { cents: 100 } } });
  expect(ended.cost.cents).toBeCloseTo(billed().cents, 6);
  expect((await post(`${id}/budget`, { cents: 200 })).status).toBe(409);
}, 240_000);

/** What only a person can answer: whether to spend again what is, or may be, lost. */
const FOR_A_PERSON = 'unknown_outcome';

/** Retries as a person would. */
async function completed(id: string, retries = 10): Promise<TaskView> {
  const task = await system.end(id);
  if (retries === 0 || task.error?.code !== FOR_A_PERSON) return task;
  await post(`${id}/retry`, {});
  return completed(id, retries - 1);
}

test('with every fault at ten per cent every task completes, and the bill is the vendors’ own, lost answers as a range', async () => {
  // These take their time: npm run faults.
  standIn.setFaults(everyFault(0.1, ['hang', 'stuck_job']));
  const tasks = await Promise.all([
    system.submit(await paidDeck('Storms', 5), PAID),
    system.submit(await paidDeck('Lighthouses', 5), { voice: { provider: 'elevenlabs' } }),
  ]);
  const ended: TaskView[] = [];
  for (const { id } of tasks) ended.push(await completed(id));
  expect(ended.map(({ status, error }) => [status, error])).toEqual(ended.map(() => ['completed', undefined]));
  const ledger = (await Promise.all(ended.map(({ id }) => ledgerOf(system, id)))).flat();
  const bill = billed();
  expect(bill.violations).toEqual([]);
  const outcomes = (wanted: LedgerEntry['outcome']): LedgerEntry[] =>
    ledger.filter(({ outcome }) => outcome === wanted);
  const paid = outcomes('paid');
  expect(new Set(paid.map(({ key }) => key)).size).toBe(paid.length);
  // Every billed call has its line; an answer that was lost and is found at the vendor's is known again, and not every unknown one was billed.
  const known = paid.length + outcomes('wasted').length;
  expect(known).toBeLessThanOrEqual(bill.calls);
  expect(known + outcomes('unknown').length).toBeGreaterThanOrEqual(bill.calls);
  const sum = (key: 'cents' | 'upToCents'): number => ended.reduce((total, { cost }) => total + cost[key], 0);
  expect(sum('cents')).toBeLessThanOrEqual(bill.cents + 1e-6);
  expect(sum('upToCents')).toBeGreaterThanOrEqual(bill.cents - 1e-6);
}, 400_000);

test('a film that fails is ordered anew, what is billed is what was made, and the same deck again costs nothing', async () => {
  standIn.setFaults({ 'heygen.submit': { failed_job: { atMost: 1 } } });
  const filmed: TaskOptions = { presenter: { provider: 'heygen', slides: [1] }, output: { resolution: '720p' } };
  const deck = await deckOf({ Shown: 'Somebody says this to you.', Heard: 'This is only heard.' });
  const first = await system.end((await system.submit(deck, filmed)).id);
  expect(first).toMatchObject({ status: 'completed', cost: { cents: 49.5, upToCents: 49.5 } });
  expect(await ledgerOf(system, first.id)).toMatchObject([
    { provider: 'heygen', stage: 'presenter', slide: 1, outcome: 'paid' },
  ]);
  expect(standIn.counters().heygen).toMatchObject({ billedCalls: 1, cents: 49.5, byRoute: { 'heygen.submit': 2 } });
  const second = await system.end((await system.submit(deck, filmed)).id);
  expect(second).toMatchObject({ status: 'completed', cost: { cents: 0, upToCents: 0 } });
  expect(billed().calls).toBe(1);
}, 240_000);

test('who cancels while a film is made spends nothing on it, and the vendor stops', async () => {
  standIn.setFaults({ 'heygen.submit': { stuck_job: { atMost: 1 } } });
  const filmed: TaskOptions = { presenter: { provider: 'heygen' }, output: { resolution: '720p' } };
  const task = await system.submit(await deckOf({ Filmed: 'Nobody waits for these words.' }), filmed);
  const { id } = task;
  await eventually(async () => (await system.get(id)).cost.cents === 49.5, 120_000);
  expect((await post(`${id}/cancel`, {})).status).toBeLessThan(300);
  await eventually(async () => (await system.get(id)).cost.upToCents === 0, 30_000);
  expect(await system.get(id)).toMatchObject({ status: 'cancelled', cost: { cents: 0, upToCents: 0 } });
  expect(await ledgerOf(system, task.id)).toEqual([]);
  expect(standIn.counters().heygen).toMatchObject({ billedCalls: 0, byRoute: { 'heygen.delete': 1 } });
}, 240_000);

test('a question whose answer and its repair are of no use is asked anew, and every answer stands in the bill', async () => {
  standIn.setFaults({ 'openai.responses': { refusal: { attempts: 2, containing: '"narration"' } } });
  const written: TaskOptions = { script: { mode: 'ai' }, output: { resolution: '720p' } };
  const task = await system.end((await system.submit(await deckOf({ Tides: 'Ships wait for them.' }), written)).id);
  expect(task).toMatchObject({ status: 'completed' });
  // The question was refused once, its repair twice, and then somebody had luck.
  const outcomes = (await ledgerOf(system, task.id)).map(({ stage, outcome }) => `${stage} ${outcome}`);
  expect(outcomes.toSorted()).toEqual([
    'script paid',
    'script paid',
    'script wasted',
    'script wasted',
    'script wasted',
  ]);
}, 240_000);

test('where the task allows it, another provider’s voice speaks the whole deck, and the task says so', async () => {
  standIn.setFaults({ elevenlabs: { quota_exhausted: 1 } });
  const deck = await deckOf({ One: 'Words for any voice.', Two: 'More words for any voice.' });
  const options: TaskOptions = { voice: { provider: 'elevenlabs' }, onProviderFailure: 'otherVoice' };
  const task = await system.end((await system.submit(deck, options)).id);
  expect(task).toMatchObject({ status: 'completed', warnings: [{ code: 'other_voice' }] });
  const ledger = await ledgerOf(system, task.id);
  expect(ledger.map(({ provider, slide }) => [provider, slide])).toEqual([
    ['openai', expect.any(Number)],
    ['openai', expect.any(Number)],
  ]);
}, 240_000);

test.each<[Fault, string, NonNullable<TaskOptions['onUnknownOutcome']>, number]>([
  ['unauthorized', 'provider_key_invalid', 'retry', 0],
  ['quota_exhausted', 'provider_quota', 'retry', 0],
  ['reset_after_billing', 'unknown_outcome', 'hold', 30],
  ['gateway_timeout', 'unknown_outcome', 'hold', 30],
  ['silent_audio', 'unknown_outcome', 'hold', 10],
  ['silent_audio', 'speech_unusable', 'retry', 30],
])(
  'when every call meets %s, the task fails with %s (%s), soon and without a storm',
  async (fault, code, onUnknownOutcome, mostBilled) => {
    standIn.setFaults({ openai: { [fault]: 1 } });
    const notes: TaskOptions = { voice: { provider: 'openai', model: 'tts-1' }, onUnknownOutcome };
    const deck = await deckOf({ One: `First words, ${fault}, ${code}.`, Two: `Second words, ${fault}, ${code}.` });
    const task = await system.end((await system.submit(deck, notes)).id);
    expect(task).toMatchObject({ status: 'failed', error: { code } });
    expect(billed().calls).toBeLessThanOrEqual(mostBilled);
    expect(standIn.counters().openai.requests).toBeLessThan(40);
  },
  240_000,
);

test('a wrong key of the voice is found before the words are paid for', async () => {
  standIn.setFaults({ elevenlabs: { unauthorized: 1 } });
  const options: TaskOptions = { script: { mode: 'ai' }, voice: { provider: 'elevenlabs' } };
  const task = await system.end((await system.submit(await paidDeck('Beacons', 2), options)).id);
  expect(task).toMatchObject({ status: 'failed', error: { code: 'provider_key_invalid' }, cost: { upToCents: 0 } });
  expect(billed().calls).toBe(0);
  expect(standIn.counters().openai.requests).toBeLessThanOrEqual(20);
}, 240_000);

test('no key lies in anything that is written or answered: logs, Redis, histories, artifacts, metrics, a failed task', async () => {
  const keys = Object.entries(standIn.env).flatMap(([name, key]) => (name.endsWith('_KEY') ? [key] : []));
  expect(keys).toHaveLength(3);
  standIn.setFaults({ openai: { unauthorized: 1 } });
  const { id } = await system.submit(await deckOf({ One: 'Words that nobody may speak.' }), PAID);
  expect(await system.end(id)).toMatchObject({ status: 'failed', error: { code: 'provider_key_invalid' } });
  // What lies there must be found, or this test tells nothing.
  const planted = join(system.dataDir, 'logs', 'planted.log');
  await writeFile(planted, `{"msg":"the key is ${keys[0] ?? ''}"}`);

  const files = [...(await system.files('.')).keys()];
  expect(files.some((file) => file.endsWith('.log') && file !== planted)).toBe(true);
  const found: string[] = [];
  const search = (where: string, bytes: Buffer): void => {
    if (keys.some((key) => bytes.includes(key))) found.push(where);
  };
  // A file may go while it is looked for.
  for (const file of files) search(file, await readFile(file).catch(() => Buffer.alloc(0)));
  const metrics = await metricsOfAll(system);
  expect([...metrics.keys()].toSorted()).toEqual(['api', 'master', 'worker']);
  for (const [name, text] of metrics) search(`metrics of ${name}`, Buffer.from(text));
  for (const path of [`tasks/${id}`, `tasks/${id}/ledger`, `tasks/${id}/script`, 'tasks?status=failed', 'voices']) {
    const answer = await fetch(`${system.url}/api/${path}`);
    const text = await answer.text();
    expect(text.length).toBeGreaterThan(2);
    search(path, Buffer.from(`${JSON.stringify([...answer.headers])}\n${text}`));
  }
  await rm(planted);
  expect(found).toEqual([planted]);
}, 240_000);
