/** Paid calls, from the intent to the bill: what is made once, what a lost answer costs, and what a budget stops. Real Redis. */

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { Redis } from 'ioredis';
import { createOpenAiSpeaker } from '../../activities/adapters/openai-speaker.ts';
import { LostAnswerError, UnusableAnswerError } from '../../activities/paid/answers.ts';
import { createPaidCalls } from '../../activities/paid/create-paid-calls.ts';
import type { PaidCall, PaidCalls, Receipt } from '../../activities/paid/paid-calls.ts';
import type { Run } from '../../activities/run.ts';
import { PRICES, ProviderError, type RunRef, type TaskOptions } from '../../domain/index.ts';
import { createFileArtifacts, type Artifacts } from '../../platform/artifacts.ts';
import { createReceipts } from '../../platform/paid-receipts.ts';
import { createBills, createPaidRecords, readLedger } from '../../platform/paid-records.ts';
import { keys } from '../../platform/redis.ts';
import { createProviderLimits } from '../../platform/provider-limits.ts';
import { createRedisTaskStore } from '../../platform/redis-task-store.ts';
import type { TaskStore } from '../../platform/task-store.ts';
import { startStandIn } from '../stand-in/stand-in.ts';
import { eventually, startRedis, type TestRedis } from '../support/redis.ts';
import { someTaskRequest } from '../support/task-request.ts';

/** Short, so that a test can wait until a dead worker's call is judged. */
const LEASE_MS = 300;

let server: TestRedis;
let redis: Redis;
let tasks: TaskStore & { close(): void };
let folder: string;
let artifacts: Artifacts;
let paid: PaidCalls;

beforeAll(async () => {
  server = await startRedis();
  redis = server.connect();
  tasks = createRedisTaskStore(redis, server.connect());
});
beforeEach(async () => {
  await redis.flushall();
  folder = await mkdtemp(join(tmpdir(), 'paid-'));
  artifacts = createFileArtifacts(folder);
  paid = paidCalls();
});
afterAll(async () => {
  tasks.close();
  await server.stop();
  await rm(folder, { recursive: true });
});

const paidCalls = (limits = { concurrency: 50, perMinute: 100_000 }, connection = redis): PaidCalls =>
  createPaidCalls({
    artifacts,
    records: createPaidRecords(connection, LEASE_MS),
    limits: createProviderLimits(connection, {
      openai: { apiKey: 'k', textModel: '', speechModel: '', ...limits },
    }),
  });

async function newTask(options: TaskOptions = {}): Promise<RunRef> {
  const request = someTaskRequest({ options });
  await tasks.create(request);
  return { id: request.id, attempt: 1 };
}

const runOf = (task: RunRef, signal = new AbortController().signal): Run => ({ task, signal, scratch: folder });

let calls = 0;
const aCall = (changes: Partial<PaidCall> = {}): PaidCall => ({
  key: `content/speech/ab/${(calls += 1)}.mp3`,
  provider: 'openai',
  model: 'tts-1',
  stage: 'speech',
  slide: 3,
  atMostCents: 2,
  ...changes,
});

/** A vendor: counts what it billed. */
function aVendor(cents = 1.5) {
  const vendor = {
    billed: 0,
    sell: async (file: string): Promise<Receipt> => {
      vendor.billed += 1;
      await writeFile(file, 'sound');
      return { usage: { characters: 1_000 }, cents };
    },
    lose: (): Promise<never> => {
      vendor.billed += 1;
      return Promise.reject(new LostAnswerError('answer_lost', 'lost', { retry: 'later' }));
    },
    refuse: (): Promise<never> => Promise.reject(new ProviderError('provider_unavailable', 'away', { retry: 'later' })),
    spoil: (): Promise<never> => {
      vendor.billed += 1;
      return Promise.reject(new UnusableAnswerError('speech_unusable', 'silent', { usage: {}, cents }));
    },
  };
  return vendor;
}

