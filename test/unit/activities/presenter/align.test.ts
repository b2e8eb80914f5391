import { expect, test } from '@jest/globals';
import { ALIGN_RATE, offsetOf } from '../../../../activities/presenter/align.ts';

/** Something like syllables: bursts of noise of changing length and loudness, the same for the same seed. */
function speech(seconds: number, seed: number): Int16Array {
  const samples = new Int16Array(seconds * ALIGN_RATE);
  let state = seed;
  const random = (): number => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
  for (let at = 0; at < samples.length;) {
    const length = Math.floor((0.06 + random() * 0.2) * ALIGN_RATE);
    const loudness = random() < 0.25 ? 0 : random() * 12_000;
    for (const end = at + length; at < end && at < samples.length; at++) samples[at] = (random() - 0.5) * loudness;
  }
  return samples;
}

const bytes = (samples: Int16Array): Buffer => Buffer.from(samples.buffer, samples.byteOffset, samples.byteLength);
function shifted(samples: Int16Array, ms: number): Int16Array {
  const by = Math.round((ms * ALIGN_RATE) / 1000);
  return Int16Array.from({ length: samples.length + Math.max(0, by) }, (_, at) => (samples[at - by] ?? 0) * 0.4);
}

test.each([0, 37, 480, 2_400, -350])('a sound that comes %i ms later is found to the step', (ms) => {
  const ours = speech(12, 7);
  const { offsetMs, likeness } = offsetOf(bytes(ours), bytes(shifted(ours, ms)));
  expect(Math.abs(offsetMs - ms)).toBeLessThanOrEqual(2);
  expect(likeness).toBeGreaterThan(0.9);
});

test('other words are not alike, and neither is silence', () => {
  expect(offsetOf(bytes(speech(12, 7)), bytes(speech(12, 99))).likeness).toBeLessThan(0.6);
  expect(offsetOf(bytes(speech(12, 7)), Buffer.alloc(12 * ALIGN_RATE * 2)).likeness).toBe(-1);
});
