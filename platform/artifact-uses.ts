/**
 * Knows which tasks use which shared artifacts: what nobody uses any more goes with the last task that did. A use is two
 * empty files, so that any number of processes may write them, and a killed one leaves nothing half:
 *
 *   tasks/<id>/uses/<kind>~<2 hex>~<name>     what the task uses
 *   uses/<kind>/<2 hex>/<name>~<id>           who uses the artifact
 *
 * Both are there before the artifact is looked for. Whoever removes one therefore moves it aside first and asks again: either
 * he sees the new use, and puts it back, or the new user does not see the artifact, and makes it.
 */

import { AsyncLocalStorage } from 'node:async_hooks';
import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isMissing } from './missing-file.ts';

const asking = new AsyncLocalStorage<string>();

/** Whatever `work` writes, finds or reads in the store counts as used by this task. */
export const usedBy = <T>(taskId: string, work: () => Promise<T>): Promise<T> => asking.run(taskId, work);

export interface Uses {
  /** Notes that the task that asks, where one does, uses this artifact. */
  note(key: string): Promise<void>;
  /** The keys that this task uses. */
  of(taskId: string): Promise<string[]>;
  anybody(key: string): Promise<boolean>;
  /** The task uses this artifact no more; that it did is still noted with the task. */
  end(key: string, taskId: string): Promise<void>;
}

export const isUse = (name: string): boolean => name.includes('~');

export function createUses(root: string): Uses {
  const folderOf = (taskId: string): string => join(root, 'tasks', taskId, 'uses');
  const byTask = (key: string, taskId: string): string =>
    join(folderOf(taskId), key.slice('content/'.length).replaceAll('/', '~'));
  const byArtifact = (key: string, taskId: string): string =>
    join(root, 'uses', `${key.slice('content/'.length)}~${taskId}`);
  return {
    note: async (key) => {
      const taskId = asking.getStore();
      if (taskId === undefined) return;
      // In this order: what is not noted with the task would never be let go.
      await touch(byTask(key, taskId));
      await touch(byArtifact(key, taskId));
    },
    of: async (taskId) => (await namesIn(folderOf(taskId))).map((name) => `content/${name.replaceAll('~', '/')}`),
    anybody: async (key) => {
      const users = byArtifact(key, '');
      return (await namesIn(dirname(users))).some((name) => name.startsWith(basename(users)));
    },
    end: (key, taskId) => rm(byArtifact(key, taskId), { force: true }),
  };
}

async function touch(file: string): Promise<void> {
  const make = async (): Promise<void> => (await open(file, 'a')).close();
  try {
    await make();
  } catch (thrown) {
    if (!isMissing(thrown)) throw thrown;
    await mkdir(dirname(file), { recursive: true });
    await make();
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder);
  } catch (thrown) {
    if (isMissing(thrown)) return [];
    throw thrown;
  }
}
