import { expect, test } from '@jest/globals';
import { createFaultDraw, everyFault, FAULTS, type FaultRules } from '../../stand-in/faults.ts';

const request = (hash: string, body = '') => ({ route: 'openai.speech', hash, body });
const drawAll = (rules: FaultRules, hashes: string[], seed = 'seed') => {
  const faults = createFaultDraw(seed, rules);
  return new Map(hashes.map((hash) => [hash, faults.draw(request(hash), FAULTS)]));
};
const hashes = Array.from({ length: 1_000 }, (_, at) => `request ${at}`);

test('about as many calls fail as the probability says', () => {
  const struck = [...drawAll({ openai: { server_error: 0.1 } }, hashes).values()].filter(Boolean);
  expect(struck.length).toBeGreaterThan(70);
  expect(struck.length).toBeLessThan(130);
});

test('the order in which calls come does not change which of them fail', () => {
  const rules = everyFault(0.05);
  expect(new Map([...drawAll(rules, hashes.toReversed())].toReversed())).toEqual(drawAll(rules, hashes));
  expect(drawAll(rules, hashes, 'another seed')).not.toEqual(drawAll(rules, hashes));
});

test('a fault can be for the first attempt of every request, for so many in all, and for some words', () => {
  const first = createFaultDraw('seed', { openai: { server_error: { attempts: 1 } } });
  expect([1, 2].map(() => first.draw(request('a'), FAULTS))).toEqual(['server_error', undefined]);
  expect(first.draw(request('b'), FAULTS)).toBe('server_error');
  const two = createFaultDraw('seed', { openai: { server_error: { atMost: 2 } } });
  expect(['a', 'b', 'c'].map((hash) => two.draw(request(hash), FAULTS))).toEqual([
    'server_error',
    'server_error',
    undefined,
  ]);
  const some = createFaultDraw('seed', { openai: { refusal: { containing: 'storm' } } });
  expect(some.draw(request('a', 'a storm'), FAULTS)).toBe('refusal');
  expect(some.draw(request('b', 'calm'), FAULTS)).toBeUndefined();
});

test('a route’s rule counts instead of its vendor’s, and a fault that it cannot have is passed over', () => {
  const faults = createFaultDraw('seed', {
    openai: { server_error: 1 },
    'openai.speech': { server_error: 0, refusal: 1 },
  });
  expect(faults.draw(request('a'), ['server_error'])).toBeUndefined();
  expect(faults.draw({ ...request('a'), route: 'openai.responses' }, ['server_error'])).toBe('server_error');
});
