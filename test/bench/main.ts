/** `npm run bench -- NAME [--json]`: the result to standard output, what happens meanwhile to standard error. */

import { tell } from '../support/telling.ts';
import { benchBurn } from './burn.ts';
import { benchRender } from './render.ts';

const BENCHES: Record<string, (say: (line: string) => void) => Promise<unknown>> = {
  render: benchRender,
  burn: benchBurn,
};

const [name = 'render'] = process.argv.slice(2).filter((word) => !word.startsWith('--'));
const bench = BENCHES[name];
if (bench) {
  const result = await bench((line) => process.stderr.write(`${line}\n`));
  tell(result, process.argv.includes('--json'));
} else {
  process.stderr.write(`There is no benchmark "${name}". There are: ${Object.keys(BENCHES).join(', ')}.\n`);
  process.exitCode = 2;
}
