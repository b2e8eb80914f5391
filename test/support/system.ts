/** The whole system as `npm start` runs it, on free ports and with data of its own, for tests to use, measure and kill. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openAsBlob } from 'node:fs';
import { mkdtemp, readdir, readFile, readlink, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { isFinal, type TaskOptions, type TaskView } from '../../domain/index.ts';
import { eventually } from './redis.ts';

export interface TestSystem {
  url: string;
  temporalAddress: string;
  redisUrl: string;
  dataDir: string;
  /** Sends a deck. */
  submit(deck: string, options?: TaskOptions, headers?: Record<string, string>): Promise<TaskView>;
  get(id: string, headers?: Record<string, string>): Promise<TaskView>;
  /** Waits until the task has ended, however it did. */
  end(id: string, limitMs?: number, headers?: Record<string, string>): Promise<TaskView>;
  /** The bytes of an output. */
  output(task: TaskView, name: string): Promise<Buffer>;
  /** Living processes of this system whose command line contains `text`. */
  processes(text: string): Promise<number[]>;
  /** Every file of the artifact store under `prefix`, with the time at which it was written. */
  files(prefix: string): Promise<Map<string, number>>;
  stop(): Promise<void>;
}

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));
/** Loading five processes and bundling the workflows takes 5 s on an idle machine of two cores. */
const START_LIMIT_MS = 120_000;

export async function startTestSystem(environment: Record<string, string> = {}): Promise<TestSystem> {
  const dataDir = await mkdtemp(join(tmpdir(), 'slidespeaker-'));
  const env = {
    ...process.env,
    ...{ PORT: '0', MASTER_PORT: '0', WORKER_PORT: '0', TEMPORAL_UI_PORT: '0', DATA_DIR: dataDir },
    ...{ REDIS_URL: 'redis://127.0.0.1:0', TEMPORAL_ADDRESS: '127.0.0.1:0' },
    ...environment,
  };
  const starter = spawn(process.execPath, ['cli/start.ts'], { cwd: CHECKOUT, env, stdio: ['ignore', 'pipe', 'pipe'] });
  const said = listen(starter);
  const url = await eventually(() => {
    if (starter.exitCode !== null) throw new Error(`the system did not start:\n${said.text}`);
    return /Web page\s+(http\S+)/.exec(said.text)?.[1];
  }, START_LIMIT_MS).catch((thrown: unknown) => {
    starter.kill('SIGTERM'); // or what came up of it would stay
    throw thrown;
  });

  return {
    ...systemAt(url, dataDir),
    redisUrl: `redis://${/redis\s+ready after \S+ s\s+([\d.:]+)/.exec(said.text)?.[1] ?? ''}`,
    temporalAddress: /temporal\s+ready after \S+ s\s+([\d.:]+)/.exec(said.text)?.[1] ?? '',
    stop: async () => {
      if (starter.exitCode === null) {
        starter.kill('SIGTERM');
        await once(starter, 'exit');
      }
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** What can be asked of a system that runs, however it was started. */
export function systemAt(url: string, dataDir: string): Omit<TestSystem, 'redisUrl' | 'temporalAddress' | 'stop'> {
  const get: TestSystem['get'] = async (id, headers = {}) =>
    taskFrom(await fetch(`${url}/api/tasks/${id}`, { headers }));
  return {
    url,
    dataDir,
    get,
    submit: async (deck, options = {}, headers = {}) => {
      const form = new FormData();
      form.set('options', JSON.stringify(options));
      form.set('deck', await openAsBlob(deck), basename(deck));
      return taskFrom(await fetch(`${url}/api/tasks`, { method: 'POST', body: form, headers }));
    },
    end: (id, limitMs = 180_000, headers = {}) =>
      eventually(async () => {
        const task = await get(id, headers);
        return isFinal(task.status) && task;
      }, limitMs),
    output: async (task, name) => {
      const output = task.outputs.find((candidate) => candidate.name === name);
      const response = await fetch(new URL(output?.url ?? `missing/${name}`, url));
      if (!response.ok) throw new Error(`${name}: ${response.status} ${await response.text()}`);
      return Buffer.from(await response.arrayBuffer());
    },
    processes: (text) => processesOf(dataDir, text),
    files: (prefix) => filesIn(join(dataDir, prefix)),
  };
}

function listen(child: ChildProcess): { text: string } {
  const said = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      said.text += chunk.toString();
    });
  }
  return said;
}

async function taskFrom(response: Response): Promise<TaskView> {
  if (!response.ok) throw new Error(`${response.status} ${await response.text()}`);
  return z.custom<TaskView>().parse(JSON.parse(await response.text()));
}

/** What belongs to the system has the data folder in its environment, its arguments or as its own folder. */
async function processesOf(dataDir: string, text: string): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const read = (file: string) => readFile(`/proc/${pid}/${file}`, 'utf8').catch(() => '');
      const folder = readlink(`/proc/${pid}/cwd`).catch(() => '');
      const [command, environment, cwd] = await Promise.all([read('cmdline'), read('environ'), folder]);
      const ours = [command, environment, cwd].some((where) => where.includes(dataDir));
      return ours && command.replaceAll('\0', ' ').includes(text) ? [Number(pid)] : [];
    }),
  );
  return found.flat();
}

async function filesIn(folder: string): Promise<Map<string, number>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(await Promise.all(files.map(async (file) => [file, (await stat(file)).mtimeMs] as const)));
}
