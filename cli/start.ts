/** `npm start`: the whole system until Ctrl-C. `npm run dev` adds --watch: a process restarts when its sources change. */

import { createSay } from './say.ts';
import { onStop } from './signals.ts';
import { startSystem } from './system.ts';
import { toError } from '../domain/index.ts';

const say = createSay();
const stopping = new AbortController();
const stopped = onStop(() => stopping.abort());

try {
  const system = await startSystem({ say, watch: process.argv.includes('--watch'), signal: stopping.signal });
  stopped.atOnce(() => system.kill());
  console.log(`
SlideSpeaker runs.
  Web page   ${system.config.publicUrl}
  Console    ${system.config.temporal.uiUrl}
  Logs       ${system.logDir}
Ctrl-C stops it.
`);
  await stopped.asked;
  say('stopping; Ctrl-C again ends everything at once');
  await system.stop();
  say('stopped');
} catch (thrown) {
  if (!stopping.signal.aborted) {
    console.error(`\n${toError(thrown).message}`);
    process.exitCode = 1;
  }
}
process.exit();
