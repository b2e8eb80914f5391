import { expect, test } from '@jest/globals';
import { createAuth } from '../../../api/auth.ts';

const publicUrl = 'http://localhost:3000';

test('how nearly a key was guessed does not show in the time that it takes to refuse it', () => {
  // Long enough for a comparison that ends at the first difference to be many times quicker than one that goes to the end.
  const key = 'k'.repeat(8 * 2 ** 20);
  const auth = createAuth({ apiKeys: [{ name: 'ann', key }], publicUrl });
  const quickestMs = (guess: string): number => {
    const times = Array.from({ length: 6 }, () => {
      const startedAt = performance.now();
      const refused = refuses(() => auth.signIn(guess));
      const elapsedMs = performance.now() - startedAt;
      expect(refused).toBe(true);
      return elapsedMs;
    });
    return Math.min(...times);
  };
  expect(quickestMs(`x${key.slice(1)}`) / quickestMs(`${key.slice(0, -1)}x`)).toBeGreaterThan(0.3);
});

function refuses(signIn: () => unknown): boolean {
  try {
    signIn();
    return false;
  } catch {
    return true;
  }
}

test('every key is compared, whichever one is right', () => {
  const compared: string[] = [];
  const apiKeys = ['ann', 'bob', 'eve'].map((name) => ({
    name,
    get key() {
      compared.push(name);
      return `key-of-${name}`;
    },
  }));
  const auth = createAuth({ apiKeys, publicUrl });
  for (const guess of ['key-of-ann', 'key-of-eve', 'key-of-nobody']) {
    compared.length = 0;
    refuses(() => auth.signIn(guess));
    expect(new Set(compared)).toEqual(new Set(['ann', 'bob', 'eve']));
  }
});
