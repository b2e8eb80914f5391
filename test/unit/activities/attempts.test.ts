import { expect, test } from '@jest/globals';
import { beginAttempt } from '../../../activities/attempts.ts';

const attempt = (attemptNumber: number, { limit = 44, details }: { limit?: number; details?: unknown } = {}) => {
  const beats: unknown[] = [];
  const info = { attempt: attemptNumber, heartbeatDetails: details, retryPolicy: { maximumAttempts: limit } };
  return { beats, ...beginAttempt({ info, heartbeat: (beat) => beats.push(beat) }) };
};

test('attempts that were given back do not count, and every heartbeat says how many they were', () => {
  const third = attempt(3, { details: { givenBack: 2 } });
  expect(third.number).toBe(1);
  third.heartbeat();
  third.giveBack();
  expect(third.beats).toEqual([
    { givenBack: 2, passing: 0 },
    { givenBack: 3, passing: 0 },
  ]);
});

test('faults of a provider that works for others do not count, up to a number of their own', () => {
  const second = attempt(2, { details: { givenBack: 1, passing: 1 } });
  expect(second.number).toBe(1);
  expect(second.passes()).toBe(true);
  expect(second.beats).toEqual([{ givenBack: 2, passing: 2 }]);
  expect(attempt(40, { details: { givenBack: 39, passing: 35 } }).passes()).toBe(false);
});

test('the eighth that counts is the last, and a ninth says that its forerunners were lost', () => {
  expect(attempt(7).isLast).toBe(false);
  const eighth = attempt(10, { details: { givenBack: 2 } });
  expect(eighth.isLast).toBe(true);
  eighth.refuseLost();
  expect(() => attempt(9).refuseLost()).toThrow(expect.objectContaining({ code: 'worker_lost' }));
});

test('where the policy has no limit, every attempt is followed by another', () => {
  const hundredth = attempt(100, { limit: 0 });
  hundredth.refuseLost();
  expect(hundredth.isLast).toBe(false);
});

test('heartbeats of something else are none of ours', () => {
  for (const details of [undefined, null, 'x', {}, { givenBack: 'two' }])
    expect(attempt(2, { details }).number).toBe(2);
});
