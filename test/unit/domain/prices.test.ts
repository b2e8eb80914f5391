import { expect, test } from '@jest/globals';
import { centsFor, PRICES } from '../../../domain/index.ts';

test('a dated model costs what its family costs, and the longest name decides', () => {
  const usage = { inputTokens: 1_000_000, outputTokens: 500_000 };
  expect(centsFor('openai', 'gpt-5-mini-2026-08-01', usage)).toBe(125);
  expect(centsFor('openai', 'gpt-5-2026-08-01', usage)).toBe(625);
  expect(centsFor('openai', 'gpt-5.4-mini', usage)).toBe(300);
  expect(centsFor('elevenlabs', 'eleven_flash_v2_5', { characters: 1_000 })).toBe(11);
  expect(centsFor('openai', 'tts-1-hd', { characters: 1_000 })).toBe(3);
  expect(centsFor('openai', 'gpt-4o-mini-tts', { characters: 1_000, seconds: 60 })).toBe(1.5);
});

test('a begun step of video is charged whole', () => {
  expect(centsFor('heygen', 'avatar', { seconds: 30 })).toBe(49.5);
  expect(centsFor('heygen', 'avatar', { seconds: 30.1 })).toBe(99);
});

test('an unknown model is taken for the dearest, unless the keeper names its price', () => {
  const usage = { characters: 1_000 };
  expect(centsFor('openai', 'something-new', usage)).toBe(3);
  // Another generation is no date of this one.
  expect(centsFor('openai', 'gpt-5.9', { inputTokens: 1_000_000 })).toBe(500);
  expect(centsFor('openai', 'kokoro', usage, { ...PRICES, openai: { kokoro: {} } })).toBe(0);
});
