/**
 * Makes this master's build the one with which tasks go on (BUILD_ID, docs/hosting.md): new workers are started first, then the masters.
 * Without a BUILD_ID tasks go on with workers that have none.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '@temporalio/client';
import { DEPLOYMENT, toError } from '../domain/index.ts';
import type { Log } from '../platform/log.ts';
import { orUndefined } from '../platform/not-found.ts';

/** Until the first worker of this build has come. */
const AGAIN_MS = 2_000;

interface CurrentBuildInput {
  client: Client;
  buildId: string | undefined;
  log: Log;
  stop: AbortSignal;
}

/** Resolves when this build is the current one, or at `stop`. Once a process: what a newer master says later stands. */
export async function makeBuildCurrent({ client, buildId, log, stop }: CurrentBuildInput): Promise<void> {
  let said = false;
  while (!stop.aborted) {
    try {
      await makeCurrent(client, buildId, log);
      return;
    } catch (thrown) {
      const reason = toError(thrown).message;
      if (!said) log.warn({ buildId, reason }, 'could not make this build the current one yet; trying again');
      said = true;
      await sleep(AGAIN_MS, undefined, { signal: stop }).catch(() => undefined);
    }
  }
}

async function makeCurrent(client: Client, buildId = '', log: Log): Promise<void> {
  const of = { namespace: client.options.namespace, deploymentName: DEPLOYMENT };
  const known = await client.workflowService.describeWorkerDeployment(of).catch(orUndefined);
  // Nobody has ever used builds here.
  if (!known && buildId === '') return;
  if (known?.workerDeploymentInfo?.routingConfig?.currentDeploymentVersion?.buildId === buildId) return;
  // Rejects until a worker of this build has come.
  await client.workflowService.setWorkerDeploymentCurrentVersion({
    ...of,
    buildId,
    identity: client.options.identity,
    // A worker may serve some queues only, and a new build may have a queue less.
    ignoreMissingTaskQueues: true,
  });
  log.info({ buildId }, 'tasks go on with this build');
}
