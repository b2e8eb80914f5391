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
    /** For HeyGen's videos: 1 = 5 to 15 minutes. */
    render: { type: 'string', default: '0' },
    /** JSON: FaultRules. */
    faults: { type: 'string', default: '{}' },
    /** Ends with its standard input, and so with the process that started it. */
    'until-input-ends': { type: 'boolean', default: false },
  },
});
const standIn = await startStandIn({
  port: z.coerce.number().int().parse(values.port),
  seed: values.seed,
  audio: z.enum(['spoken', 'tone']).parse(values.audio),
  latencyScale: z.coerce.number().min(0).parse(values.latency),
  renderScale: z.coerce.number().min(0).parse(values.render),
  faults: faultRules.parse(JSON.parse(values.faults)),
});
for (const [name, value] of Object.entries(standIn.env)) process.stdout.write(`${name}=${value}\n`);
process.stdout.write(`ready at ${standIn.url}\n`);
const end = (): void => {
  void standIn.close().then(() => process.exit());
};
process.once('SIGTERM', end);
if (values['until-input-ends']) {
  process.on('SIGINT', () => undefined); // a Ctrl-C in the terminal is for the process that started this one
  process.stdin.resume().once('close', end);
} else {
  process.once('SIGINT', end);
}
