/**
 * Runs a foreign program (soffice, ffmpeg, pdftoppm, espeak-ng …). Nobody else spawns.
 *
 * Every child leads a process group of its own, so that ending it ends its children too; has a time limit of its own,
 * because it would outlive a killed worker; and, on Linux, dies with the process that started it.
 */

import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { PlatformError } from '../domain/index.ts';
import { bareLine } from './cell-kinds.ts';
import { removeLinks, watchScratch } from './cell-scratch.ts';
import { cellEnvironment, findCell, type Cell, type Confinement } from './cell.ts';
import type { CpuSlots } from './cpu-slots.ts';
import { saysDiskFull } from './disk-full.ts';
import { endGroup } from './process-group.ts';

export interface CommandOptions {
  /** Ends the whole process group: SIGTERM, and SIGKILL soon after (process-group.ts). */
  signal: AbortSignal;
  /** Wall-clock limit. A hang must end in a reason, so there is no default. */
  timeoutMs: number;
  cwd?: string;
  /** Added to a minimal environment: PATH, HOME, LANG. Nothing else is inherited, so no key reaches a child. */
  env?: Record<string, string>;
  /** Sent to its standard input. */
  input?: Buffer | string;
  /** Exit codes that mean success; 0 where not said. */
  okCodes?: readonly number[];
  /** Runs it in the cell (cell.ts) with nothing else in reach. Whatever reads what strangers wrote has one. */
  cell?: Confinement;
  /** What it may write to its standard output before it is ended; OUTPUT_BYTES where not said. */
  maxOutputBytes?: number;
}

export interface CommandResult {
  stdout: Buffer;
  /** The last lines of standard error, at most STDERR_TAIL_BYTES. */
  stderr: string;
  durationMs: number;
}

/** Failure messages end up in Temporal's history and are cut to 4 KiB there (temporal.md 2). */
const STDERR_TAIL_BYTES = 2_000;
/** Trying a cell takes 10 ms; a kernel that hangs here must not hang us. */
const TRIAL_TIMEOUT_MS = 10_000;
/** It is kept in memory. The largest of ours is a picture of 2160p, 24 MiB; a crafted file can make a program write without end. */
const OUTPUT_BYTES = 64 * 2 ** 20;

/** A program failed: why it ended, which, after how long, then the end of its standard error. */
export class CommandFailedError extends Error {
  readonly command: string;
  readonly exitCode: number | null;
  readonly timedOut: boolean;
  readonly stderr: string;

  constructor(
    reason: string,
    command: string,
    args: readonly string[],
    result: { exitCode: number | null; timedOut: boolean; stderr: string; durationMs: number },
  ) {
    const seconds = (result.durationMs / 1000).toFixed(1);
    super(
      `${command} ${reason} after ${seconds} s: ${[command, ...args].join(' ').slice(0, 500)}\n${result.stderr}`.trim(),
    );
    this.name = 'CommandFailedError';
    this.command = command;
    this.exitCode = result.exitCode;
    this.timedOut = result.timedOut;
    this.stderr = result.stderr;
  }
}

let cpuSlots: CpuSlots | undefined;

/** From now on every program of this process waits for a slot of the machine's. For workers: what the API runs is short. */
export function limitCommands(slots: CpuSlots): void {
  cpuSlots = slots;
}

/**
 * Runs `command` to its end and returns what it wrote. Its time limit does not count the wait for a slot.
 * @throws CommandFailedError when it cannot be started, exits with another code, passes its time limit or complains of a full disk.
 * @throws the signal's own reason when it was cancelled; by then the whole group is gone.
 */
export async function runCommand(
  command: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  const release = await cpuSlots?.take(options.signal);
  try {
    return await runNow(command, args, options);
  } finally {
    release?.();
  }
}

async function runNow(command: string, args: readonly string[], options: CommandOptions): Promise<CommandResult> {
  options.signal.throwIfAborted();
  const asked = { command, args };
  if (options.cell === undefined) return runLine(bareLine(command, args), asked, options);
  const program = findProgram(command);
  if (program === undefined) {
    const unstarted = { exitCode: null, timedOut: false, stderr: '', durationMs: 0 };
    throw new CommandFailedError('could not be started (it is not installed)', command, args, unstarted);
  }
  const { reads = [], writes = [], ...more } = options.cell;
  const cell = await cellInForce();
  const cwd = options.cwd === undefined ? {} : { cwd: options.cwd };
  const line = await cell.enter({ program, args, reads, writes, ...cwd, ...more });
  const folders = await foldersAmong(writes);
  try {
    return await runLine(line, asked, { ...options, env: { ...cellEnvironment(folders[0]), ...options.env }, folders });
  } finally {
    await cell.leave(writes);
    await removeLinks(folders);
  }
}

