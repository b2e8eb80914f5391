/** Runs a program with everything that it starts, and says what it cost. Linux only: it reads /proc. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';

export interface Cost {
  wallSeconds: number;
  /** User and system time of the program and of all its children, ended or not. */
  cpuSeconds: number;
  /** The highest sum of resident memory of all its processes, looked at every 50 ms. */
  peakMiB: number;
  stdout: string;
}

/** A clock tick of Linux, in seconds. */
const TICK = 0.01;
const SAMPLE_MS = 50;

/** @throws Error where the program fails, with the end of what it said. */
export async function measure(
  command: string,
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<Cost> {
  const cpuBefore = await childrenCpuSeconds();
  const startedAt = performance.now();
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-2000)));
  let peakKiB = 0;
  const sampler = setInterval(() => {
    if (child.pid !== undefined) void residentKiB(child.pid).then((kib) => (peakKiB = Math.max(peakKiB, kib)));
  }, SAMPLE_MS);
  const closed: unknown[] = await once(child, 'close');
  clearInterval(sampler);
  const wallSeconds = (performance.now() - startedAt) / 1000;
  if (closed[0] !== 0) throw new Error(`${command} ended with ${String(closed[0])}: ${stderr}`);
  return { wallSeconds, cpuSeconds: (await childrenCpuSeconds()) - cpuBefore, peakMiB: peakKiB / 1024, stdout };
}

/** What our ended children and theirs have used: fields 16 and 17 of /proc/self/stat. */
async function childrenCpuSeconds(): Promise<number> {
  const fields = await statOf('self');
  return (Number(fields[13]) + Number(fields[14])) * TICK;
}

async function residentKiB(root: number): Promise<number> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const all = await Promise.all(
    pids.map(async (pid) => {
      const fields = await statOf(pid).catch(() => []);
      return { pid: Number(pid), parent: Number(fields[1]), residentKiB: Number(fields[21] ?? 0) * 4 };
    }),
  );
  const sumOf = (pid: number): number =>
    (all.find((process) => process.pid === pid)?.residentKiB ?? 0) +
    all.filter(({ parent }) => parent === pid).reduce((sum, process) => sum + sumOf(process.pid), 0);
  return sumOf(root);
}

/** The fields behind the program's name, which may itself hold spaces: [0] is the state, field 3 of proc(5). */
async function statOf(pid: string): Promise<string[]> {
  const line = await readFile(`/proc/${pid}/stat`, 'utf8');
  return line.slice(line.lastIndexOf(')') + 2).split(' ');
}
