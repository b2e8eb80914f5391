/** The Temporal workers of one process: one for each queue it serves, ended together. */

import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import type { DataConverter } from '@temporalio/common';
import type { WorkflowActivities } from '../activities/index.ts';
import { DEPLOYMENT, taskQueueFor, type QueueName } from '../domain/index.ts';
import type { Config, TemporalConfig } from '../platform/config.ts';
import type { Log } from '../platform/log.ts';
import { dataConverterFor } from '../platform/payload-codec.ts';
import { runCommand } from '../platform/run-command.ts';
import { untilUp } from '../platform/temporal.ts';

const BUNDLER = fileURLToPath(new URL('./bundle.ts', import.meta.url));
/** Five seconds on an idle machine of two cores. */
const BUNDLER_TIMEOUT_MS = 300_000;
export const WORKFLOWS = fileURLToPath(new URL('../workflows/index.ts', import.meta.url));
/** Made by worker/bundle.ts where starting quickly matters, as in the container image. */
export const WORKFLOW_BUNDLE = fileURLToPath(new URL('../workflows/bundle.cjs', import.meta.url));

/** Sends Temporal's own logs into ours. Once a process, before anything else of Temporal's. */
export function installRuntime(log: Log): void {
  Runtime.install({
    logger: new DefaultLogger('INFO', ({ level, message, meta }) => {
      const line = { ...meta };
      if (level === 'ERROR') log.error(line, message);
      // A queue of ours has workflows or activities, never both; Temporal takes each for an oversight.
      else if (level === 'WARN' && !/^No (activities|workflows) registered/.test(message)) log.warn(line, message);
      else log.debug(line, message);
    }),
    telemetryOptions: { logging: { forward: {}, filter: { core: 'WARN', other: 'ERROR' } } },
    // We decide when the workers stop (runWorkers), after our own bookkeeping.
    shutdownSignals: [],
  });
}

/** Waits until Temporal answers, or `stop`. */
export async function connectNative(config: TemporalConfig, log: Log, stop: AbortSignal): Promise<NativeConnection> {
  return untilUp(() => NativeConnection.connect(config.connection), log, stop);
}

export interface Workers {
  /** Rejects unless every one of them takes work. */
  check(): Promise<void>;
  /** Runs until `stop`, then drains: activities under way may finish within the grace time, others are tried elsewhere. */
  run(stop: AbortSignal): Promise<void>;
}

export async function createWorkers({
  config,
  connection,
  activities,
  identity,
  scratch,
  stop,
}: {
  config: Pick<Config, 'temporal' | 'workerQueues' | 'cpuSlots' | 'buildId'>;
  connection: NativeConnection;
  activities: WorkflowActivities;
  identity: string;
  /** A folder of this process's own. */
  scratch: string;
  stop: AbortSignal;
}): Promise<Workers> {
  const dataConverter = dataConverterFor(config.temporal.payloadKeys);
  const executesWorkflows = config.workerQueues.includes('workflows');
  const workflowBundle = executesWorkflows ? await bundleFor(dataConverter, scratch, stop) : undefined;
  const workers = await Promise.all(
    config.workerQueues.map((queue) =>
      Worker.create({
        connection,
        namespace: config.temporal.namespace,
        taskQueue: taskQueueFor(queue),
        identity,
        // A cancel travels in the answer to a heartbeat; the default throttle would hold it for up to a minute.
        maxHeartbeatThrottleInterval: '250ms',
        // Most activities end within 15 s; what does not is repeated from its last finished artifact.
        shutdownGraceTime: '15 seconds',
        // Cancelled activities end their children within a second; this is for the one that does not.
        shutdownForceTime: '25 seconds',
        ...versioned(config.buildId),
        ...(dataConverter ? { dataConverter } : {}),
        ...optionsFor(queue, config, { activities, workflowBundle }),
      }),
    ),
  );
  return {
    check: () => {
      const idle = workers.find((worker) => worker.getState() !== 'RUNNING');
      return idle ? Promise.reject(new Error(`a worker is ${idle.getState()}`)) : Promise.resolve();
    },
    run: async (stop) => {
      const shutdown = (): void => {
        for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown();
      };
      stop.addEventListener('abort', shutdown, { once: true });
      if (stop.aborted) return;
      await Promise.all(workers.map((worker) => worker.run().finally(shutdown)));
    },
  };
}

/**
 * With a BUILD_ID, Temporal knows which build a worker is. A task moves on to the build that the masters made current, at its next
 * step: it may wait for a review for days, and nobody keeps an old worker for that long. `patched()` hides what changed.
 */
export const versioned = (buildId: string | undefined): Pick<WorkerOptions, 'workerDeploymentOptions'> =>
  buildId === undefined
    ? {}
    : {
        workerDeploymentOptions: {
          version: { deploymentName: DEPLOYMENT, buildId },
          useWorkerVersioning: true,
          defaultVersioningBehavior: 'AUTO_UPGRADE',
        },
      };

/** The ready-made bundle reports failures in plain words, so another converter needs a bundle of its own. */
async function bundleFor(
  converter: DataConverter | undefined,
  scratch: string,
  stop: AbortSignal,
): Promise<{ code: string }> {
  if (!converter && existsSync(WORKFLOW_BUNDLE)) return { code: await readFile(WORKFLOW_BUNDLE, 'utf8') };
  await mkdir(scratch, { recursive: true });
  const file = join(scratch, 'workflows.cjs');
  const args = [
    BUNDLER,
    file,
    ...(converter?.failureConverterPath === undefined ? [] : [converter.failureConverterPath]),
  ];
  await runCommand(process.execPath, args, { signal: stop, timeoutMs: BUNDLER_TIMEOUT_MS });
  const code = await readFile(file, 'utf8');
  await rm(file);
  return { code };
}

function optionsFor(
  queue: QueueName,
  { cpuSlots }: Pick<Config, 'cpuSlots'>,
  { activities, workflowBundle }: { activities: WorkflowActivities; workflowBundle: { code: string } | undefined },
): Partial<WorkerOptions> {
  switch (queue) {
    case 'workflows':
      return {
        ...(workflowBundle ? { workflowBundle } : {}),
        // A cached workflow costs about a megabyte; more running tasks than this are replayed when they go on.
        maxCachedWorkflows: 100,
      };
    case 'quick':
      // Small reads and writes that mostly wait.
      return { activities, maxConcurrentActivityTaskExecutions: 20 };
    case 'provider':
      // Calls that mostly wait for a vendor; how many a vendor allows at once is held across all workers, elsewhere.
      return { activities, maxConcurrentActivityTaskExecutions: 50 };
    case 'cpu':
      // A program that uses a whole core each: more would only slow one another down.
      return { activities, maxConcurrentActivityTaskExecutions: cpuSlots };
  }
}
