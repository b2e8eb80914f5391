/** CPU_SLOTS holds for a machine, whatever the number of its workers: two real processes, one of them killed. */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openCpuSlots } from '../../platform/cpu-slots.ts';
import { eventually } from '../support/redis.ts';

const USER = fileURLToPath(new URL('../support/cpu-slot-user.ts', import.meta.url));
const { signal } = new AbortController();
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cpu-slots-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A process that runs `count` programs of `seconds` each. */
const start = (slots: string, { count, seconds }: { count: number; seconds: number }): ChildProcess =>
  spawn(process.execPath, [
    USER,
    join(folder, slots),
    '2',
    String(count),
    join(folder, `${slots}.log`),
    String(seconds),
  ]);
const logOf = (slots: string): Promise<string[]> =>
  readFile(join(folder, `${slots}.log`), 'utf8').then(
    (text) => text.trim().split('\n'),
    () => [],
  );

test('two processes together never run more programs than there are slots, and all of them get their turn', async () => {
  const users = [0, 1].map(() => start('shared', { count: 8, seconds: 0.05 }));
  expect(await Promise.all(users.map((user) => once(user, 'exit')))).toEqual([
    [0, null],
    [0, null],
  ]);
  const running: number[] = [];
  for (const line of await logOf('shared')) running.push((running.at(-1) ?? 0) + (line === '+' ? 1 : -1));
  expect(running).toHaveLength(32);
  expect(Math.max(...running)).toBe(2);
});

test('the slots of a killed process are free at once', async () => {
  const user = start('killed', { count: 2, seconds: 60 });
  await eventually(async () => (await logOf('killed')).length === 2);
  const slots = await openCpuSlots(join(folder, 'killed'), 2);
  await expect(slots.take(AbortSignal.timeout(100))).rejects.toThrow();
  user.kill('SIGKILL');
  await slots.take(signal);
  await slots.take(signal);
});

test('who waits for a slot leaves the queue when its task is cancelled, and those behind it go on', async () => {
  const slots = await openCpuSlots(join(folder, 'cancelled'), 1);
  const release = await slots.take(signal);
  const cancel = new AbortController();
  const first = slots.take(cancel.signal);
  const second = slots.take(signal);
  cancel.abort(new Error('TASK_CANCELLED'));
  await expect(first).rejects.toThrow('TASK_CANCELLED');
  release();
  await second;
});
