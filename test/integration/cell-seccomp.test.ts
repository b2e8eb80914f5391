import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { BUBBLEWRAP, UNSHARE } from '../../platform/cell-kinds.ts';
import { findCell, type Cell } from '../../platform/cell.ts';
import { startListener } from '../hostile/trial.ts';
import { pdfOf } from '../support/deck-files.ts';

const execute = promisify(execFile);
const run = ([program = '', ...args]: readonly string[]) => execute(program, args);
/** A machine like a container without rights: nobody may make namespaces. */
const runWithoutNamespaces = (line: readonly string[]) =>
  line.some((word) => word === BUBBLEWRAP || word === UNSHARE) ? Promise.reject(new Error('not allowed')) : run(line);

let cell: Cell;
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cell-'));
  cell = await findCell(runWithoutNamespaces);
});
afterAll(() => rm(folder, { recursive: true }));

const inside = async (program: string, ...args: string[]): Promise<string> =>
  (await run(await cell.enter({ program, args, reads: [], writes: [folder] }))).stdout;

test('where no namespace may be made, a filter of system calls keeps programs and their children off every network', async () => {
  expect([cell.kind, cell.says]).toEqual(['no-network', expect.stringContaining('seccomp')]);
  const listener = await startListener();
  try {
    const [host = '', port = ''] = listener.address.split(':');
    const visit = ['-c', `(echo > /dev/tcp/${host}/${port}) 2>&1 | cat; echo tried`];
    expect(await inside('/bin/bash', ...visit)).toMatch(/not permitted[^]*tried/);
    expect(listener.visits()).toBe(0);
    await run(['/bin/bash', ...visit]);
    expect(listener.visits()).toBe(1);
  } finally {
    listener.stop();
  }
  // Neither by the calls of another kind of program, nor by the queue that makes sockets unseen; and they cannot be made allowed again.
  const refused = (call: string) => inside('/usr/bin/perl', '-e', `exit(${call} == -1 && $! + 0 == 1 ? 0 : 1)`);
  await refused('syscall(425, 8, 0)');
  if (process.arch === 'x64') await refused('syscall(0x40000000 + 41, 2, 1, 0)');
  // Nor into another program (PTRACE_TRACEME, which harms nobody and is allowed otherwise).
  await refused(`syscall(${process.arch === 'x64' ? 101 : 117}, 0, 0, 0, 0)`);
  await expect(refused('syscall(39)')).rejects.toThrow();
});

test('what programs need goes on there: their files, and sockets among themselves', async () => {
  const deck = join(folder, 'deck.pdf');
  await writeFile(deck, pdfOf([{ width: 320, height: 180 }]));
  expect(await inside('/usr/bin/pdfinfo', deck)).toMatch(/Pages:\s+1\n/);
  await inside('/usr/bin/perl', '-e', 'socket(my $s, 1, 1, 0) or exit 1');
});