const costOfTask = async ({ id }: RunRef) => (await tasks.get(id))?.cost;
const outcomes = async ({ id }: RunRef) => (await readLedger(redis, id)).map(({ outcome }) => outcome);
const warnings = async ({ id }: RunRef) => (await tasks.get(id))?.warnings.map(({ code, slide }) => [code, slide]);

test('what is bought is kept, billed once, and found by another task for nothing', async () => {
  const [first, second] = [await newTask(), await newTask()];
  const [call, vendor] = [aCall(), aVendor()];
  await paid.once(call, vendor.sell, runOf(first));
  await paid.once(call, vendor.sell, runOf(first));
  await paid.once(call, vendor.sell, runOf(second));
  expect(vendor.billed).toBe(1);
  expect(await artifacts.has(call.key)).toBe(true);
  expect(await readLedger(redis, first.id)).toMatchObject([
    { key: call.key, slide: 3, model: 'tts-1', cents: 1.5, usage: { characters: 1_000 }, outcome: 'paid' },
  ]);
  expect(await costOfTask(first)).toEqual({ cents: 1.5, upToCents: 1.5 });
  expect(await costOfTask(second)).toEqual({ cents: 0, upToCents: 0 });
  expect(await redis.keys('paid-intent:*')).toEqual([]);
});

test('two workers that want the same thing at once make one call', async () => {
  const task = await newTask();
  const [call, vendor] = [aCall(), aVendor()];
  const slowly = async (file: string): Promise<Receipt> => {
    await new Promise((resolve) => setTimeout(resolve, 2 * LEASE_MS)); // longer than the lease, which is renewed
    return vendor.sell(file);
  };
  const others = [paid, paidCalls(), paidCalls(), paidCalls(undefined, server.connect())];
  await Promise.all(others.map((worker) => worker.once(call, slowly, runOf(task))));
  expect(vendor.billed).toBe(1);
  expect(await outcomes(task)).toEqual(['paid']);
});

test('a refused call costs nothing and leaves nothing', async () => {
  const task = await newTask();
  const call = aCall();
  await expect(paid.once(call, aVendor().refuse, runOf(task))).rejects.toMatchObject({ code: 'provider_unavailable' });
  expect(await costOfTask(task)).toEqual({ cents: 0, upToCents: 0 });
  expect(await redis.keys('paid-intent:*')).toEqual([]);
  expect(await redis.hlen(`task:${task.id}:held`)).toBe(0);
});

test('a cheap lost answer is called again, and stands in the bill and the warnings', async () => {
  const task = await newTask();
  const [call, vendor] = [aCall(), aVendor()];
  await expect(paid.once(call, vendor.lose, runOf(task))).rejects.toMatchObject({
    code: 'answer_lost',
    retry: 'later',
  });
  expect(await costOfTask(task)).toEqual({ cents: 0, upToCents: 2 });
  await paid.once(call, vendor.sell, runOf(task));
  expect(await outcomes(task)).toEqual(['unknown', 'paid']);
  expect(await costOfTask(task)).toEqual({ cents: 1.5, upToCents: 3.5 });
  expect(await warnings(task)).toEqual([['possibly_paid_twice', 3]]);
});

test('where a gateway gives up after the vendor did the work, the line is unknown, and what is asked again is paid', async () => {
  const standIn = await startStandIn({ audio: 'tone', faults: { openai: { gateway_timeout: { atMost: 1 } } } });
  const config = { apiKey: 'k', baseUrl: standIn.baseUrls.openai, textModel: '', speechModel: 'tts-1' };
  const speaker = createOpenAiSpeaker({
    ...{ config: { ...config, concurrency: 1, perMinute: 100 }, prices: PRICES, artifacts, paid },
  });
  const task = await newTask();
  const speak = () =>
    speaker.speak(
      {
        sentences: [{ text: 'Ships wait for the tide in the harbour.', endsParagraph: true }],
        voice: { provider: 'openai', name: 'nova', label: 'Nova', languages: ['en'], rate: 1 },
        ...{ language: 'en', bill: { stage: 'speech', slide: 3 } },
      },
      runOf(task),
    );
  await expect(speak()).rejects.toMatchObject({ code: 'answer_lost', retry: 'later', provider: 'openai' });
  expect(await outcomes(task)).toEqual(['unknown']);
  await speak();
  expect(await outcomes(task)).toEqual(['unknown', 'paid']);
  expect(await warnings(task)).toEqual([['possibly_paid_twice', 3]]);
  expect(standIn.counters().openai).toMatchObject({ billedCalls: 2, unansweredBilledCalls: 1 });
  await standIn.close();
});

