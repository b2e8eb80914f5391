/** A process of its own for cpu-slots.test.ts: runs `count` programs at once, each of which writes when it begins and ends. */

import { openCpuSlots } from '../../platform/cpu-slots.ts';
import { limitCommands, runCommand } from '../../platform/run-command.ts';

const [folder = '', slots = '', count = '', log = '', seconds = ''] = process.argv.slice(2);
limitCommands(await openCpuSlots(folder, Number(slots)));
const { signal } = new AbortController();
const script = `echo + >> ${log}; sleep ${seconds}; echo - >> ${log}`;
await Promise.all(
  Array.from({ length: Number(count) }, () => runCommand('sh', ['-c', script], { signal, timeoutMs: 60_000 })),
);
