/**
 * `npm run load -- cancel [STATE…] [--json]`, `npm run load -- studio [SCENE…] [--tasks 1000] [--json]` or `npm run load -- queue [--tasks 1000] [--decks 5]
 * [--slides 100] [--minutes 240] [--json]`: the result to standard output, what happens meanwhile to standard error. Exits with 1 where a promise does not hold.
 */

import { parseArgs } from 'node:util';
import { tell } from '../support/telling.ts';
import { measureCancels } from './cancel.ts';
import { measureQueue } from './queue.ts';
import { measureStudio } from './studio.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tasks: { type: 'string', default: '1000' },
    decks: { type: 'string', default: '5' },
    slides: { type: 'string', default: '100' },
    minutes: { type: 'string', default: '240' },
    json: { type: 'boolean', default: false },
  },
});
const say = (line: string): void => void process.stderr.write(`${line}\n`);
const [name = 'queue', ...only] = positionals;
const LOADS = {
  queue: () =>
    measureQueue({
      tasks: Number(values.tasks),
      decks: Number(values.decks),
      slides: Number(values.slides),
      minutes: Number(values.minutes),
      say,
    }),
  cancel: () => measureCancels(say, only),
  studio: () => measureStudio({ tasks: Number(values.tasks), slides: 500, only, say }),
};

if (name === 'queue' || name === 'cancel' || name === 'studio') {
  const result = await LOADS[name]();
  tell(result, values.json);
  if (!result.holds) process.exitCode = 1;
} else {
  say(`There is no load "${name}". There are: ${Object.keys(LOADS).join(', ')}.`);
  process.exitCode = 2;
}
