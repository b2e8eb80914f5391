/** The Temporal server of `npm start`: the CLI's own, with a database file, and what a namespace of ours must have. */

import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Connection } from '@temporalio/client';
import { msToTs } from '@temporalio/common/lib/time.js';
import type { TemporalConfig } from '../platform/config.ts';
import type { Program } from './supervisor.ts';

const RETENTION = '7 days';
/** A probe of a server on this machine; its own start takes about two seconds. */
const PROBE_TIMEOUT_MS = 2_000;

/**
 * One partition and the new matcher make priorities, fairness between owners and rate limits exact. With the pragmas a database
 * file is about five times faster (50 runs of 20 activities: 12 s instead of 60), and still survives a kill -9.
 */
const SETTINGS = [
  ...['--dynamic-config-value', 'matching.useNewMatcher=true'],
  ...['--dynamic-config-value', 'matching.enableFairness=true'],
  ...['--dynamic-config-value', 'matching.numTaskqueueReadPartitions=1'],
  ...['--dynamic-config-value', 'matching.numTaskqueueWritePartitions=1'],
  ...['--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'],
];

/** Whether a Temporal server with our namespace answers there. */
export const temporalAnswers = (config: TemporalConfig): Promise<boolean> =>
  ask(config, (connection) => connection.workflowService.describeNamespace({ namespace: config.namespace })).then(
    () => true,
    () => false,
  );

/** Keeps closed runs readable in the console for a week; the server's own default is a day. */
export async function keepClosedRuns(config: TemporalConfig): Promise<void> {
  await ask(config, ({ workflowService }) =>
    workflowService.updateNamespace({
      namespace: config.namespace,
      config: { workflowExecutionRetentionTtl: msToTs(RETENTION) },
    }),
  );
}

/** How to run it. A server does not move an older one's database file on, so every version has a file of its own. */
export function temporalProgram(
  cli: string,
  config: TemporalConfig,
  { dataDir, uiPort, env }: { dataDir: string; uiPort: string; env: NodeJS.ProcessEnv },
): Program {
  const dir = join(dataDir, 'temporal');
  mkdirSync(dir, { recursive: true });
  const version = /Server ([\d.]+)/.exec(execFileSync(cli, ['--version'], { encoding: 'utf8' }))?.[1] ?? 'unknown';
  const port = config.address.split(':').at(-1) ?? '';
  const where = ['--ip', '127.0.0.1', '--port', port, '--ui-port', uiPort, '--namespace', config.namespace];
  const logs = ['--log-level', 'warn', '--log-format', 'json'];
  return {
    name: 'temporal',
    command: [
      cli,
      'server',
      'start-dev',
      ...where,
      '--db-filename',
      join(dir, `server-${version}.db`),
      ...SETTINGS,
      ...logs,
    ],
    env,
    isReady: () => temporalAnswers(config),
    readyWithinMs: 60_000, // two seconds when the machine is idle
    stopWithinMs: 10_000,
  };
}

async function ask<T>(config: TemporalConfig, what: (connection: Connection) => Promise<T>): Promise<T> {
  const connection = await Connection.connect({ ...config.connection, connectTimeout: PROBE_TIMEOUT_MS });
  try {
    return await connection.withDeadline(Date.now() + 5 * PROBE_TIMEOUT_MS, () => what(connection));
  } finally {
    await connection.close();
  }
}
