/**
 * Keeps programs running until it is told to stop.
 *
 *   start ─▶ starting ─▶ ready ─▶ (ends by itself) ─▶ starting again, sooner or later by how long it had lived
 *                │ three ends, or the time limit       stop ─▶ SIGTERM, the last started first ─▶ gone
 *                └─▶ start fails with the end of its log
 *
 * Every program leads a process group of its own, so that Ctrl-C reaches only the supervisor, which stops them in
 * order; and dies with the supervisor, should that be killed with -9 (setpriv, on Linux).
 */

import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, renameSync, statSync, type WriteStream } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { toError } from '../domain/index.ts';
import { problemIn } from './log-line.ts';

export interface Program {
  name: string;
  /** The program and its arguments. */
  command: readonly [string, ...string[]];
  env: NodeJS.ProcessEnv;
  /** Whether it does its work; asked again and again, must answer within seconds. */
  isReady: () => Promise<boolean>;
  /** How long its first start may take. */
  readyWithinMs: number;
  /** How long it may take to end by itself. */
  stopWithinMs: number;
}

export interface Supervisor {
  /** Resolves when the program is ready. @throws Error with the end of its log when it does not become so. */
  start(program: Program): Promise<void>;
  /** Ends every program, the last started first. Resolves when all are gone. */
  stop(): Promise<void>;
  /** Ends every program at once. */
  kill(): void;
}

const ASK_EVERY_MS = 150;
/** A program that ends this often before it was ever ready will not become ready. */
const STARTS_BEFORE_GIVING_UP = 3;
/** Half a second between the first tries, so that all is back within ten seconds; then less often, to spare the machine. */
const RESTART_AFTER_MS = [200, 500, 1_000, 2_000, 5_000];
/** Who lived this long is well, and is started again at once. */
const WELL_AFTER_MS = 30_000;
const LOG_BYTES = 10 * 1024 ** 2;
const TAIL_LINES = 15;
const SETPRIV = '/usr/bin/setpriv';
const DIE_WITH_PARENT = existsSync(SETPRIV) ? [SETPRIV, '--pdeathsig', 'KILL', '--'] : [];

/**
 * @param options.logDir gets `<name>.log` for every program.
 * @param options.say is called with what a person should know: ends, returns, and warnings out of the logs.
 */
export function createSupervisor({ logDir, say }: { logDir: string; say: (line: string) => void }): Supervisor {
  const running: Running[] = [];
  let ending = false;
  mkdirSync(logDir, { recursive: true });
  return {
    start: async (program) => {
      if (ending) throw new Error('everything is being stopped');
      const one = keepRunning(program, { logDir, say });
      running.push(one);
      await one.ready;
    },
    stop: async () => {
      ending = true;
      for (const one of running.toReversed()) await one.stop();
    },
    kill: () => {
      ending = true;
      for (const one of running) one.kill();
    },
  };
}

interface Running {
  ready: Promise<void>;
  stop: () => Promise<void>;
  kill: () => void;
}

function keepRunning(program: Program, { logDir, say }: { logDir: string; say: (line: string) => void }): Running {
  const log = openLog(logDir, program.name);
  const tail: string[] = [];
  const stopping = new AbortController();
  const isStopping = (): boolean => stopping.signal.aborted;
  let child: ChildProcess | undefined;
  let wasReady = false;

  const becomeReady = async (signal: AbortSignal): Promise<void> => {
    while (!(await program.isReady())) await delay(ASK_EVERY_MS, undefined, { signal });
    signal.throwIfAborted();
  };

  const onLine = (line: string): void => {
    log.write(`${line}\n`);
    tail.push(line);
    if (tail.length > TAIL_LINES) tail.shift();
    const problem = problemIn(line);
    if (problem !== undefined && !isStopping()) say(`${program.name}: ${problem}`);
  };

  /** One life of the program, to its end. */
  const live = async (onReady: () => void): Promise<string> => {
    const ended = new AbortController();
    child = spawnProgram(program, onLine);
    const end = endOf(child);
    void end.then(() => ended.abort());
    becomeReady(AbortSignal.any([ended.signal, stopping.signal])).then(onReady, () => undefined);
    return end;
  };

  const keep = async (onReady: () => void, onHopeless: (error: Error) => void): Promise<void> => {
    for (let tries = 0; !isStopping(); tries += 1) {
      const startedAt = performance.now();
      const how = await live(() => {
        if (wasReady) say(`${program.name} is back`);
        wasReady = true;
        onReady();
      });
      if (isStopping()) return;
      if (!wasReady && tries + 1 >= STARTS_BEFORE_GIVING_UP) {
        onHopeless(new Error(`${program.name} does not start: it ${how}. The end of its log:\n${tail.join('\n')}`));
        return;
      }
      if (wasReady) say(`${program.name} ${how}; starting it again`);
      if (performance.now() - startedAt > WELL_AFTER_MS) tries = 0;
      const wait = RESTART_AFTER_MS[Math.min(tries, RESTART_AFTER_MS.length - 1)];
      await delay(wait, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };

  const { promise: ready, resolve, reject } = Promise.withResolvers<undefined>();
  const limit = setTimeout(() => {
    reject(
      new Error(
        `${program.name} was not ready after ${program.readyWithinMs / 1000} s. The end of its log:\n${tail.join('\n')}`,
      ),
    );
  }, program.readyWithinMs);
  const kept = keep(() => {
    resolve(undefined);
  }, reject);

  return {
    ready: ready.finally(() => clearTimeout(limit)),
    stop: async () => {
      stopping.abort();
      reject(new Error(`${program.name} was stopped before it was ready`));
      signalTo(child, 'SIGTERM');
      const kill = setTimeout(() => signalTo(child, 'SIGKILL', 'group'), program.stopWithinMs);
      await kept;
      clearTimeout(kill);
      signalTo(child, 'SIGKILL', 'group'); // what a program left behind in its group
      log.end();
    },
    kill: () => {
      stopping.abort();
      signalTo(child, 'SIGKILL', 'group');
    },
  };
}

function spawnProgram(program: Program, onLine: (line: string) => void): ChildProcess {
  const [command = '', ...args] = [...DIE_WITH_PARENT, ...program.command];
  const child = spawn(command, args, { detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: program.env });
  for (const stream of [child.stdout, child.stderr]) createInterface({ input: stream }).on('line', onLine);
  return child;
}

/** How the child ended, in words; resolves in every case. */
async function endOf(child: ChildProcess): Promise<string> {
  try {
    // `exit` and not `close`: a grandchild may hold the pipes open.
    await once(child, 'exit');
    return child.signalCode === null ? `exited with ${child.exitCode}` : `was ended by ${child.signalCode}`;
  } catch (thrown) {
    return `could not be started (${toError(thrown).message})`;
  }
}

function signalTo(child: ChildProcess | undefined, signal: NodeJS.Signals, whom: 'leader' | 'group' = 'leader'): void {
  if (child?.pid === undefined) return;
  if (whom === 'leader' && (child.exitCode !== null || child.signalCode !== null)) return;
  try {
    process.kill(whom === 'group' ? -child.pid : child.pid, signal);
  } catch (thrown) {
    if (!('code' in toError(thrown))) throw thrown; // ESRCH: already gone
  }
}

/** Appends; the log of earlier runs moves aside once when it has grown large. */
function openLog(logDir: string, name: string): WriteStream {
  const path = join(logDir, `${name}.log`);
  if (existsSync(path) && statSync(path).size > LOG_BYTES) renameSync(path, `${path}.1`);
  return createWriteStream(path, { flags: 'a', mode: 0o600 });
}
