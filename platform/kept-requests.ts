/**
 * A task's requests in the store, one for each version of its video: what it is made from again where Redis has lost it (P1). The
 * first lies there before Redis hears of it; a later one once Redis has accepted it, since of two revisions sent at once only one
 * is: before the sender has an answer, and by a master before its run starts. A version is accepted once, so nothing is overwritten.
 */

import { z } from 'zod';
import type { TaskRequest } from '../domain/index.ts';
import type { Artifacts } from './artifacts.ts';
import { requestKey, taskFolder } from './task-files.ts';

/** May be repeated, by anybody. */
export async function keepRequest(
  request: TaskRequest,
  artifacts: Pick<Artifacts, 'has' | 'writeJson'>,
): Promise<void> {
  const key = requestKey(request.id, request.version);
  if (!(await artifacts.has(key))) await artifacts.writeJson(key, request);
}

/** The newest that was accepted; undefined where the task was deleted, or its upload never finished. */
export async function readRequest(
  id: string,
  artifacts: Pick<Artifacts, 'list' | 'readJson'>,
): Promise<TaskRequest | undefined> {
  const newest = (await requestKeys(id, artifacts)).at(-1);
  if (newest === undefined) return undefined;
  // What this system wrote itself is trusted beyond its outer shape.
  const ours = z.custom<TaskRequest>((value) => typeof value === 'object' && value !== null);
  const request = await artifacts.readJson(newest, (value) => ours.parse(value));
  return request.id === id ? request : undefined;
}

/** From then on nobody makes the task again. @returns how many there were */
export async function removeRequests(id: string, artifacts: Pick<Artifacts, 'list' | 'remove'>): Promise<number> {
  const keys = await requestKeys(id, artifacts);
  for (const key of keys) await artifacts.remove(key);
  return keys.length;
}

/** Oldest first. */
async function requestKeys(id: string, artifacts: Pick<Artifacts, 'list'>): Promise<string[]> {
  const found = (await artifacts.list(taskFolder(id))).flatMap((key) => {
    const [name, version = '1'] = /^request(?:-(\d+))?\.json$/.exec(key.slice(taskFolder(id).length)) ?? [];
    return name === undefined ? [] : [{ key, version: Number(version) }];
  });
  return found.sort((a, b) => a.version - b.version).map(({ key }) => key);
}
