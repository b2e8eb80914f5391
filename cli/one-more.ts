/** `npm run api|master|worker`: one more of them on this machine, beside a system that runs, with its log on the terminal. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { isFree, settleEnvironment } from './environment.ts';
import { root, STOP_WITHIN_MS } from './system.ts';

const PORT_OF = { api: 'PORT', master: 'MASTER_PORT', worker: 'WORKER_PORT' } as const;

const name = process.argv[2];
if (name !== 'api' && name !== 'master' && name !== 'worker') throw new Error('say which: api, master or worker');

const variable = PORT_OF[name];
const wanted = await settleEnvironment(process.env);
// The usual port belongs to the first of its kind; the next one takes any.
const env = (await isFree(Number(wanted[variable])))
  ? wanted
  : await settleEnvironment({ ...process.env, [variable]: '0' });
console.error(`${name} answers on port ${env[variable]} (${variable})`);

const child = spawn(process.execPath, [join(root, name, 'main.ts')], { env, stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    child.kill(signal);
    setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS[name]).unref();
  });
}
await once(child, 'exit');
process.exitCode = child.exitCode ?? 1;
