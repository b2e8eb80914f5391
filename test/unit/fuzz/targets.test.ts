import { test } from '@jest/globals';
import * as fc from 'fast-check';
import { FUZZ_TARGETS } from '../../fuzz/targets.ts';

test.each(Object.entries(FUZZ_TARGETS))('%s', async (_name, property) => {
  await fc.assert<unknown[]>(property, { numRuns: 200 });
});
