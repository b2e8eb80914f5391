/** What a process holds in memory, as Linux counts it: resident, its children aside. */

import { readFile, writeFile } from 'node:fs/promises';

/** By kind of process. */
export type Pids = ReadonlyMap<string, readonly number[]>;
/** MiB of the largest, by kind of process. */
export type Sizes = Record<string, number>;

export const residentMiB = (pids: Pids): Promise<Sizes> => largest(pids, 'VmRSS');

/** Answers with what gives the highest since now. The kernel keeps the peak itself, so nothing is missed between two looks. */
export async function watchPeaks(pids: Pids): Promise<() => Promise<Sizes>> {
  // "5" resets the peak (proc(5)).
  for (const pid of [...pids.values()].flat()) await writeFile(`/proc/${pid}/clear_refs`, '5');
  return () => largest(pids, 'VmHWM');
}

async function largest(pids: Pids, field: 'VmRSS' | 'VmHWM'): Promise<Sizes> {
  const sizes = [...pids].map(async ([kind, all]) => {
    const each = await Promise.all(all.map((pid) => readMiB(pid, field)));
    return [kind, Math.max(...each)] as const;
  });
  return Object.fromEntries(await Promise.all(sizes));
}

/** @throws Error where the process has ended: then its peak is not known. */
async function readMiB(pid: number, field: 'VmRSS' | 'VmHWM'): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  const [, kib] = new RegExp(`^${field}:\\s+(\\d+) kB`, 'm').exec(status) ?? [];
  if (kib === undefined) throw new Error(`process ${pid} has no ${field}`);
  return Math.round(Number(kib) / 1024);
}
