import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { problemSchema } from '../../api/schemas.ts';
import { createOwnerLimits } from '../../platform/owner-limits.ts';
import { startApi, type TestApi } from '../support/api.ts';
import { wordsPdf } from '../support/deck-files.ts';
import { startRedis, type TestRedis } from '../support/redis.ts';

const apiKeys = ['ann', 'bob'].map((name) => ({ name, key: `key-of-${name}` }));
const as = (name: string) => ({ headers: { Authorization: `Bearer key-of-${name}` } });
const deck = (words: string): Blob => new Blob([new Uint8Array(wordsPdf([words]))]);

let redis: TestRedis;
/** Two processes of one server. */
let apis: [TestApi, TestApi];
beforeAll(async () => {
  redis = await startRedis();
  const limits = { requestsPerMinute: 20, uploadBytesPerDay: 4 * deck('one').size };
  const start = () => startApi({ apiKeys, limits, redis });
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

test('a process takes many requests from Redis at a time, and all of them together no more than the limit', async () => {
  const own = await startRedis();
  try {
    const connection = own.connect();
    await connection.ping();
    const limits = createOwnerLimits(connection, { requestsPerMinute: 1000, uploadBytesPerDay: 0 });
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
  const limits = createOwnerLimits(connection, { requestsPerMinute: 10, uploadBytesPerDay: 100 });
  await away.stop();
  const asked: (number | undefined)[] = [];
  for (let turn = 0; turn < 12; turn += 1) asked.push(await limits.countRequest('ann'));
  expect(asked.filter((waitMs) => waitMs === undefined)).toHaveLength(10);
  expect(await limits.countUpload('ann', 101)).toBeGreaterThan(0);
});