test('a dear lost answer is held until a person retries', async () => {
  const task = await newTask();
  const [call, vendor] = [aCall({ atMostCents: 49.5 }), aVendor(49.5)];
  await expect(paid.once(call, vendor.lose, runOf(task))).rejects.toMatchObject({
    code: 'unknown_outcome',
    retry: 'never',
    slide: 3,
  });
  await expect(paid.once(call, vendor.sell, runOf(task))).rejects.toMatchObject({ code: 'unknown_outcome' });
  expect(vendor.billed).toBe(1);
  await paid.once(call, vendor.sell, runOf({ ...task, attempt: 2 }));
  expect(await outcomes(task)).toEqual(['unknown', 'paid']);
  expect(await costOfTask(task)).toEqual({ cents: 49.5, upToCents: 99 });
});

test('another task that meets a dear lost answer asks its own person', async () => {
  const [maker, other] = [await newTask(), await newTask()];
  const [call, vendor] = [aCall({ atMostCents: 49.5 }), aVendor(49.5)];
  await expect(paid.once(call, vendor.lose, runOf(maker))).rejects.toMatchObject({ code: 'unknown_outcome' });
  await expect(paid.once(call, vendor.sell, runOf(other))).rejects.toMatchObject({ code: 'unknown_outcome' });
  await paid.once(call, vendor.sell, runOf({ ...other, attempt: 2 }));
  expect([await outcomes(maker), await outcomes(other)]).toEqual([['unknown'], ['paid']]);
});

test('a task that asks to hold is asked for a cent, too; and so is one that has lost 25', async () => {
  const holding = await newTask({ onUnknownOutcome: 'hold' });
  await expect(paid.once(aCall(), aVendor().lose, runOf(holding))).rejects.toMatchObject({ code: 'unknown_outcome' });

  const unlucky = await newTask();
  const vendor = aVendor();
  for (const code of ['answer_lost', 'answer_lost', 'answer_lost', 'answer_lost', 'answer_lost', 'unknown_outcome']) {
    await expect(paid.once(aCall({ atMostCents: 5 }), vendor.lose, runOf(unlucky))).rejects.toMatchObject({ code });
  }
  // Who retries knows what is lost, and one retry is enough for the next luck to be borne.
  await tasks.record(unlucky, { status: 'failed', error: { code: 'unknown_outcome', message: '' } });
  await tasks.retry(unlucky.id);
  const again = runOf({ ...unlucky, attempt: 2 });
  await expect(paid.once(aCall({ atMostCents: 5 }), vendor.lose, again)).rejects.toMatchObject({ code: 'answer_lost' });
});

test('where the vendor knows a call again, it is sent again and nothing is unknown', async () => {
  const task = await newTask();
  const [call, vendor] = [aCall({ atMostCents: 49.5, lostAnswer: 'sendAgain' }), aVendor(49.5)];
  await expect(paid.once(call, vendor.lose, runOf(task))).rejects.toMatchObject({ code: 'answer_lost' });
  await paid.once(call, vendor.sell, runOf(task));
  expect(await outcomes(task)).toEqual(['paid']);
  expect(await redis.hlen(`task:${task.id}:held`)).toBe(0);
});

