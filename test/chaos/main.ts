/**
 * `npm run chaos -- --minutes 5 --seed S [--tasks 20] [--slides 4] [--phrases 8] [--voice offline|openai] [--reference FILE] [--json]`:
 * the result to standard output, what happens meanwhile to standard error. Exits with 1 where a promise does not hold. The file
 * keeps what the undisturbed run made, for the next seed.
 */

import { parseArgs } from 'node:util';
import { z } from 'zod';
import { sayNow, tell } from '../support/telling.ts';
import { runChaos } from './chaos.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    tasks: { type: 'string', default: '20' },
    slides: { type: 'string', default: '4' },
    phrases: { type: 'string', default: '8' },
    reference: { type: 'string' },
    voice: { type: 'string', default: 'openai' },
    json: { type: 'boolean', default: false },
  },
});
const count = z.coerce.number().int().positive();
const result = await runChaos({
  minutes: z.coerce.number().positive().parse(values.minutes),
  seed: z.coerce.number().int().parse(values.seed),
  tasks: count.parse(values.tasks),
  size: { slides: count.parse(values.slides), phrases: count.parse(values.phrases) },
  ...(values.reference === undefined ? {} : { reference: values.reference }),
  voice: z.enum(['offline', 'openai']).parse(values.voice),
  say: sayNow,
});
tell(result, values.json);
process.exit(result.violations.length > 0 ? 1 : 0);
