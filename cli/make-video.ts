/** The main job as the command line does it: send a deck, watch, fetch what came out. */

import { randomUUID } from 'node:crypto';
import { mkdir, stat } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { RemoteTask } from './api-answers.ts';
import type { ApiClient } from './api-client.ts';
import { followTask, untilReachable } from './follow-task.ts';
import { createProgress } from './progress.ts';

export interface MadeVideo {
  task: RemoteTask;
  /** Absolute paths of the downloaded outputs; none where the task did not complete. */
  files: string[];
}

/** A folder per deck in `outputDir`, as in output/lecture-3/. */
export const outputFolder = (outputDir: string, deckName: string): string =>
  join(outputDir, basename(deckName, extname(deckName)));

/** @throws Error where there is no such file, before anything is started or sent. */
export async function refuseMissing(file: string): Promise<void> {
  const found = await stat(file).catch((thrown: unknown) => {
    throw new Error(`There is no deck at ${file}.`, { cause: thrown });
  });
  if (!found.isFile()) throw new Error(`${file} is a folder, not a deck.`);
}

/** Sends the deck; a connection that breaks is tried again under the same key, so that one task comes of it. */
export function sendDeck(
  client: ApiClient,
  deckFile: string,
  options: unknown,
  signal?: AbortSignal,
): Promise<RemoteTask> {
  const key = randomUUID();
  return untilReachable(() => client.createTask(deckFile, options, key), signal);
}

/** Shows the task's progress to its end, then fetches its outputs. */
export async function finishVideo(
  client: ApiClient,
  id: string,
  outputDir: string,
  signal?: AbortSignal,
): Promise<MadeVideo> {
  const progress = createProgress();
  const onView = (task: RemoteTask): void => progress.show(task);
  const task = await followTask(client, id, { onView, ...(signal ? { signal } : {}) }).finally(() => progress.stop());
  if (task.status !== 'completed') return { task, files: [] };
  return { task, files: await downloadAll(client, task, outputDir, signal) };
}

/** What there is of a task to be fetched; `version` where it is one before. */
export interface Deliverable extends Pick<RemoteTask, 'id' | 'name' | 'outputs'> {
  version?: string;
}

/** Fetches every output into a folder named like the deck. @returns their absolute paths */
export async function downloadAll(
  client: ApiClient,
  { id, name: deckName, outputs, version }: Deliverable,
  outputDir: string,
  signal?: AbortSignal,
): Promise<string[]> {
  const folder = outputFolder(outputDir, deckName);
  await mkdir(folder, { recursive: true });
  const files: string[] = [];
  for (const { name } of outputs) {
    const file = join(folder, basename(name));
    await untilReachable(() => client.download(id, name, file, version), signal);
    files.push(file);
  }
  return files;
}

/** What a person should read at the end: warnings, the reason of a failure, the files. */
export function report({ task, files }: MadeVideo): string {
  const warnings = task.warnings.map(
    ({ message, slide }) => `Note${slide === undefined ? '' : ` (slide ${slide})`}: ${message}`,
  );
  if (task.status === 'completed') return [...warnings, 'Finished:', ...files.map((file) => `  ${file}`)].join('\n');
  if (task.status === 'cancelled') return [...warnings, 'The task was cancelled.'].join('\n');
  const { message = 'no reason was given', code = 'unknown', slide } = task.error ?? {};
  return [...warnings, `Failed${slide === undefined ? '' : ` at slide ${slide}`}: ${message} (${code})`].join('\n');
}

/** Cancels, as far as that is possible within a moment: the person has already pressed Ctrl-C. */
export async function cancelQuietly(client: ApiClient, id: string): Promise<void> {
  const patience = delay(3_000, undefined, { ref: false });
  await Promise.race([client.act(id, 'cancel').catch(() => undefined), patience]);
}
