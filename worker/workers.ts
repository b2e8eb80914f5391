/** The Temporal workers of one process: one for each queue it serves, ended together. */

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DefaultLogger, NativeConnection, Runtime, Worker, type WorkerOptions } from '@temporalio/worker';
import type { WorkflowActivities } from '../activities/index.ts';
import { DEPLOYMENT, taskQueueFor, type QueueName } from '../domain/index.ts';
import type { Config, TemporalConfig } from '../platform/config.ts';
import type { Log } from '../platform/log.ts';
import { dataConverterFor } from '../platform/payload-codec.ts';
import { untilUp } from '../platform/temporal.ts';

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
}: {
  config: Pick<Config, 'temporal' | 'workerQueues' | 'cpuSlots' | 'buildId'>;
  connection: NativeConnection;
  activities: WorkflowActivities;
  identity: string;
}): Promise<Workers> {
  const dataConverter = dataConverterFor(config.temporal.payloadKeys);
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
        ...optionsFor(queue, config, activities),
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

function optionsFor(
  queue: QueueName,
  { cpuSlots, temporal }: Pick<Config, 'cpuSlots' | 'temporal'>,
  activities: WorkflowActivities,
): Partial<WorkerOptions> {
  switch (queue) {
    case 'workflows':
      return {
        // The bundle was made to report failures in plain words.
        ...(temporal.payloadKeys.length === 0 && existsSync(WORKFLOW_BUNDLE)
          ? { workflowBundle: { codePath: WORKFLOW_BUNDLE } }
          : { workflowsPath: WORKFLOWS }),
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
