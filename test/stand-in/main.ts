/** The stand-in vendors as a process: `node test/stand-in/main.ts [--port 0] [--seed s] [--audio tone] [--latency 1] …`. */

import { parseArgs } from 'node:util';
import { z } from 'zod';
import { faultRules } from './faults.ts';
import { startStandIn } from './stand-in.ts';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    seed: { type: 'string', default: 'stand-in' },
    audio: { type: 'string', default: 'spoken' },
    /** 1 = as slow as in real life. */
    latency: { type: 'string', default: '1' },
    /** JSON: FaultRules. */
    faults: { type: 'string', default: '{}' },
  },
});
const standIn = await startStandIn({
  port: z.coerce.number().int().parse(values.port),
  seed: values.seed,
  audio: z.enum(['spoken', 'tone']).parse(values.audio),
  latencyScale: z.coerce.number().min(0).parse(values.latency),
  faults: faultRules.parse(JSON.parse(values.faults)),
});
for (const [name, value] of Object.entries(standIn.env)) process.stdout.write(`${name}=${value}\n`);
process.stdout.write(`ready at ${standIn.url}\n`);
for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.once(name, () => void standIn.close().then(() => process.exit()));
}