test('an unusable answer is wasted money, bought again only while it is cheap', async () => {
  const task = await newTask();
  await expect(paid.once(aCall(), aVendor().spoil, runOf(task))).rejects.toMatchObject({ retry: 'later' });
  const dear = { code: 'unknown_outcome', retry: 'never', slide: 3 };
  await expect(paid.once(aCall(), aVendor(30).spoil, runOf(task))).rejects.toMatchObject(dear);
  expect(await outcomes(task)).toEqual(['wasted', 'wasted']);
  expect(await costOfTask(task)).toEqual({ cents: 31.5, upToCents: 31.5 });
  expect(await warnings(task)).toEqual([
    ['paid_unusable', 3],
    ['paid_unusable', 3],
  ]);
});

test('a model that gives nobody a usable answer is asked no more, and one that does is', async () => {
  const task = await newTask();
  const vendor = aVendor(0.1);
  const spoiled = (model: string): Promise<unknown> =>
    paid.once(aCall({ model, atMostCents: 0.1 }), vendor.spoil, runOf(task)).catch((thrown: unknown) => thrown);
  const retries = async (model: string, times: number): Promise<unknown[]> => {
    const found = [];
    for (let count = 0; count < times; count += 1) {
      const thrown = await spoiled(model);
      found.push(thrown instanceof UnusableAnswerError && thrown.retry);
    }
    return found;
  };
  const seven = Array.from({ length: 7 }, () => 'later');
  expect(await retries('gpt-5-mini', 7)).toEqual(seven);
  await paid.once(aCall({ model: 'gpt-5-mini' }), vendor.sell, runOf(task));
  expect(await retries('gpt-5-mini', 9)).toEqual([...seven, 'never', 'never']);
  // What its sister says is another matter.
  expect(await retries('tts-1', 1)).toEqual(['later']);
  await paid.once(aCall({ model: 'gpt-5-mini' }), vendor.sell, runOf(task));
  expect(await retries('gpt-5-mini', 1)).toEqual(['later']);
});

/** A worker that makes the call, which is billed, and dies. */
async function dieDuring(call: PaidCall, vendor: { billed: number }, task: RunRef): Promise<void> {
  const dying = server.connect();
  const dead = paidCalls(undefined, dying);
  await new Promise<void>((resolve) => {
    const never = (): Promise<never> => {
      resolve();
      vendor.billed += 1;
      return new Promise(() => undefined);
    };
    void dead.once(call, never, runOf(task));
  });
  dying.disconnect(); // nothing is renewed any more
}

test('a worker that dies during a call leaves an unknown outcome, after its lease', async () => {
  const task = await newTask();
  const [call, vendor] = [aCall(), aVendor()];
  await dieDuring(call, vendor, task);
  await paid.once(call, vendor.sell, runOf(task));
  expect(vendor.billed).toBe(2);
  expect(await outcomes(task)).toEqual(['unknown', 'paid']);
  expect(await warnings(task)).toEqual([['possibly_paid_twice', 3]]);
});

test('what a dead worker’s call has brought is found at the vendor, however dear, and is its maker’s to pay', async () => {
  const [maker, finder] = [await newTask(), await newTask()];
  const before = Date.now();
  const asked: number[] = [];
  const find: PaidCall['find'] = (at) => {
    asked.push(at);
    return Promise.resolve(async (file) => {
      await writeFile(file, 'sound');
      return { usage: {}, cents: 49.5 };
    });
  };
  const [call, vendor] = [aCall({ atMostCents: 49.5, find }), aVendor(49.5)];
  await dieDuring(call, vendor, maker);
  await paid.once(call, vendor.sell, runOf(finder));
  expect(vendor.billed).toBe(1);
  expect([await outcomes(maker), await outcomes(finder)]).toEqual([['paid'], []]);
  expect(await costOfTask(maker)).toEqual({ cents: 49.5, upToCents: 49.5 });
  expect(await warnings(maker)).toEqual([]);
  expect(await redis.keys('paid-intent:*')).toEqual([]);
  expect(asked).toHaveLength(1);
  expect(asked[0]).toBeGreaterThanOrEqual(before - 1_000);
});

