import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { problemSchema } from '../../api/schemas/problem.ts';
import { createOwnerLimits } from '../../platform/owner-limits.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { wordsPdf } from '../support/deck-files.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

const apiKeys = ['ann', 'bob'].map((name) => ({ name, key: `key-of-${name}` }));
const none = { requestsPerMinute: 0, uploadBytesPerDay: 0, strangersPerMinute: 0 };
const as = (name: string) => ({ headers: { Authorization: `Bearer key-of-${name}` } });
const deck = (words: string): Blob => new Blob([new Uint8Array(wordsPdf([words]))]);

let redis: TestRedis;
/** Two processes of one server. */
let apis: [TestApi, TestApi];
beforeAll(async () => {
  redis = await startRedis();
  const limits = { requestsPerMinute: 20, uploadBytesPerDay: 4 * deck('one').size, strangersPerMinute: 10 };
  // The tests stand behind a proxy, so that they can come from many addresses.
  const start = () => startApi({ apiKeys, limits, redis, trustedProxies: 1 });
  apis = [await start(), await start()];
  // Before they have reached Redis they would count for themselves.
  for (const api of apis) await api.fetch('/readyz');
});
afterAll(async () => {
  for (const api of apis) await api.stop();
  await redis.stop();
});

async function refusal(response: Response): Promise<string> {
  const { code } = problemSchema.parse(await response.json());
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  return `${response.status} ${code}`;
}

test('what one owner asks of all processes together is limited, and nobody else is', async () => {
  const answers: Response[] = [];
  for (let turn = 0; turn < 24; turn += 1)
    answers.push(await apis[turn % 2 === 0 ? 0 : 1].fetch('/api/tasks', as('ann')));
  expect(answers.filter(({ ok }) => ok)).toHaveLength(20);
  for (const answer of answers.slice(20)) expect(await refusal(answer)).toBe('429 too_many_requests');
  expect((await apis[1].fetch('/api/tasks', as('bob'))).status).toBe(200);
  expect((await apis[0].fetch('/healthz')).status).toBe(200);
});

test('an owner sends no more bytes of decks than the quota, whichever process takes them, and nothing is left of what is refused', async () => {
  const send = (turn: number) => apis[turn % 2 === 0 ? 0 : 1].send(deck('one'), {}, as('bob').headers);
  for (const turn of [1, 2, 3, 4]) expect((await send(turn)).status).toBe(201);
  const kept = await Promise.all(apis.map((api) => api.files()));
  for (const turn of [5, 6]) expect(await refusal(await send(turn))).toBe('429 upload_quota_reached');
  expect(await Promise.all(apis.map((api) => api.files()))).toEqual(kept);
});

/** What one address gets for asking so often, by turns of both processes. */
async function from(
  address: string,
  times: number,
  path: string,
  init: { method?: string; body?: string; headers?: Record<string, string> } = {},
): Promise<string[]> {
  const answers: string[] = [];
  for (let turn = 0; turn < times; turn += 1) {
    const headers = { ...init.headers, 'X-Forwarded-For': address };
    const response = await apis[turn % 2 === 0 ? 0 : 1].fetch(path, { ...init, headers });
    answers.push(response.status === 429 ? await refusal(response) : String(response.status));
  }
  return answers;
}
const limited = (status: string): string[] => [...Array<string>(10).fill(status), '429 too_many_requests'];
const shared = `/api/shared/${'x'.repeat(32)}`;

test('guesses of links and of keys, and whatever else needs no key, are limited by the address they come from', async () => {
  expect(await from('192.0.2.1', 11, shared)).toEqual(limited('404'));
  expect(await from('192.0.2.2', 11, '/api/tasks', { headers: { Authorization: 'Bearer guess' } })).toEqual(
    limited('401'),
  );
  const signIn = { method: 'POST', body: '{"key":"guess"}', headers: { 'Content-Type': 'application/json' } };
  expect(await from('192.0.2.3', 11, '/api/session', signIn)).toEqual(limited('401'));
  expect(await from('192.0.2.4', 11, '/metrics')).toEqual(limited('200'));
  // A key that holds goes on from there, and what watches over the process is answered.
  expect(await from('192.0.2.1', 1, '/api/voices', as('bob'))).toEqual(['200']);
  expect(new Set([...(await from('192.0.2.1', 12, '/healthz')), ...(await from('192.0.2.1', 12, '/readyz'))])).toEqual(
    new Set(['200']),
  );
});

test('an address that a sender invents, or another one of the same IPv6 network, does not count anew', async () => {
  expect(await from('198.51.100.7, 192.0.2.5', 10, shared)).toEqual(limited('404').slice(0, 10));
  expect(await from('198.51.100.8, 192.0.2.5', 1, shared)).toEqual(['429 too_many_requests']);
  expect(await from('2001:db8:1:2::1', 10, shared)).toEqual(limited('404').slice(0, 10));
  expect(await from('2001:db8:1:2:3::4', 1, shared)).toEqual(['429 too_many_requests']);
  expect(await from('2001:db8:1:3::1', 1, shared)).toEqual(['404']);
  const alone = await startApi({ apiKeys, limits: { ...none, strangersPerMinute: 1 } });
  try {
    await alone.fetch('/readyz');
    const statuses: number[] = [];
    for (const address of ['192.0.2.6', '192.0.2.7'])
      statuses.push((await alone.fetch(shared, { headers: { 'X-Forwarded-For': address } })).status);
    expect(statuses).toEqual([404, 429]);
  } finally {
    await alone.stop();
  }
});

test('a process takes many requests from Redis at a time, and all of them together no more than the limit', async () => {
  const own = await startRedis();
  try {
    const connection = own.connect();
    await connection.ping();
    const limits = createOwnerLimits(connection, { ...none, requestsPerMinute: 1000 });
    const asked = await Promise.all(Array.from({ length: 1200 }, () => limits.countRequest('ann')));
    expect(asked.filter((waitMs) => waitMs === undefined)).toHaveLength(1000);
    expect(Number(await connection.get('requests:ann'))).toBeLessThanOrEqual(1010);
  } finally {
    await own.stop();
  }
});

test('while Redis is away each process counts for itself', async () => {
  const away = await startRedis();
  const connection = away.connect();
  await connection.ping();
  const limits = createOwnerLimits(connection, { ...none, requestsPerMinute: 10, uploadBytesPerDay: 100 });
  await away.stop();
  const asked: (number | undefined)[] = [];
  for (let turn = 0; turn < 12; turn += 1) asked.push(await limits.countRequest('ann'));
  expect(asked.filter((waitMs) => waitMs === undefined)).toHaveLength(10);
  expect(await limits.countUpload('ann', 101)).toBeGreaterThan(0);
});
