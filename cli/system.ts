/** The whole system on this machine: Redis and Temporal where none answers yet, then api, master and worker. */

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readConfig, type Config } from '../platform/config.ts';
import { claimDataDir } from './data-dir.ts';
import { isFree, settleEnvironment, type Environment } from './environment.ts';
import { redisAnswers, redisProgram, redisRisk } from './redis-server.ts';
import { findTemporalCli } from './setup/temporal-cli.mjs';
import { createSupervisor, type Program } from './supervisor.ts';
import { keepClosedRuns, temporalAnswers, temporalProgram } from './temporal-server.ts';

export interface System {
  config: Config;
  logDir: string;
  /** Ends what was started here, the last first. */
  stop: () => Promise<void>;
  /** Ends it at once. */
  kill: () => void;
}

/** The checkout. */
export const root = fileURLToPath(new URL('..', import.meta.url));
const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];
/** A busy machine of two cores needs a good half a minute to load three Node processes and bundle the workflows. */
const PROCESS_READY_WITHIN_MS = 120_000;
/**
 * An API lets an upload end, which it gives 50 s (api/server.ts). A worker gives what is under way 25 s (worker/workers.ts), then hands
 * it back: killed before that, it would leave Temporal to wait for its silence, 30 s.
 */
export const STOP_WITHIN_MS = { api: 60_000, master: 15_000, worker: 35_000 } as const;

/**
 * Starts what is not running and resolves when all of it is ready.
 * @param options.signal stops a start that is under way.
 * @throws Error in words for the person at the terminal; by then nothing that was started is left.
 */
export async function startSystem(options: {
  say: (line: string) => void;
  watch?: boolean;
  signal: AbortSignal;
}): Promise<System> {
  const env = await settleEnvironment(process.env);
  const config = readConfig(env);
  const logDir = join(config.dataDir, 'logs');
  const release = claimDataDir(config.dataDir);
  const supervisor = createSupervisor({ logDir, say: options.say });
  const timed = async (name: string, where: string, start: () => Promise<void>): Promise<void> => {
    const startedAt = performance.now();
    await start();
    options.say(`${name.padEnd(9)} ready after ${((performance.now() - startedAt) / 1000).toFixed(1)} s   ${where}`);
  };
  const start = (program: Program, where: string): Promise<void> =>
    timed(program.name, where, () => supervisor.start(program));

  const startAll = async (): Promise<void> => {
    await refuseTakenPorts(config, env);
    await Promise.all([startRedis(config, env, start, options.say), startTemporal(config, env, start, options.say)]);
    await Promise.all(
      ourPrograms(config, env, options.watch ?? false).map((program) => start(program.program, program.where)),
    );
  };
  const aborted = new Promise<never>((_, reject) => {
    options.signal.addEventListener('abort', () => reject(new Error('stopped while starting')), { once: true });
  });
  const stop = async (): Promise<void> => {
    await supervisor.stop();
    release();
  };
  try {
    await Promise.race([startAll(), aborted]);
  } catch (thrown) {
    await stop();
    throw thrown;
  }
  return { config, logDir, stop, kill: () => supervisor.kill() };
}

type Start = (program: Program, where: string) => Promise<void>;
type Say = (line: string) => void;

async function startRedis(config: Config, env: Environment, start: Start, say: Say): Promise<void> {
  const { hostname, port, protocol } = new URL(config.redisUrl);
  const where = `${hostname}:${port === '' ? '6379' : port}`;
  const local = LOOPBACK.includes(hostname) && protocol === 'redis:';
  const free = local && (await isFree(Number(port || '6379'))); // then nobody can answer, and asking would take seconds
  if (!free && (await redisAnswers(config.redisUrl))) {
    const risk = await redisRisk(config.redisUrl);
    say(`redis     already answers at ${where}, so it is used${risk === undefined ? '' : `; beware: ${risk}`}`);
    return;
  }
  if (!local) throw new Error(`No Redis answers at ${where} (REDIS_URL).`);
  if (!free)
    throw new Error(`${where} is taken by something that is no Redis, or wants another password. Set REDIS_URL.`);
  await start(redisProgram(config.redisUrl, config.dataDir, env), where);
}

async function startTemporal(config: Config, env: Environment, start: Start, say: Say): Promise<void> {
  const { address } = config.temporal;
  const [host = '', port = ''] = address.split(':');
  const local = LOOPBACK.includes(host) && !('tls' in config.temporal.connection && config.temporal.connection.tls);
  const free = local && (await isFree(Number(port)));
  if (!free && (await temporalAnswers(config.temporal))) {
    say(`temporal  already answers at ${address}, so it is used`);
  } else {
    if (!local)
      throw new Error(
        `No Temporal with the namespace ${config.temporal.namespace} answers at ${address} (TEMPORAL_ADDRESS).`,
      );
    if (!free) throw new Error(`${address} is taken by something that is no Temporal. Set TEMPORAL_ADDRESS.`);
    await refuseTaken(env.TEMPORAL_UI_PORT, 'TEMPORAL_UI_PORT');
    const cli = findTemporalCli();
    if (!cli) throw new Error('There is no Temporal CLI of version 1.8 or newer. Run: npm run setup');
    const program = temporalProgram(cli.path, config.temporal, {
      dataDir: config.dataDir,
      uiPort: env.TEMPORAL_UI_PORT,
      env,
    });
    await start(program, `${address}, console ${config.temporal.uiUrl}`);
  }
  if (local) await keepClosedRuns(config.temporal);
}

function ourPrograms(config: Config, env: Environment, watch: boolean): { program: Program; where: string }[] {
  const ports = { api: env.PORT, master: env.MASTER_PORT, worker: env.WORKER_PORT };
  return (['api', 'master', 'worker'] as const).map((name) => {
    const port = ports[name];
    const url = name === 'api' ? ownUrl(config.host, port) : `http://127.0.0.1:${port}`;
    return {
      where: name === 'api' ? config.publicUrl : '',
      program: {
        name,
        command: [
          process.execPath,
          ...(watch ? ['--watch', '--watch-preserve-output'] : []),
          join(root, name, 'main.ts'),
        ],
        env,
        isReady: () => isReady(url),
        readyWithinMs: PROCESS_READY_WITHIN_MS,
        stopWithinMs: STOP_WITHIN_MS[name],
      },
    };
  });
}

/** Where a server on `host` is reached from this machine: 0.0.0.0 listens everywhere, here too. */
const ownUrl = (host: string, port: string): string =>
  `http://${['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host}:${port}`;

/** Whether one of our processes says that it can do its work. */
export async function isReady(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}

async function refuseTakenPorts(config: Config, env: Environment): Promise<void> {
  if (await isReady(ownUrl(config.host, env.PORT)))
    throw new Error(`SlideSpeaker already runs at ${config.publicUrl}.`);
  await refuseTaken(env.PORT, 'PORT');
  await refuseTaken(env.MASTER_PORT, 'MASTER_PORT');
  await refuseTaken(env.WORKER_PORT, 'WORKER_PORT');
}

async function refuseTaken(port: string, variable: string): Promise<void> {
  if (await isFree(Number(port))) return;
  throw new Error(
    `Port ${port} is taken by another program. Set ${variable} to another number, or to 0 for any that is free.`,
  );
}
