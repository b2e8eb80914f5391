/** `npm run fuzz -- --minutes N [--only words]`: tries every target with ever new inputs; the first that breaks is printed, made small. */

import { parseArgs } from 'node:util';
import * as fc from 'fast-check';
import { FUZZ_TARGETS } from './targets.ts';

const { values } = parseArgs({
  options: { minutes: { type: 'string', default: '1' }, only: { type: 'string', default: '' } },
});
const targets = Object.entries(FUZZ_TARGETS).filter(([name]) => name.includes(values.only));
const eachMs = (Number(values.minutes) * 60_000) / targets.length;
for (const [name, property] of targets) {
  const until = performance.now() + eachMs;
  let runs = 0;
  while (performance.now() < until) {
    const details = await fc.check<unknown[]>(property, {
      numRuns: 500,
      interruptAfterTimeLimit: Math.max(1, until - performance.now()),
    });
    runs += details.numRuns;
    if (details.failed) {
      process.stdout.write(`${name}: broken after ${runs} inputs\n${fc.defaultReportMessage(details) ?? ''}\n`);
      process.exit(1);
    }
  }
  process.stdout.write(`${name}: ${runs} inputs\n`);
}
