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
  expect(third.beats).toEqual([{ givenBack: 2 }, { givenBack: 3 }]);
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
