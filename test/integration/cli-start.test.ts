/** `npm start` as people use it: the command itself, on ports and in a folder of its own. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, readdir, readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const PARTS = ['redis', 'temporal', 'api', 'master', 'worker'];
let dataDir: string;
let start: ChildProcess;
let printed: string[];

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'cli-start-'));
  const ports = { PORT: '0', MASTER_PORT: '0', WORKER_PORT: '0', TEMPORAL_UI_PORT: '0' };
  const addresses = { REDIS_URL: 'redis://127.0.0.1:0', TEMPORAL_ADDRESS: '127.0.0.1:0' };
  printed = [];
  start = spawn(process.execPath, ['cli/start.ts'], {
    env: { ...process.env, ...ports, ...addresses, DATA_DIR: dataDir },
  });
  if (!start.stdout) throw new Error('its output is a pipe');
  createInterface({ input: start.stdout }).on('line', (line) => printed.push(line));
  await until(() => printed.includes('Ctrl-C stops it.'), 120_000);
}, 150_000);

afterAll(async () => {
  if (start.exitCode === null && start.signalCode === null) {
    start.kill('SIGKILL');
    await once(start, 'exit');
  }
  await rm(dataDir, { recursive: true, force: true });
});

test('every part that is killed with -9 comes back, Redis and Temporal included', async () => {
  const before = await childrenOf(start);
  expect(before).toHaveLength(PARTS.length);
  for (const pid of before) process.kill(pid, 'SIGKILL');
  const everyPart = (words: string) => () =>
    PARTS.every((part) => printed.some((line) => line.includes(`${part} ${words}`)));
  await until(everyPart('was ended by SIGKILL; starting it again'), 10_000);
  await until(everyPart('is back'), 60_000); // ten seconds on an idle machine; here the other tests keep it busy
  const after = await childrenOf(start);
  expect(after).toHaveLength(PARTS.length);
  expect(after.filter((pid) => before.includes(pid))).toEqual([]);
}, 90_000);

test('the page and the console answer where it says', async () => {
  const addressAfter = (words: string): string =>
    printed
      .find((line) => line.trim().startsWith(words))
      ?.trim()
      .split(/\s+/)
      .at(-1) ?? '';
  expect((await fetch(`${addressAfter('Web page')}/readyz`)).status).toBe(200);
  expect((await fetch(addressAfter('Console'))).status).toBe(200);
});

test('the same data folder is not used twice', async () => {
  const second = spawn(process.execPath, ['cli/start.ts'], { env: { ...process.env, DATA_DIR: dataDir } });
  let complaint = '';
  second.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()));
  await once(second, 'close');
  expect(second.exitCode).toBe(1);
  expect(complaint).toMatch(/is in use by the SlideSpeaker with process id \d+/);
}, 30_000);

test('SIGTERM ends all of it and leaves nothing over', async () => {
  const children = await childrenOf(start);
  start.kill('SIGTERM');
  await once(start, 'exit');
  expect(start.exitCode).toBe(0);
  expect(children.filter(lives)).toEqual([]);
}, 60_000);

/** The processes that this one has started, read from /proc. */
async function childrenOf({ pid }: ChildProcess): Promise<number[]> {
  const numbers = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const parents = await Promise.all(numbers.map(async (name) => [Number(name), await parentOf(name)] as const));
  return parents.filter(([, parent]) => parent === pid).map(([child]) => child);
}

async function parentOf(pid: string): Promise<number | undefined> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''); // it may have ended by now
  // The name before it may hold spaces and brackets, so the fields are counted from its last bracket.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return fields[0] === 'Z' ? undefined : Number(fields[1]);
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function until(holds: () => boolean, withinMs: number): Promise<void> {
  const startedAt = performance.now();
  while (!holds()) {
    await delay(50);
    if (performance.now() - startedAt > withinMs) throw new Error(`not within ${withinMs} ms:\n${printed.join('\n')}`);
  }
}
