import { expect, test } from '@jest/globals';
import { paceOf } from '../../../platform/provider-limits.ts';

test.each([
  [8, 300],
  [2, 120],
  [1, 30],
  [1, 3],
  [5, 1],
])('%i calls at once and %i a minute: no minute holds more, and not much less', (concurrency, perMinute) => {
  const { burst, intervalMs } = paceOf({ concurrency, perMinute });
  const most = burst + Math.floor(60_000 / intervalMs);
  expect(burst).toBeLessThanOrEqual(concurrency);
  expect(most).toBeLessThanOrEqual(Math.max(perMinute, 2));
  expect(most).toBeGreaterThanOrEqual(perMinute - 1);
});
