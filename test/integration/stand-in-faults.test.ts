import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import OpenAI, { APIConnectionError, APIError, APIUserAbortError } from 'openai';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { detectLanguage } from '../../activities/script/language.ts';
import { toError } from '../../domain/index.ts';
import type { Fault } from '../stand-in/faults.ts';
import { startStandIn, type StandIn } from '../stand-in/stand-in.ts';
import { eventually } from '../support/redis.ts';

let standIn: StandIn;
let client: OpenAI;

beforeAll(async () => {
  standIn = await startStandIn({
    audio: 'tone',
    respond: ({ model }) => (model === 'gpt-4o' ? { said: 'by the test' } : undefined),
  });
  client = new OpenAI({ apiKey: 'sk-any', baseURL: standIn.baseUrls.openai, maxRetries: 0 });
});
afterEach(() => {
  standIn.setFaults({});
  standIn.reset();
});
afterAll(() => standIn.close());

const TEXT = 'Ships wait for the tide in the harbour. Storms come in the autumn and close the port for days.';
const speak = async (text = TEXT): Promise<Int16Array> => {
  const body = { model: 'tts-1', voice: 'nova', input: text, response_format: 'pcm' as const };
  return new Int16Array(await (await client.audio.speech.create(body)).arrayBuffer());
};
const write = (model = 'gpt-5-mini') =>
  client.responses.create({ model, instructions: 'Write in English.', input: TEXT });
const always = (fault: Fault): void => standIn.setFaults({ openai: { [fault]: 1 } });

test.each([
  ['rate_limited', 429, 'rate_limit_exceeded'],
  ['quota_exhausted', 429, 'insufficient_quota'],
  ['unauthorized', 401, 'invalid_api_key'],
  ['server_error', 500, null],
] as const)('%s is answered with %i, and nothing is billed', async (fault, status, code) => {
  always(fault);
  const error = await failureOf(speak());
  expect(error).toMatchObject({ status, code });
  if (fault === 'rate_limited') expect(isRefusal(error) && error.headers.get('retry-after')).toBe('1');
  expect(standIn.counters().openai).toMatchObject({ billedCalls: 0, schemaViolations: [], faults: { [fault]: 1 } });
});

test('a connection that breaks before the work costs nothing, after it, the price', async () => {
  always('reset_before_billing');
  expect(await failureOf(speak())).toBeInstanceOf(APIConnectionError);
  expect(standIn.counters().openai.billedCalls).toBe(0);
  always('reset_after_billing');
  expect(await failureOf(speak())).toBeInstanceOf(APIConnectionError);
  expect(standIn.counters().openai).toMatchObject({ billedCalls: 1, unansweredBilledCalls: 1, repeatedBilledCalls: 0 });
  standIn.setFaults({});
  await speak();
  expect(standIn.counters().openai).toMatchObject({ billedCalls: 2, unansweredBilledCalls: 1, repeatedBilledCalls: 1 });
});

test('a gateway that gives up answers with a page of its own, and the work is billed', async () => {
  always('gateway_timeout');
  const error = await failureOf(speak());
  expect(error).toMatchObject({ status: 504 });
  expect(isRefusal(error) && error.headers.get('content-type')).toMatch(/^text\/html/);
  expect(standIn.counters().openai).toMatchObject({ billedCalls: 1, unansweredBilledCalls: 1, byStatus: { 504: 1 } });
});

test('a call that is given up while it hangs is not billed', async () => {
  always('hang');
  const stop = new AbortController();
  const call = client.responses.create({ model: 'gpt-5-mini', input: TEXT }, { signal: stop.signal });
  await eventually(() => standIn.counters().openai.faults['hang'] === 1);
  stop.abort();
  expect(await failureOf(call)).toBeInstanceOf(APIUserAbortError);
  expect(standIn.counters().openai.billedCalls).toBe(0);
});

