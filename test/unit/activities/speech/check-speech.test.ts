import { expect, test } from '@jest/globals';
import { plausibleDuration } from '../../../../activities/speech/check-speech.ts';

test('the usual length is plausible, a tenth and ten times as long are not', () => {
  const { shortestMs, longestMs } = plausibleDuration(
    'The quarterly results are better than we expected them to be in spring.',
    1,
  );
  for (const usual of [3500, 5000]) {
    expect(usual).toBeGreaterThan(shortestMs);
    expect(usual).toBeLessThan(longestMs);
  }
  expect(300).toBeLessThan(shortestMs);
  expect(60_000).toBeGreaterThan(longestMs);
});

test('figures are allowed the words that they are read as', () => {
  expect(plausibleDuration('1,234,567,890', 1).longestMs).toBeGreaterThan(10_000);
});
