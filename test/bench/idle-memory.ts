/** What each process of the system holds in memory while nobody asks anything of it. */

import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTestSystem } from '../support/system.ts';

/** Long enough for start-up garbage to be collected and for caches to settle. */
const SETTLE_MS = 20_000;
const PROCESSES = {
  api: 'api/main.ts',
  master: 'master/main.ts',
  worker: 'worker/main.ts',
  redis: 'redis-server',
  temporal: 'start-dev',
};

/** Resident memory in MiB, by process. */
export async function idleMemory(): Promise<Record<string, number>> {
  const system = await startTestSystem();
  try {
    await sleep(SETTLE_MS);
    const measured = await Promise.all(
      Object.entries(PROCESSES).map(async ([name, command]) => {
        const pids = await system.processes(command);
        const sizes = await Promise.all(pids.map(residentMiB));
        return [name, Math.max(0, ...sizes)] as const;
      }),
    );
    return Object.fromEntries(measured);
  } finally {
    await system.stop();
  }
}

async function residentMiB(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) / 1024);
}
