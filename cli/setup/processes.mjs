/** Where the checkout is, and the two ways in which set-up runs other programs. */

import { spawn } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SetupProblem } from './problem.mjs';

/** The checkout's folder. */
export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The first `program` on PATH, without node_modules/.bin, where nothing that set-up looks for lives. */
export function onPath(program) {
  return systemPath()
    .split(delimiter)
    .map((folder) => join(folder, program))
    .find(isExecutable);
}

/** PATH as it is outside of `npm run`. */
const systemPath = () =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => !folder.includes('node_modules'))
    .join(delimiter);

/** Whether `path` is a file that may be run. */
export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

const TAIL_BYTES = 4_000;
/** Often enough to show that something happens, seldom enough not to fill a log. */
const PROGRESS_EVERY_MS = 30_000;

/**
 * Runs a program to its end and returns what it wrote. A line every half minute tells that it still runs.
 * @throws SetupProblem with the end of its output.
 */
export async function run(command, args, { cwd = root, env = {}, doing } = {}) {
  const startedAt = performance.now();
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, PATH: systemPath(), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keep = (chunk) => (output = (output + chunk).slice(-TAIL_BYTES));
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const progress = setInterval(() => {
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    if (doing) console.error(`        ${doing}: ${seconds} s so far`);
  }, PROGRESS_EVERY_MS);
  try {
    const code = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    if (code === 0) return output;
    throw new Error(`it exited with ${code}`);
  } catch (error) {
    throw new SetupProblem(`${command} ${args.join(' ')}\n${output.trim()}\n${error.message}`);
  } finally {
    clearInterval(progress);
  }
}

const SETPRIV = '/usr/bin/setpriv';
/** How soon the end of an npm that was killed with -9 is noticed. */
const LOOK_FOR_NPM_EVERY_MS = 500;

/**
 * Runs a program that owns the terminal from now on. Signals are passed on; and should this process or the npm
 * above it be killed with -9, the program is asked to end, so that nothing is left over.
 * @returns its exit code.
 */
export async function runForeground(command, args, env) {
  const [program, ...rest] = [
    ...(isExecutable(SETPRIV) ? [SETPRIV, '--pdeathsig', 'TERM', '--'] : []),
    command,
    ...args,
  ];
  const child = spawn(program, rest, { cwd: root, env, stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  const npm = process.ppid;
  const watch = setInterval(() => {
    if (!process.env.npm_lifecycle_event || process.ppid === npm) return;
    clearInterval(watch);
    child.kill('SIGTERM');
  }, LOOK_FOR_NPM_EVERY_MS);
  watch.unref();
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  });
}