test('what is found and of no use is wasted, and what is not found stays unknown', async () => {
  const task = await newTask();
  const vendor = aVendor(1.5);
  const useless = aCall({ find: () => Promise.resolve(vendor.spoil) });
  await dieDuring(useless, vendor, task);
  await expect(paid.once(useless, vendor.sell, runOf(task))).rejects.toMatchObject({ code: 'speech_unusable' });
  expect(await outcomes(task)).toEqual(['wasted']);
  await paid.once(useless, vendor.sell, runOf(task));
  expect(await outcomes(task)).toEqual(['wasted', 'paid']);

  const lost = aCall({ find: () => Promise.resolve(undefined) });
  await dieDuring(lost, vendor, task);
  await paid.once(lost, vendor.sell, runOf(task));
  expect(await outcomes(task)).toEqual(['wasted', 'paid', 'unknown', 'paid']);
});

test('a crash between the result and the bill: whoever finds the result writes the bill of who bought it', async () => {
  const [maker, finder] = [await newTask(), await newTask()];
  const [call, vendor] = [aCall(), aVendor()];
  const broken = createPaidCalls({
    artifacts,
    records: {
      ...createPaidRecords(redis, LEASE_MS),
      finish: () => Promise.reject(new Error('killed before the bill was written')),
    },
    limits: createProviderLimits(redis, {
      openai: { apiKey: 'k', textModel: '', speechModel: '', concurrency: 1, perMinute: 1_000 },
    }),
  });
  await expect(broken.once(call, vendor.sell, runOf(maker))).rejects.toThrow('killed');
  expect(await outcomes(maker)).toEqual([]);
  await paid.once(call, vendor.sell, runOf(finder));
  expect(vendor.billed).toBe(1);
  expect([await outcomes(maker), await outcomes(finder)]).toEqual([['paid'], []]);
  expect(await redis.keys('paid-intent:*')).toEqual([]);
});

test('a cancelled call may have been billed, and says so', async () => {
  const task = await newTask();
  const stop = new AbortController();
  const untilStopped = (): Promise<never> =>
    new Promise((_resolve, reject) => {
      stop.signal.addEventListener('abort', () => reject(new Error('aborted')));
      stop.abort();
    });
  await expect(paid.once(aCall(), untilStopped, runOf(task, stop.signal))).rejects.toThrow('aborted');
  expect(await outcomes(task)).toEqual(['unknown']);
});

test('a call under way when its task is cancelled stands in the bill at once, and its worker corrects the line', async () => {
  const task = await newTask();
  const [died, sold, refused] = [aCall(), aCall(), aCall()];
  const vendor = aVendor();
  const answer = Promise.withResolvers<undefined>();
  const entered: Promise<unknown>[] = [];
  const late =
    <T>(sell: (file: string) => Promise<T>, enter: () => void) =>
    async (file: string): Promise<T> => {
      enter();
      await answer.promise;
      return sell(file);
    };
  const begin = (call: PaidCall, sell: (file: string) => Promise<Receipt>): Promise<unknown> => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    entered.push(promise);
    return paid.once(
      call,
      late(sell, () => resolve(undefined)),
      runOf(task),
    );
  };
  void begin(died, () => new Promise(() => undefined)); // its worker never comes back
  const others = [begin(sold, vendor.sell), begin(refused, vendor.refuse)];
  await Promise.all(entered);
  await tasks.cancel(task.id);
  expect(await outcomes(task)).toEqual(['unknown', 'unknown', 'unknown']);
  expect(await costOfTask(task)).toEqual({ cents: 0, upToCents: 6 });
  answer.resolve(undefined);
  await Promise.allSettled(others);
  expect((await outcomes(task)).toSorted()).toEqual(['paid', 'unknown']);
  expect(await costOfTask(task)).toEqual({ cents: 1.5, upToCents: 3.5 });

  // A deleted task leaves nothing: what was under way is nobody's any more when its lease has ended.
  expect(await redis.keys('paid-intent:*')).toHaveLength(1);
  await tasks.remove(task.id);
  await eventually(async () => ((await redis.keys('paid-intent:*')).length === 0 ? true : undefined));
  expect(await redis.keys(`task:${task.id}:*`)).toEqual([`task:${task.id}:cancel`]);
});

