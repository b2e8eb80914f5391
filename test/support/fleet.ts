/**
 * The system as a fleet on this machine: one Redis, one Temporal and one API, and any number of masters and workers, each
 * kept running by the supervisor of `npm start`, on free ports and with data of its own. For tests that kill and restart.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client, Connection } from '@temporalio/client';
import { freePort, settleEnvironment } from '../../cli/environment.ts';
import { redisProgram } from '../../cli/redis-server.ts';
import { findTemporalCli } from '../../cli/setup/temporal-cli.mjs';
import { createSupervisor, type Program } from '../../cli/supervisor.ts';
import { isReady } from '../../cli/system.ts';
import { temporalProgram } from '../../cli/temporal-server.ts';
import { readConfig } from '../../platform/config.ts';
import { systemAt, type TestSystem } from './system.ts';

export const KINDS = ['api', 'master', 'worker', 'redis', 'temporal'] as const;
export type Kind = (typeof KINDS)[number];

export interface Fleet extends TestSystem {
  /** Temporal, for looking into runs. */
  client: Client;
  /** The living processes of a kind. */
  pids(kind: Kind): Promise<number[]>;
  /** What the supervisor said: ends and returns of programs, and the warnings in their logs. */
  said: string[];
}

export interface FleetInput {
  masters: number;
  /** One worker each, with this in its environment. */
  workers: readonly Record<string, string>[];
  environment?: Record<string, string>;
  /** Called before anything starts; answers with what Node and the environment of our processes get beside the usual. */
  prepare?: (dataDir: string) => Promise<{ nodeArgs: string[]; env: Record<string, string> }>;
}

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));
/** What tells a kind's processes from others, in their command lines. */
const COMMANDS: Record<Kind, string> = {
  api: 'api/main.ts',
  master: 'master/main.ts',
  worker: 'worker/main.ts',
  redis: 'redis-server',
  temporal: 'start-dev',
};
/** On a busy machine of two cores a dozen processes take long to load; a start that hangs must end all the same. */
const READY_WITHIN_MS = 180_000;
/** Longer than the grace that a worker has. */
const STOP_WITHIN_MS = 30_000;

export async function startFleet({ masters, workers, environment = {}, prepare }: FleetInput): Promise<Fleet> {
  const cli = findTemporalCli();
  if (!cli) throw new Error('There is no Temporal CLI. Run: npm run setup');
  const dataDir = await mkdtemp(join(tmpdir(), 'slidespeaker-fleet-'));
  const env = await settleEnvironment({
    ...process.env,
    ...{ PORT: '0', MASTER_PORT: '0', WORKER_PORT: '0', TEMPORAL_UI_PORT: '0', DATA_DIR: dataDir },
    ...{ REDIS_URL: 'redis://127.0.0.1:0', TEMPORAL_ADDRESS: '127.0.0.1:0' },
    ...environment,
  });
  const config = readConfig(env);
  const said: string[] = [];
  const supervisor = createSupervisor({ logDir: join(dataDir, 'logs'), say: (line) => said.push(line) });
  const more = await prepare?.(dataDir);

  const ours = async (kind: Kind, number: number, own: Record<string, string> = {}): Promise<Program> => {
    const port = kind === 'api' ? env.PORT : String(await freePort());
    return {
      name: `${kind}-${number}`,
      command: [process.execPath, ...(more?.nodeArgs ?? []), join(CHECKOUT, kind, 'main.ts')],
      env: { ...env, ...more?.env, ...own, MASTER_PORT: port, WORKER_PORT: port },
      isReady: () => isReady(`http://127.0.0.1:${port}`),
      readyWithinMs: READY_WITHIN_MS,
      stopWithinMs: STOP_WITHIN_MS,
    };
  };
  const stop = async (): Promise<void> => {
    await supervisor.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    await Promise.all([
      supervisor.start(redisProgram(config.redisUrl, dataDir, env)),
      supervisor.start(temporalProgram(cli.path, config.temporal, { dataDir, uiPort: env.TEMPORAL_UI_PORT, env })),
    ]);
    const programs = await Promise.all([
      ours('api', 1),
      ...Array.from({ length: masters }, (_, index) => ours('master', index + 1)),
      ...workers.map((own, index) => ours('worker', index + 1, own)),
    ]);
    await Promise.all(programs.map((program) => supervisor.start(program)));
  } catch (thrown) {
    await stop();
    throw thrown;
  }
  const connection = Connection.lazy(config.temporal.connection);
  const system = systemAt(`http://127.0.0.1:${env.PORT}`, dataDir);
  return {
    ...system,
    temporalAddress: config.temporal.address,
    redisUrl: config.redisUrl,
    client: new Client({ connection, namespace: config.temporal.namespace }),
    pids: (kind) => system.processes(COMMANDS[kind]),
    said,
    stop: async () => {
      await connection.close();
      await stop();
    },
  };
}
