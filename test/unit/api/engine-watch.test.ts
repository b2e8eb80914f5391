import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { watchEngine } from '../../../api/engine-watch.ts';
import { PlatformError } from '../../../domain/index.ts';

beforeEach(() => {
  jest.useFakeTimers();
});
afterEach(() => {
  jest.useRealTimers();
});

test('an engine that stops answering is known to be away, and known to be back, and each is said once', async () => {
  let answers = true;
  const said: string[] = [];
  const health = () =>
    answers
      ? Promise.resolve()
      : Promise.reject(new PlatformError('temporal_unavailable', 'Temporal does not answer.'));
  const log = { warn: () => void said.push('away'), info: () => void said.push('back') };
  const watch = watchEngine({ health }, log);
  const afterAWhile = async () => {
    await jest.advanceTimersByTimeAsync(10_000);
    return watch.isAway();
  };
  expect(await afterAWhile()).toBe(false);
  answers = false;
  expect(await afterAWhile()).toBe(true);
  answers = true;
  expect(await afterAWhile()).toBe(false);
  expect(said).toEqual(['away', 'back']);
  watch.stop();
});