test('a call that the vendor knows again is one line, also when its task was cancelled in between', async () => {
  const task = await newTask();
  const [call, vendor] = [aCall({ atMostCents: 49.5, lostAnswer: 'sendAgain' }), aVendor(49.5)];
  await expect(paid.once(call, vendor.lose, runOf(task))).rejects.toMatchObject({ code: 'answer_lost' });
  await tasks.cancel(task.id);
  expect(await outcomes(task)).toEqual(['unknown']);
  await tasks.retry(task.id);
  await paid.once(call, vendor.sell, runOf({ ...task, attempt: 2 }));
  expect(await outcomes(task)).toEqual(['paid']);
  expect(await costOfTask(task)).toEqual({ cents: 49.5, upToCents: 49.5 });
});

test('from the moment a task is cancelled no call begins, even where the worker has not heard of it', async () => {
  const task = await newTask();
  await tasks.cancel(task.id);
  const vendor = aVendor();
  const stop = new AbortController();
  const asked = paid.once(aCall(), vendor.sell, runOf(task, stop.signal));
  setTimeout(() => stop.abort(), 400);
  await expect(asked).rejects.toThrow('abort');
  expect(vendor.billed).toBe(0);
});

test('the budget stops before the call that could pass it, counting calls under way, and can be raised', async () => {
  const task = await newTask({ budget: { cents: 4 } });
  const vendor = aVendor(2);
  const parallel = [aCall(), aCall(), aCall()].map((call) => paid.once(call, vendor.sell, runOf(task)));
  const ended = await Promise.allSettled(parallel);
  expect(ended.filter(({ status }) => status === 'rejected')).toMatchObject([
    { reason: { code: 'budget_reached', retry: 'never' } },
  ]);
  expect(vendor.billed).toBe(2);
  expect(await createBills(redis).raiseBudget(task.id, 6)).toBe(true);
  expect((await tasks.get(task.id))?.request.options.budget).toEqual({ cents: 6 });
  await paid.once(aCall(), vendor.sell, runOf(task));
  await expect(paid.once(aCall(), vendor.sell, runOf(task))).rejects.toMatchObject({ code: 'budget_reached' });
});

test('no more calls are under way than allowed, whoever makes them, and a dead holder’s slot comes back', async () => {
  const task = await newTask();
  let underWay = 0;
  let most = 0;
  const sell = async (file: string): Promise<Receipt> => {
    most = Math.max(most, (underWay += 1));
    await new Promise((resolve) => setTimeout(resolve, 200)); // longer than the pause before somebody looks for a slot again
    underWay -= 1;
    return aVendor().sell(file);
  };
  await redis.zadd('provider:openai:slots', Date.now() + 50, 'a dead worker’s');
  const workers = [1, 2, 3].map(() => paidCalls({ concurrency: 2, perMinute: 100_000 }));
  await Promise.all(workers.flatMap((worker) => [1, 2, 3].map(() => worker.once(aCall(), sell, runOf(task)))));
  expect(most).toBe(2);
  expect(await redis.zcard('provider:openai:slots')).toBe(0);
});

test('calls a minute are held across workers', async () => {
  const limits = createProviderLimits(redis, {
    heygen: { apiKey: 'k', concurrency: 100, perMinute: 8, longestMinutes: 60 },
  });
  const waits = [];
  for (let i = 0; i < 4; i += 1) waits.push(await limits.take('heygen', String(i)));
  expect(waits.slice(0, 2)).toEqual([undefined, undefined]);
  expect(waits[2]).toBeGreaterThan(9_000); // six more in the rest of the minute
  expect(waits[3]).toBeLessThanOrEqual(10_000);
});

