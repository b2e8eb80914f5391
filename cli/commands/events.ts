/** `slidespeaker events <id>`: what happens to a task, as it happens, until it ends. */

import { setTimeout as delay } from 'node:timers/promises';
import { Command } from 'commander';
import { z } from 'zod';
import { isFinal, TASK_STATUSES } from '../../domain/index.ts';
import { clientFromEnvironment, UnreachableError, type ApiClient } from '../api-client.ts';
import { untilReachable } from '../follow-task.ts';

/** As long as browsers wait before they connect again. */
const RECONNECT_AFTER_MS = 1_000;
const eventSchema = z.looseObject({ status: z.enum(TASK_STATUSES).optional(), deleted: z.boolean().optional() });

export function eventsCommand(): Command {
  return new Command('events')
    .description('what happens to a task, one JSON object a line, until it ends')
    .argument('<id>', 'the task')
    .option('--since <event>', 'the last event that is known already')
    .action(async (id: string, { since }: { since?: string }) => {
      await followEvents(clientFromEnvironment(), id, { since, onEvent: (data) => console.log(data) });
    });
}

/** Follows the events over any number of connections: a restart of the API loses none. */
export async function followEvents(
  client: ApiClient,
  id: string,
  { since, onEvent }: { since: string | undefined; onEvent: (data: string) => void },
): Promise<void> {
  let lastId = since;
  while (true) {
    // Asked before the connection: of a task that has ended by now, every event is there to be read.
    const endedBefore = isFinal((await untilReachable(() => client.getTask(id))).status);
    try {
      for await (const event of client.events(id, lastId)) {
        lastId = event.id ?? lastId;
        onEvent(event.data);
        const { status, deleted } = eventSchema.parse(JSON.parse(event.data));
        if (deleted || (status !== undefined && isFinal(status))) return;
      }
    } catch (thrown) {
      if (!(thrown instanceof UnreachableError)) throw thrown;
    }
    if (endedBefore) return;
    await delay(RECONNECT_AFTER_MS);
  }
}
