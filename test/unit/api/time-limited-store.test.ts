import { expect, test } from '@jest/globals';
import { limitStore } from '../../../api/time-limited-store.ts';
import type { TaskStore } from '../../../platform/task-store.ts';

const silence = new Promise<never>(() => undefined);
const silent: TaskStore = {
  create: () => silence,
  findByIdempotencyKey: () => silence,
  get: () => silence,
  list: () => silence,
  record: () => silence,
  cancel: () => silence,
  retry: () => silence,
  revise: () => silence,
  remove: () => silence,
  endedBefore: () => silence,
  undeliveredCancels: () => silence,
  cancelDelivered: () => silence,
  events: () => ({ [Symbol.asyncIterator]: () => ({ next: () => silence }) }),
  watchCancel: () => ({ signal: new AbortController().signal, stop: () => undefined }),
};

test('a store that does not answer is given up in time, and said to be away', async () => {
  await expect(limitStore(silent, 10).get('x')).rejects.toMatchObject({ code: 'redis_unavailable' });
});

test('an answer and a refusal pass unchanged', async () => {
  expect(await limitStore({ ...silent, cancel: () => Promise.resolve(true) }, 10).cancel('x')).toBe(true);
  const refusing = limitStore({ ...silent, retry: () => Promise.reject(new Error('no')) }, 10);
  await expect(refusing.retry('x')).rejects.toThrow('no');
});
