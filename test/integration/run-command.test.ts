import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PROCESSES } from '../../platform/cell-kinds.ts';
import { runCommand } from '../../platform/run-command.ts';
import { eventually } from '../support/redis.ts';

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
  const grandchild = await eventually(async () => {
    const pid = Number(await readFile(pidFile, 'utf8').catch(() => ''));
    return pid > 0 && pid;
  }, 20_000);
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

test('in its cell a program sees what it was given and the system, and nothing else', async () => {
  const own = await mkdtemp(join(folder, 'own-'));
  const [given, other] = [join(folder, 'given'), join(folder, 'other')];
  await writeFile(given, 'given');
  await writeFile(other, 'other');
  const script =
    'cat "$1"; echo kept > "$3/out"; cat "$2" || true; touch "$1" || true; touch /usr/x || true; ls -A "$HOME"';
  const { stdout, stderr } = await runCommand('sh', ['-c', script, 'sh', given, other, own], {
    signal,
    timeoutMs,
    cell: { reads: [given], writes: [own] },
  });
  expect(stdout.toString()).toBe('givenout\n');
  expect(stderr).toMatch(/other'?: No such file[^]*given'?: (Read-only|Permission)[^]*x'?: (Read-only|Permission)/);
  expect(await readFile(join(own, 'out'), 'utf8')).toBe('kept\n');
});

test('in its cell a program reaches no server, not even one on this machine', async () => {
  let connections = 0;
  const server = createServer(() => (connections += 1)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  const args = ['-c', `exec 3<>/dev/tcp/127.0.0.1/${port}`];
  await runCommand('bash', args, { signal, timeoutMs });
  await expect(runCommand('bash', args, { signal, timeoutMs, cell: {} })).rejects.toThrow(/exited with 1/);
  server.close();
  expect(connections).toBe(1);
});

test('a file that a program in its cell writes is ours afterwards, and a link that it leaves is gone', async () => {
  const own = await mkdtemp(join(folder, 'own-'));
  const file = join(folder, 'written');
  await runCommand('sh', ['-c', 'echo sound > "$1"; ln -s /etc/passwd "$2/link"', 'sh', file, own], {
    signal,
    timeoutMs,
    cell: { writes: [own, file] },
  });
  expect(await readFile(file, 'utf8')).toBe('sound\n');
  expect((await stat(file)).uid).toBe(process.getuid?.());
  expect(await readdir(own)).toEqual([]);
});

test('in its cell a program that wants all memory or all processes is refused them', async () => {
  const greedy = ['-e', 'Buffer.alloc(3 * 2 ** 30)'];
  const wanting = runCommand(process.execPath, greedy, { signal, timeoutMs, cell: {} });
  await expect(wanting).rejects.toThrow('allocation failed');
  const breeding = 'i=0; while [ $i -lt 1000 ]; do sleep 9 & i=$((i + 1)); echo $i; done';
  const { stdout } = await runCommand('sh', ['-c', breeding], { signal, timeoutMs, cell: {}, okCodes: [2] });
  expect(stdout.toString().split('\n').length).toBeLessThanOrEqual(PROCESSES);
});

test('a program that writes without end is ended, and says so', async () => {
  const endless = runCommand('yes', [], { signal, timeoutMs, maxOutputBytes: 10_000 });
  await expect(endless).rejects.toThrow('wrote without end');
});

test('when a worker is killed, what runs in its cell dies with it', async () => {
  const own = await mkdtemp(join(folder, 'own-'));
  const source = new URL('../../platform/run-command.ts', import.meta.url).href;
  const script = `const { runCommand } = await import('${source}');
    await runCommand('sh', ['-c', 'sleep 63 & sleep 63'], { signal: new AbortController().signal, timeoutMs: 60000, cell: { writes: ['${own}'] }, cwd: '${own}' });`;
  const worker = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: 'inherit' });
  const inside = async (): Promise<number[]> => {
    const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
    const places = await Promise.all(pids.map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => '')));
    return pids.filter((pid, index) => places[index] === own && pid !== worker.pid);
  };
  await eventually(async () => (await inside()).length >= 3, 20_000);
  worker.kill('SIGKILL');
  await eventually(async () => (await inside()).length === 0, 5_000);
}, 40_000);
