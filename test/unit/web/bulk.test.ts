/** One thing done to many tasks. */
import { expect, test } from '@jest/globals';
import { doToEach } from '../../../web/src/home/bulk.ts';

test('everything is tried, at most four at once, and every reason is told once', async () => {
  let under = 0;
  let most = 0;
  const counted: number[] = [];
  const result = await doToEach(
    Array.from({ length: 20 }, (_, i) => String(i)),
    async (id) => {
      under += 1;
      most = Math.max(most, under);
      await Promise.resolve();
      under -= 1;
      if (Number(id) % 5 === 0) throw new Error('It has ended.');
    },
    (count) => counted.push(count),
  );
  expect(result).toEqual({ done: 16, problems: ['It has ended.'] });
  expect([most, counted.at(-1), counted.length]).toEqual([4, 20, 20]);
});
