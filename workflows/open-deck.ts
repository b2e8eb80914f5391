/** Reads a deck that is no task yet, so that its sender sees at once what is in it. */

import type { TaskRequest } from '../domain/index.ts';
import { titled } from './console.ts';
import { cpuFirst } from './policies.ts';

/** @returns where the deck's words lie in the store: the task itself finds them there. */
export async function openDeck(task: TaskRequest): Promise<{ key: string }> {
  const run = { id: task.id, attempt: task.attempt };
  const { key } = await titled('read the deck', cpuFirst.readDeck, { run, task });
  return { key };
}
