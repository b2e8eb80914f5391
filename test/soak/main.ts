/**
 * `npm run soak -- [--gib 1] [--minutes 180] [--json]`: the result to standard output, what happens meanwhile to standard
 * error. Exits with 1 where promise P8 does not hold.
 */

import { parseArgs } from 'node:util';
import { z } from 'zod';
import { sayNow, tell } from '../support/telling.ts';
import { runSoak } from './soak.ts';

const { values } = parseArgs({
  options: {
    gib: { type: 'string', default: '1' },
    minutes: { type: 'string', default: '180' },
    json: { type: 'boolean', default: false },
  },
});
const result = await runSoak({
  uploadGib: z.coerce.number().positive().parse(values.gib),
  minutes: z.coerce.number().int().positive().parse(values.minutes),
  say: sayNow,
});
tell(result, values.json);
process.exit(result.violations.length > 0 ? 1 : 0);