let found: Promise<Cell> | undefined;

/** The cell of this machine, tried at its first use and then kept. */
export async function cellInForce(): Promise<Cell> {
  return (found ??= findCell(async (line) => {
    const asked = { command: line[0] ?? '', args: line.slice(1) };
    const limits = { signal: new AbortController().signal, timeoutMs: TRIAL_TIMEOUT_MS };
    await runLine(line, asked, limits);
  }));
}

async function foldersAmong(paths: readonly string[]): Promise<string[]> {
  const isFolder = await Promise.all(paths.map(async (path) => (await stat(path)).isDirectory()));
  return paths.filter((_, index) => isFolder[index]);
}

function findProgram(command: string): string | undefined {
  if (command.includes('/')) return existsSync(command) ? command : undefined;
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, command)).find((path) => existsSync(path));
}

/** Why a child was ended before it was done. */
type Stop = 'time' | 'output' | 'scratch';

async function runLine(
  line: readonly string[],
  { command, args }: { command: string; args: readonly string[] },
  options: CommandOptions & { folders?: readonly string[] },
): Promise<CommandResult> {
  options.signal.throwIfAborted();
  const startedAt = performance.now();
  const child = start(line, options);
  const why: { spawnError?: Error; stopped?: Stop; ended?: Promise<void> } = {};
  const end = (): void => {
    why.ended ??= endGroup(child);
  };
  const stop = (reason: Stop): void => {
    why.stopped ??= reason;
    end();
  };
  const stdout: Buffer[] = [];
  let left = options.maxOutputBytes ?? OUTPUT_BYTES;
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    left -= chunk.length;
    if (left >= 0) stdout.push(chunk);
    else stop('output');
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString()).slice(-STDERR_TAIL_BYTES);
  });
  child.stdin.on('error', () => undefined); // a child that ends without reading its input is judged by its exit code
  child.stdin.end(options.input);
  child.on('error', (error) => {
    why.spawnError = error;
  });
  const limit = setTimeout(stop, options.timeoutMs, 'time');
  const done = new AbortController();
  void watchScratch(options.folders ?? [], () => stop('scratch'), done.signal);
  options.signal.addEventListener('abort', end, { once: true });
  try {
    // `close` and not `exit` or `error`: only then has everything been read and is the child really gone.
    await new Promise((resolve) => child.once('close', resolve));
    await why.ended;
    const { exitCode, signalCode } = child;
    const durationMs = performance.now() - startedAt;
    const timedOut = why.stopped === 'time';
    const fail = (reason: string): CommandFailedError =>
      new CommandFailedError(reason, command, args, { exitCode, timedOut, stderr, durationMs });
    options.signal.throwIfAborted();
    if (why.spawnError) throw fail(`could not be started (${why.spawnError.message})`);
    if (why.stopped) throw fail(STOPPED[why.stopped]);
    if (!(options.okCodes ?? [0]).includes(exitCode ?? -1)) {
      if (stderr.startsWith('bwrap: ')) throw cellFailed(fail('could not be put into its cell'));
      throw fail(`exited with ${exitCode ?? signalCode ?? 'no code'}`);
    }
    if (saysDiskFull(stderr)) throw fail('found no space on the disk');
    return { stdout: Buffer.concat(stdout), stderr, durationMs };
  } finally {
    done.abort();
    clearTimeout(limit);
    options.signal.removeEventListener('abort', end);
  }
}

const STOPPED: Record<Stop, string> = {
  time: 'was ended at its time limit',
  output: 'was ended because it wrote without end',
  scratch: 'was ended because it filled its folder without end',
};

/** The machine's fault and no deck's: another attempt may find what was short, such as namespaces. */
const cellFailed = (cause: Error): PlatformError =>
  new PlatformError(
    'cell_failed',
    'A program could not be locked away on this server. Its keeper runs `slidespeaker doctor`.',
    {
      cause,
    },
  );

function start([program = '', ...args]: readonly string[], options: CommandOptions) {
  return spawn(program, args, {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/tmp', LANG: 'C.UTF-8', ...options.env },
  });
}
