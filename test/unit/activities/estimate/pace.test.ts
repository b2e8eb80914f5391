import { expect, test } from '@jest/globals';
import { secondsToFinish, type Work } from '../../../../activities/estimate/pace.ts';
import type { ProviderConfig, ProvidersConfig } from '../../../../platform/config.ts';

const NOTHING: Work = { slides: 0, clips: 0, spokenHere: 0, calls: [], films: 0, podcastSeconds: 0 };
const account = (concurrency: number, perMinute: number): ProviderConfig => ({ apiKey: 'k', concurrency, perMinute });
const openai = (concurrency: number, perMinute: number): ProvidersConfig => ({
  openai: { ...account(concurrency, perMinute), textModel: '', speechModel: '' },
});
const filming = (concurrency: number): ProvidersConfig => ({
  heygen: { ...account(concurrency, 30), longestMinutes: 40 },
});
/** Beside what an idle task takes anyway. */
const longer = (work: Partial<Work>, providers: ProvidersConfig = {}): number =>
  secondsToFinish({ ...NOTHING, ...work }, providers) - secondsToFinish(NOTHING, providers);

test('films take ten minutes each, as many at once as the account allows', () => {
  expect(longer({ films: 3 }, filming(1))).toBe(1_800);
  expect(longer({ films: 3 }, filming(2))).toBe(1_200);
  expect(longer({ films: 3 }, filming(20))).toBe(600);
});

test('calls take as long as the account allows at once, or a minute, whatever is less', () => {
  const speech = { provider: 'openai' as const, kind: 'speech' as const, count: 120 };
  const one = longer({ calls: [{ ...speech, count: 1 }] }, openai(8, 10_000));
  expect(longer({ calls: [speech] }, openai(8, 10_000))).toBe(15 * one);
  // A task has no more slides than these under way.
  expect(longer({ calls: [speech] }, openai(100, 10_000))).toBe(8 * one);
  expect(longer({ calls: [speech] }, openai(8, 10))).toBe(720);
});

test('translations, dialogues, further languages and podcasts take their time', () => {
  const calls = (kind: 'translation' | 'dialogue') => [{ provider: 'openai' as const, kind, count: 10 }];
  expect(longer({ calls: calls('translation') }, openai(8, 300))).toBeGreaterThan(5);
  expect(longer({ calls: calls('dialogue') }, openai(8, 300))).toBeGreaterThan(20);
  expect(longer({ clips: 20 })).toBe(2 * longer({ clips: 10 }));
  expect(longer({ podcastSeconds: 3_600 })).toBeGreaterThan(10);
});