test('a call that is given up while it is worked on is billed all the same', async () => {
  const slow = await startStandIn({ audio: 'tone', latencyScale: 0.2 });
  const patient = new OpenAI({ apiKey: 'any', baseURL: slow.baseUrls.openai, maxRetries: 0 });
  const stop = new AbortController();
  const call = patient.responses.create({ model: 'gpt-5-mini', input: TEXT }, { signal: stop.signal });
  const failure = failureOf(call);
  await eventually(() => slow.counters().openai.running === 1);
  stop.abort();
  expect(await failure).toBeInstanceOf(APIUserAbortError);
  await eventually(() => slow.counters().openai.running === 0);
  expect(slow.counters().openai).toMatchObject({ billedCalls: 1, unansweredBilledCalls: 1 });
  await slow.close();
});

test('damaged speech is billed and is not what was ordered', async () => {
  const whole = await speak();
  always('truncated_audio');
  expect((await speak()).length).toBeLessThan(whole.length / 3);
  always('silent_audio');
  const silent = await speak();
  expect(silent.length).toBe(whole.length);
  expect(silent.every((sample) => sample === 0)).toBe(true);
  expect(standIn.counters().openai.billedCalls).toBe(3);
});

test('a model may refuse, be cut off, mistake the shape or the language, and is paid for it', async () => {
  always('refusal');
  expect((await write()).output).toContainEqual(
    expect.objectContaining({ content: [expect.objectContaining({ type: 'refusal' })] }),
  );
  always('cut_off');
  expect(await write()).toMatchObject({ status: 'incomplete', incomplete_details: { reason: 'max_output_tokens' } });
  always('wrong_shape');
  expect(JSON.parse((await write()).output_text)).toEqual({ unexpected: 'shape' });
  always('wrong_language');
  expect(await detectLanguage((await write()).output_text)).toBe('fr');
  expect(standIn.counters().openai).toMatchObject({ billedCalls: 4, distinctBilledCalls: 1 });
});

test('a test can answer in the writer’s place', async () => {
  expect((await write('gpt-4o')).output_text).toBe('{"said":"by the test"}');
});

test('a plan’s limit is kept, and what passes it is counted', async () => {
  const narrow = await startStandIn({ audio: 'tone', limits: { openai: { perMinute: 2 } } });
  const limited = new OpenAI({ apiKey: 'any', baseURL: narrow.baseUrls.openai, maxRetries: 0 });
  const call = () => limited.responses.create({ model: 'gpt-5-mini', input: TEXT });
  await call();
  await call();
  expect(await failureOf(call())).toMatchObject({ status: 429 });
  expect(narrow.counters().openai).toMatchObject({ billedCalls: 2, overLimit: 1 });
  await narrow.close();
});

test('as a process it is told what to break and asked what it counted, over HTTP', async () => {
  const main = fileURLToPath(new URL('../stand-in/main.ts', import.meta.url));
  const child = spawn(process.execPath, [main, '--audio', 'tone', '--latency', '0'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const url = await eventually(() => /ready at (\S+)/.exec(said)?.[1], 30_000);
  expect(said).toContain(`OPENAI_BASE_URL=${url}/openai/v1`);
  const far = new OpenAI({ apiKey: 'any', baseURL: `${url}/openai/v1`, maxRetries: 0 });
  await post(`${url}/_stand-in/faults`, { 'openai.models': { server_error: { atMost: 1 } } });
  expect(await failureOf(far.models.list())).toMatchObject({ status: 500 });
  const counted = async () =>
    z
      .object({ openai: z.object({ requests: z.number() }) })
      .parse(await (await fetch(`${url}/_stand-in/counters`)).json());
  expect((await counted()).openai.requests).toBe(1);
  await post(`${url}/_stand-in/reset`, {});
  expect((await counted()).openai.requests).toBe(0);
  child.kill('SIGTERM');
  expect(await once(child, 'exit')).toEqual([0, null]);
});

const post = (url: string, body: unknown) =>
  fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });

const isRefusal = (error: Error): error is APIError<number, Headers, object> => error instanceof APIError;

async function failureOf(call: PromiseLike<unknown>): Promise<Error> {
  return Promise.resolve(call).then(
    () => {
      throw new Error('did not fail');
    },
    (thrown: unknown) => toError(thrown),
  );
}
