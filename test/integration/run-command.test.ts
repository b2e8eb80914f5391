import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCommand } from '../../platform/run-command.ts';

const signal = new AbortController().signal;
const timeoutMs = 10_000;
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'run-command-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** A zombie, dead and not yet reaped by init, is not alive. */
const isAlive = async (pid: number): Promise<boolean> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ') Z');
  return stat.slice(stat.lastIndexOf(')') + 2, stat.lastIndexOf(')') + 3) !== 'Z';
};

test('a command gives back what it wrote, and gets what it is sent', async () => {
  const result = await runCommand('tr', ['a-z', 'A-Z'], { signal, timeoutMs, input: 'slide' });
  expect(result.stdout.toString()).toBe('SLIDE');
});

test('a failure says which command, how it ended and the end of its standard error', async () => {
  const failing = runCommand('sh', ['-c', 'echo the disk is full >&2; exit 3'], { signal, timeoutMs });
  await expect(failing).rejects.toThrow(/^sh exited with 3 after \d+\.\d s: sh -c [^]*the disk is full$/);
});

test('a program that is not installed fails with its name', async () => {
  await expect(runCommand('no-such-program', [], { signal, timeoutMs })).rejects.toThrow('no-such-program');
});

test('a child sees no variable of ours but PATH, HOME and LANG', async () => {
  process.env['A_SECRET_KEY'] = 'sesame';
  const { stdout } = await runCommand('env', [], { signal, timeoutMs });
  const names = stdout
    .toString()
    .trim()
    .split('\n')
    .map((line) => line.split('=')[0]);
  expect(names.sort()).toEqual(['HOME', 'LANG', 'PATH']);
});

test.each([
  ['that obeys', 'sleep 60 & echo $! > PIDFILE; wait'],
  [
    'that ignores SIGTERM',
    'trap "" TERM; (trap "" TERM; echo $BASHPID > PIDFILE; while :; do sleep 0.1; done) & while :; do sleep 0.1; done',
  ],
])('a cancel ends a whole tree of processes %s before it is reported', async (_kind, script) => {
  const pidFile = join(folder, `pid-${script.length}`);
  const cancel = new AbortController();
  const running = runCommand('bash', ['-c', script.replace('PIDFILE', pidFile)], {
    signal: cancel.signal,
    timeoutMs: 60_000,
  });
  const ended = expect(running).rejects.toThrow('cancelled by the test');
  await sleep(300);
  const grandchild = Number(await readFile(pidFile, 'utf8'));
  expect(await isAlive(grandchild)).toBe(true);
  cancel.abort(new Error('cancelled by the test'));
  await ended;
  expect(await isAlive(grandchild)).toBe(false);
});

test('a hang ends at its time limit and says so', async () => {
  await expect(runCommand('sleep', ['60'], { signal, timeoutMs: 200 })).rejects.toMatchObject({
    timedOut: true,
    message: expect.stringContaining('time limit'),
  });
});
