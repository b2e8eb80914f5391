/**
 * `npm run faults -- [--seed 1] [--percent 10] [--without refusal,…] [--tasks 8] [--minutes 4] [--json]`: every fault of the three vendors at that rate, with
 * workers killed at random, and what the promises say about it. `npm run faults -- --each [FAULT …]`: each fault at 100 %.
 * `npm run faults -- --away`: a vendor that is away for six minutes, and a task that waits for it.
 * The result to standard output, what happens meanwhile to standard error. Exits with 1 where a promise does not hold.
 */

import { parseArgs } from 'node:util';
import { z } from 'zod';
import { FAULTS } from '../stand-in/faults.ts';
import { sayNow, tell } from '../support/telling.ts';
import { runAway } from './away.ts';
import { runEachFault } from './each.ts';
import { runMixedFaults } from './mixed.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: '1' },
    percent: { type: 'string', default: '10' },
    /** `refusal,hang`: never. */
    without: { type: 'string', default: '' },
    tasks: { type: 'string', default: '8' },
    minutes: { type: 'string', default: '4' },
    away: { type: 'boolean', default: false },
    each: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
});
const count = z.coerce.number().int().positive();
const result = values.away
  ? await runAway(sayNow)
  : values.each
    ? await runEachFault({ faults: z.array(z.enum(FAULTS)).parse(positionals), say: sayNow })
    : await runMixedFaults({
        seed: z.coerce.number().int().parse(values.seed),
        probability: z.coerce.number().min(0).max(100).parse(values.percent) / 100,
        without: values.without === '' ? [] : z.array(z.enum(FAULTS)).parse(values.without.split(',')),
        tasks: count.parse(values.tasks),
        minutes: z.coerce.number().min(0).parse(values.minutes),
        say: sayNow,
      });
tell(result, values.json);
process.exit(result.violations.length > 0 ? 1 : 0);
