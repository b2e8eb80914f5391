/**
 * Runs a foreign program (soffice, ffmpeg, pdftoppm, espeak-ng …). Nobody else spawns.
 *
 * Every child leads a process group of its own, so that ending it ends its children too; has a time limit of its own,
 * because it would outlive a killed worker; and, on Linux, dies with the process that started it.
 */

import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { toError } from '../domain/index.ts';
import type { CpuSlots } from './cpu-slots.ts';
import { saysDiskFull } from './disk-full.ts';

export interface CommandOptions {
  /** Ends the whole process group: SIGTERM, and SIGKILL after KILL_GRACE_MS. */
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
}

export interface CommandResult {
  stdout: Buffer;
  /** The last lines of standard error, at most STDERR_TAIL_BYTES. */
  stderr: string;
  durationMs: number;
}

/** How long a group may take to end by itself after SIGTERM; a cancel must be over within one second (P4). */
const KILL_GRACE_MS = 300;
/** How often a group that was asked to end is looked at. */
const GROUP_POLL_MS = 20;
/** Failure messages end up in Temporal's history and are cut to 4 KiB there (temporal.md 2). */
const STDERR_TAIL_BYTES = 2_000;
/** Ends a child whose parent was killed with -9 (util-linux). Absent on macOS, where only the time limit does. */
const SETPRIV = '/usr/bin/setpriv';
const DIE_WITH_PARENT = existsSync(SETPRIV) ? [SETPRIV, '--pdeathsig', 'KILL', '--'] : [];

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
  const startedAt = performance.now();
  const child = start(command, args, options);
  const stdout: Buffer[] = [];
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => stdout.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString()).slice(-STDERR_TAIL_BYTES);
  });
  child.stdin.on('error', () => undefined); // a child that ends without reading its input is judged by its exit code
  child.stdin.end(options.input);

  const why: { spawnError?: Error; timedOut: boolean; ended?: Promise<void> } = { timedOut: false };
  child.on('error', (error) => {
    why.spawnError = error;
  });
  const end = (): void => {
    why.ended ??= endGroup(child);
  };
  const limit = setTimeout(() => {
    why.timedOut = true;
    end();
  }, options.timeoutMs);
  options.signal.addEventListener('abort', end, { once: true });
  try {
    // `close` and not `exit` or `error`: only then has everything been read and is the child really gone.
    await new Promise((resolve) => child.once('close', resolve));
    await why.ended;
    const { exitCode, signalCode } = child;
    const durationMs = performance.now() - startedAt;
    const fail = (reason: string): CommandFailedError =>
      new CommandFailedError(reason, command, args, { exitCode, timedOut: why.timedOut, stderr, durationMs });
    options.signal.throwIfAborted();
    if (why.spawnError) throw fail(`could not be started (${why.spawnError.message})`);
    if (why.timedOut) throw fail('was ended at its time limit');
    if (!(options.okCodes ?? [0]).includes(exitCode ?? -1)) {
      throw fail(`exited with ${exitCode ?? signalCode ?? 'no code'}`);
    }
    if (saysDiskFull(stderr)) throw fail('found no space on the disk');
    return { stdout: Buffer.concat(stdout), stderr, durationMs };
  } finally {
    clearTimeout(limit);
    options.signal.removeEventListener('abort', end);
  }
}

function start(command: string, args: readonly string[], options: CommandOptions) {
  const [program = command, ...rest] = [...DIE_WITH_PARENT, command, ...args];
  return spawn(program, rest, {
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '/tmp', LANG: 'C.UTF-8', ...options.env },
  });
}

/** Ends the child's whole group, first asking, then not. Resolves when nothing of the group can run any more. */
async function endGroup(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  signalGroup(pid, 'SIGTERM');
  const askedAt = performance.now();
  while (signalGroup(pid, 0)) {
    if (performance.now() - askedAt > KILL_GRACE_MS) {
      // A grandchild may ignore SIGTERM and live on in the group after its leader's end. The dead ones stay in the
      // group until init reaps them, which can take seconds, so there is nothing to wait for after this.
      signalGroup(pid, 'SIGKILL');
      return;
    }
    await sleep(GROUP_POLL_MS);
  }
}

/** False when the group has no process left. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch (thrown) {
    const error = toError(thrown);
    if ('code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}
