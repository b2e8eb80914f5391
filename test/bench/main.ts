/** `npm run bench -- NAME [--json]`: the result to standard output, what happens meanwhile to standard error. */

import { inspect } from 'node:util';
import { benchRender } from './render.ts';

const BENCHES: Record<string, (say: (line: string) => void) => Promise<unknown>> = { render: benchRender };

const [name = 'render'] = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const bench = BENCHES[name];
if (bench) {
  const result = await bench((line) => process.stderr.write(`${line}\n`));
  process.stdout.write(
    `${process.argv.includes('--json') ? JSON.stringify(result, null, 2) : inspect(result, { depth: 9 })}\n`,
  );
} else {
  process.stderr.write(`There is no benchmark "${name}". There are: ${Object.keys(BENCHES).join(', ')}.\n`);
  process.exitCode = 2;
}
