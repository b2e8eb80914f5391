import { expect, test } from '@jest/globals';
import { PlatformError } from '../../../domain/index.ts';
import { readiness } from '../../../platform/health.ts';

test('what is wrong is said without the addresses and paths that the log is for', async () => {
  const refused = Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:6379'), { code: 'ECONNREFUSED' });
  const { ready, checks } = await readiness({
    redis: () => Promise.reject(refused),
    temporal: () => Promise.reject(new TypeError('10.0.0.8 did not answer')),
    store: () => Promise.reject(new PlatformError('disk_full', 'The disk is full.')),
    cell: () => Promise.resolve({ note: 'sandbox' }),
  });
  expect(ready).toBe(false);
  expect(checks).toEqual({
    redis: 'cannot be used (ECONNREFUSED)',
    temporal: 'cannot be used (TypeError)',
    store: 'The disk is full.',
    cell: 'ok: sandbox',
  });
});
