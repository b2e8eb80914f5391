import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { needsMending } from '../../../web/src/task/needs-mending.ts';

test('where a retry is what helps, it is what is offered first', () => {
  const rows = readFileSync('docs/errors.md', 'utf8').matchAll(/^\| `(\w+)` +\| [^|]+\| ([^|]+) \|$/gm);
  const advice = new Map([...rows].map(([, code = '', what = '']) => [code, what]));
  const mended = [...advice.keys()].filter((code) => needsMending({ code }));
  expect(mended).toHaveLength(23);
  for (const code of mended) expect(`${code}: ${advice.get(code)}`).not.toMatch(/: Retry/);
  expect(needsMending({ code: 'worker_lost' })).toBe(false);
  expect(needsMending(undefined)).toBe(false);
});
