/**
 * `npm run chaos -- --minutes 5 --seed S [--tasks 40] [--slides 13] [--voice offline|openai] [--json]`: the result to standard
 * output, what happens meanwhile to standard error. Exits with 1 where a promise does not hold.
 */

import { inspect, parseArgs } from 'node:util';
import { z } from 'zod';
import { runChaos } from './chaos.ts';

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    tasks: { type: 'string', default: '40' },
    slides: { type: 'string', default: '13' },
    voice: { type: 'string', default: 'openai' },
    json: { type: 'boolean', default: false },
  },
});
const count = z.coerce.number().int().positive();
const result = await runChaos({
  minutes: z.coerce.number().positive().parse(values.minutes),
  seed: z.coerce.number().int().parse(values.seed),
  tasks: count.parse(values.tasks),
  slides: count.parse(values.slides),
  voice: z.enum(['offline', 'openai']).parse(values.voice),
  say: (line) => process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`),
});
process.stdout.write(`${values.json ? JSON.stringify(result, null, 2) : inspect(result, { depth: 9 })}\n`);
process.exit(result.violations.length > 0 ? 1 : 0);