test('a free question waits its turn too, and its answer shows that the provider works', async () => {
  const limits = createProviderLimits(redis, {});
  const failing = keys.providerFailing('openai');
  for (let count = 1; count <= 3; count += 1) await limits.failed('openai', { isRefusal: false, tookMs: 10 });
  const away = new ProviderError('provider_busy', 'busy', { retry: 'after', retryAfterMs: 400 });
  const run = runOf(await newTask());
  await expect(paid.ask('openai', () => Promise.reject(away), run)).rejects.toBe(away);
  const began = Date.now();
  await paid.ask('openai', () => Promise.resolve(), run);
  expect(Date.now() - began).toBeGreaterThanOrEqual(300);
  expect(await redis.exists(failing)).toBe(0);
});

test('when the vendor asks to wait, everybody waits', async () => {
  const task = await newTask();
  const vendor = aVendor();
  const askToWait = (): Promise<never> =>
    Promise.reject(new ProviderError('provider_busy', 'wait', { retry: 'after', retryAfterMs: 400 }));
  await expect(paid.once(aCall(), askToWait, runOf(task))).rejects.toMatchObject({ retryAfterMs: 400 });
  const limits = createProviderLimits(redis, {
    openai: { apiKey: 'k', textModel: '', speechModel: '', concurrency: 9, perMinute: 1_000 },
  });
  expect(await limits.take('openai', 'x')).toBeGreaterThan(0);
  await paid.once(aCall(), vendor.sell, runOf(task));
  expect(vendor.billed).toBe(1);
  expect(await eventually(async () => (await redis.exists('provider:openai:pause')) === 0)).toBe(true);
});

test('a failing provider is asked by one at a time, after growing pauses, until somebody is answered', async () => {
  const limits = createProviderLimits(redis, {
    openai: { apiKey: 'k', textModel: '', speechModel: '', concurrency: 9, perMinute: 100_000 },
  });
  const failure = { isRefusal: false, tookMs: 10 };
  const waits = [];
  for (let count = 1; count <= 12; count += 1) {
    expect(await limits.failed('openai', failure)).toBe(true);
    waits.push((await limits.take('openai', `call ${count}`)) ?? 0);
  }
  expect(waits.slice(0, 4)).toEqual([0, 0, 0, 0]);
  expect(waits[4]).toBeGreaterThan(400);
  expect(waits[11]).toBeGreaterThan(14_000);
  expect(waits[11]).toBeLessThanOrEqual(15_000);
  await redis.del('provider:openai:pause');
  expect(await limits.take('openai', 'beside the four')).toBe(100);
  await limits.worked('openai');
  expect(await limits.take('openai', 'beside the four')).toBeUndefined();
});

test('a provider that has answered nobody for four minutes is given up; one slow failure is not enough for that', async () => {
  const limits = createProviderLimits(redis, {});
  expect(await limits.failed('openai', { isRefusal: false, tookMs: 300_000 })).toBe(true);
  expect(await limits.failed('openai', { isRefusal: false, tookMs: 10 })).toBe(false);
  await limits.worked('openai');
  expect(await limits.failed('openai', { isRefusal: false, tookMs: 10 })).toBe(true);
});

test('while nobody asks, no provider is away: two failures far apart are bad luck, a row of them is not', async () => {
  const limits = createProviderLimits(redis, {});
  const failing = keys.providerFailing('openai');
  const longAgo = Date.now() - 9 * 60_000;
  await redis.hset(failing, { since: longAgo, last: longAgo, failures: 1, refusals: 0 });
  expect(await limits.failed('openai', { isRefusal: false, tookMs: 10 })).toBe(true);
  await redis.hset(failing, { since: longAgo, last: longAgo, failures: 5 });
  expect(await limits.failed('openai', { isRefusal: false, tookMs: 10 })).toBe(false);
  await limits.worked('openai');
});

