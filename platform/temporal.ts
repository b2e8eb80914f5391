/** How SlideSpeaker meets Temporal: names, connections and what must exist there before the first task. */

import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { defineSearchAttributeKey } from '@temporalio/common';
import { SEARCH_ATTRIBUTES, toError } from '../domain/index.ts';
import type { TemporalConfig } from './config.ts';
import type { Log } from './log.ts';
import { dataConverterFor } from './payload-codec.ts';

/** The workflow that makes a task's video. One task, one workflow id, for all its attempts. */
export const workflowIdFor = (taskId: string): string => taskId;

/** Their keys, typed. */
export const searchAttributes = {
  taskId: defineSearchAttributeKey(SEARCH_ATTRIBUTES.taskId, 'KEYWORD'),
  owner: defineSearchAttributeKey(SEARCH_ATTRIBUTES.owner, 'KEYWORD'),
};

/** While Temporal is not up yet, a process that needs it asks again this often. */
const CONNECT_RETRY_MS = 500;

/** For the API: connects on the first call, so that the API serves while Temporal is away. */
export function lazyClient(config: TemporalConfig): Client {
  return clientOn(Connection.lazy(config.connection), config);
}

/** For the master: waits until Temporal answers, or `stop`. */
export async function connectClient(config: TemporalConfig, log: Log, stop: AbortSignal): Promise<Client> {
  const connection = await untilUp(() => Connection.connect(config.connection), log, stop);
  return clientOn(connection, config);
}

function clientOn(connection: Connection, { namespace, payloadKeys }: TemporalConfig): Client {
  const dataConverter = dataConverterFor(payloadKeys);
  return new Client({ connection, namespace, ...(dataConverter ? { dataConverter } : {}) });
}

/** Makes the search attributes exist; any number of processes may do this at the same time. Waits for the namespace. */
export async function ensureSearchAttributes(client: Client, log: Log, stop: AbortSignal): Promise<void> {
  const { operatorService } = client.connection;
  const namespace = client.options.namespace;
  await untilUp(
    async () => {
      const { customAttributes } = await operatorService.listSearchAttributes({ namespace });
      const missing = Object.values(SEARCH_ATTRIBUTES).filter((name) => !(name in customAttributes));
      if (missing.length > 0) {
        // 2 = INDEXED_VALUE_TYPE_KEYWORD
        await operatorService.addSearchAttributes({
          namespace,
          searchAttributes: Object.fromEntries(missing.map((name) => [name, 2])),
        });
      }
    },
    log,
    stop,
  );
}

/** Asks until Temporal answers. @throws when `stop` is aborted first. */
export async function untilUp<T>(attempt: () => Promise<T>, log: Log, stop: AbortSignal): Promise<T> {
  let said = false;
  while (true) {
    try {
      return await attempt();
    } catch (thrown) {
      stop.throwIfAborted();
      if (!said) log.warn({ reason: toError(thrown).message }, 'Temporal does not answer yet; asking again');
      said = true;
      await sleep(CONNECT_RETRY_MS, undefined, { signal: stop });
    }
  }
}