test('an account is believed to be refused when it is so eight times with nothing answered in between', async () => {
  const limits = createProviderLimits(redis, {});
  const refused = async (): Promise<boolean> => !(await limits.failed('openai', { isRefusal: true, tookMs: 10 }));
  for (let count = 1; count <= 7; count += 1) expect(await refused()).toBe(false);
  await limits.worked('openai');
  for (let count = 1; count <= 7; count += 1) expect(await refused()).toBe(false);
  expect(await limits.failed('openai', { isRefusal: false, tookMs: 10 })).toBe(true);
  expect(await refused()).toBe(true);
});

test('what is billed when its work is done is settled then: by what it came to, or not at all', async () => {
  const task = await newTask();
  const [dear, failed] = [aCall(), aCall()];
  for (const call of [dear, failed]) await paid.once(call, aVendor(49.5).sell, runOf(task));
  await paid.settle(dear.key, { usage: { seconds: 31 }, cents: 99 });
  await paid.settle(failed.key, undefined);
  await paid.settle(failed.key, undefined);
  expect(await readLedger(redis, task.id)).toMatchObject([{ key: dear.key, usage: { seconds: 31 }, cents: 99 }]);
  expect(await costOfTask(task)).toEqual({ cents: 99, upToCents: 99 });
  // So does the receipt, of which the bill is made again where Redis is lost.
  const receipts = createReceipts(artifacts);
  expect(await receipts.read(dear.key)).toMatchObject({ taskId: task.id, entry: { cents: 99, outcome: 'paid' } });
  expect(await receipts.read(failed.key)).toBeUndefined();
});

test('what is known later of a paid call changes the bill of a task that has ended, and whoever watches it hears so', async () => {
  const task = await newTask();
  const [dropped, useless, vanished] = [aCall(), aCall(), aCall()];
  for (const call of [dropped, useless, vanished]) await paid.once(call, aVendor(10).sell, runOf(task));
  await tasks.cancel(task.id);
  expect(await costOfTask(task)).toEqual({ cents: 30, upToCents: 30 });
  const told = (): Promise<number> => redis.xlen(`task:${task.id}:events`);
  const before = await told();

  const learn = async (): Promise<void> => {
    await paid.settle(dropped.key, undefined);
    await paid.settle(useless.key, { outcome: 'wasted' });
    await paid.settle(vanished.key, { outcome: 'unknown', cents: 12 });
  };
  await learn();
  expect(await outcomes(task)).toEqual(['wasted', 'unknown']);
  expect(await costOfTask(task)).toEqual({ cents: 10, upToCents: 22 });
  expect(await redis.hget(`task:${task.id}`, 'wastedCents')).toBe('10');
  expect((await warnings(task))?.map(([code]) => code).toSorted()).toEqual(['paid_unusable', 'possibly_paid_twice']);
  expect(await told()).toBe(before + 3);
  // The lines are final: who comes back after a crash, or with other news, changes nothing.
  await learn();
  await paid.settle(useless.key, { cents: 99 });
  expect(await costOfTask(task)).toEqual({ cents: 10, upToCents: 22 });
  expect(await createReceipts(artifacts).read(useless.key)).toBeUndefined();
});

test('an order whose answer was lost and that is known to be unbilled is no line', async () => {
  const task = await newTask();
  const [call, vendor] = [aCall({ atMostCents: 49.5, lostAnswer: 'sendAgain' }), aVendor(49.5)];
  await expect(paid.once(call, vendor.lose, runOf(task))).rejects.toMatchObject({ code: 'answer_lost' });
  await tasks.cancel(task.id);
  expect(await outcomes(task)).toEqual(['unknown']);
  await paid.settle(call.key, undefined);
  expect(await outcomes(task)).toEqual([]);
  expect(await costOfTask(task)).toEqual({ cents: 0, upToCents: 0 });
  expect(await redis.keys('paid-intent:*')).toEqual([]);
});
