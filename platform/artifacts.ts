/**
 * Where every byte lives: uploads, pictures, narrations, clips, videos, outputs. Temporal and Redis carry their keys.
 *
 *   content/<kind>/…   named by what determines them, shared by tasks, written once and never changed
 *   tasks/<id>/…       a task's own: its deck, its request, its outputs
 *
 * A file is written beside its name and renamed, so that a key either holds the whole file or does not exist. What the disk
 * or a stranger's hand damages afterwards is found by its seal (artifact-seals.ts), removed, and so made again. Which tasks use
 * a content artifact is noted whenever one asks for it (artifact-uses.ts); it goes with the last of them.
 */

import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, opendir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { PlatformError } from '../domain/index.ts';
import { createSeals, isSeal } from './artifact-seals.ts';
import { createUses, isUse } from './artifact-uses.ts';
import { diskFull } from './disk-full.ts';
import type { Log } from './log.ts';
import { isMissing } from './missing-file.ts';
import { taskFolder } from './task-files.ts';

export interface Artifacts {
  /** False, too, where the content is damaged: then it is removed, so that whoever asks makes it again. */
  has(key: string): Promise<boolean>;
  /** A local file with the artifact's content, for programs that need one. Read only. @throws PlatformError `artifact_missing` */
  file(key: string): Promise<string>;
  /** Calls `make` with the path of a new file to fill, then gives it its name. Nothing remains if `make` fails. @throws PlatformError `disk_full` */
  write(key: string, make: (file: string) => Promise<void>): Promise<void>;
  writeJson(key: string, value: unknown): Promise<void>;
  /** @param parse checks what was read: a damaged or foreign file must not pass for ours. */
  readJson<T>(key: string, parse: (value: unknown) => T): Promise<T>;
  /** Bytes `start` to `end`, both included; the whole where not said. */
  stream(key: string, range?: { start: number; end: number }): Promise<Readable>;
  sizeOf(key: string): Promise<number>;
  /** Every key under `prefix`, in no order. */
  list(prefix: string): Promise<string[]>;
  /** The keys of all content that this task has used; some of it may be gone. */
  usedContent(taskId: string): Promise<string[]>;
  /** Every task that has a folder, in no order and one after the other, and when (ms since 1970) its folder last changed. */
  taskFolders(): AsyncIterable<{ id: string; changedAt: number }>;
  /** Removes a key, or everything under a prefix that ends in `/`. What is not there is no error. */
  remove(keyOrPrefix: string): Promise<void>;
  /** Removes the task's folder, and all content that no other task uses. May be repeated. */
  removeTask(id: string): Promise<Freed>;
}

/** How many files went, and how many the task had used that stay because other tasks use them. */
export interface Freed {
  removed: number;
  shared: number;
}

/** Where files lie that have no name yet. What a killed process leaves there, the workers remove. */
export const incomingFolder = (root: string): string => join(root, 'incoming');

/**
 * Artifacts as files under `root`. Any number of processes may share it, also over a network file system.
 * @param log is told of every key whose content was found damaged, and removed.
 */
export function createFileArtifacts(root: string, log?: Pick<Log, 'warn'>): Artifacts {
  const pathOf = (key: string): string => {
    if (!/^(content|tasks)\/[\w./-]+$/.test(key) || key.includes('..')) throw new Error(`not an artifact key: ${key}`);
    return join(root, key);
  };

  const seals = createSeals();
  const uses = createUses(root);
  const isContent = (key: string): boolean => key.startsWith('content/');

  /** The size of the whole artifact; undefined where there is none, or where it was damaged and therefore removed. */
  const sizeOrMissing = async (key: string): Promise<number | undefined> => {
    const path = pathOf(key);
    if (isContent(key)) await uses.note(key);
    const found = await orMissing(stat(path));
    if (!found || !isContent(key) || (await orMissing(seals.isWhole(path, found)))) return found?.size;
    // Somebody may have removed it, or made it again, meanwhile: that one stays.
    if ((await orMissing(stat(path)))?.ino !== found.ino) return undefined;
    log?.warn({ key }, 'this stored file was damaged; removed, so that it is made again');
    await remove(key);
    return undefined;
  };
  const remove = async (keyOrPrefix: string): Promise<void> => {
    const path = pathOf(keyOrPrefix);
    const isFolder = keyOrPrefix.endsWith('/');
    await rm(path, { recursive: isFolder, force: true });
    if (!isFolder && isContent(keyOrPrefix)) await seals.remove(path);
  };
  /** Whether it went: a task that began to use it meanwhile keeps it. */
  const removeUnused = async (key: string): Promise<boolean> => {
    const path = pathOf(key);
    const aside = join(incomingFolder(root), randomUUID());
    await mkdir(dirname(aside), { recursive: true });
    try {
      await rename(path, aside);
    } catch (thrown) {
      if (isMissing(thrown)) return false;
      throw thrown;
    }
    if (await uses.anybody(key)) {
      await rename(aside, path);
      return false;
    }
    await seals.remove(path);
    await rm(aside);
    return true;
  };

  const write: Artifacts['write'] = async (key, make) => {
    const path = pathOf(key);
    const beside = join(incomingFolder(root), randomUUID());
    try {
      if (isContent(key)) await uses.note(key);
      await mkdir(dirname(path), { recursive: true });
      await mkdir(dirname(beside), { recursive: true });
      await make(beside);
      // The disk writes while the bytes are hashed.
      await Promise.all([sync(beside), isContent(key) ? seals.seal(beside, path) : undefined]);
      await rename(beside, path);
      if (isContent(key)) await seals.trust(path);
      await sync(dirname(path));
    } catch (thrown) {
      throw diskFull(thrown) ?? thrown;
    } finally {
      await rm(beside, { force: true });
    }
  };

  const list = async (prefix: string): Promise<string[]> => {
    const entries = await readdir(pathOf(prefix), { recursive: true, withFileTypes: true }).catch((thrown: unknown) => {
      if (isMissing(thrown)) return [];
      throw thrown;
    });
    return entries
      .filter((entry) => entry.isFile() && !isSeal(entry.name) && !isUse(entry.name))
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1));
  };

  return {
    has: async (key) => (await sizeOrMissing(key)) !== undefined,
    file: async (key) => {
      if ((await sizeOrMissing(key)) === undefined) throw missing(key);
      return pathOf(key);
    },
    write,
    writeJson: (key, value) =>
      write(key, async (file) => {
        const handle = await open(file, 'w');
        await handle.writeFile(JSON.stringify(value));
        await handle.close();
      }),
    readJson: async (key, parse) => {
      if ((await sizeOrMissing(key)) === undefined) throw missing(key);
      const text = await readFile(pathOf(key), 'utf8').catch((thrown: unknown) => {
        throw isMissing(thrown) ? missing(key) : thrown;
      });
      const value: unknown = JSON.parse(text);
      return parse(value);
    },
    stream: async (key, range) => {
      if ((await sizeOrMissing(key)) === undefined) throw missing(key);
      return createReadStream(pathOf(key), range);
    },
    sizeOf: async (key) => {
      const size = await sizeOrMissing(key);
      if (size === undefined) throw missing(key);
      return size;
    },
    list,
    usedContent: (taskId) => uses.of(taskId),
    taskFolders: async function* () {
      const folder = join(root, 'tasks');
      await mkdir(folder, { recursive: true });
      for await (const { name } of await opendir(folder)) {
        const found = await orMissing(stat(join(folder, name)));
        // A disk's own `lost+found` is none of ours.
        if (found?.isDirectory() && /^[\w-]+$/.test(name)) yield { id: name, changedAt: found.mtimeMs };
      }
    },
    remove,
    removeTask: async (id) => {
      const freed: Freed = { removed: 0, shared: 0 };
      for (const key of await uses.of(id)) {
        await uses.end(key, id);
        if (await uses.anybody(key)) freed.shared += 1;
        else if (await removeUnused(key)) freed.removed += 1;
      }
      freed.removed += (await list(taskFolder(id))).length;
      // Last: until then a removal that was interrupted knows what it has to do.
      await remove(taskFolder(id));
      return freed;
    },
  };
}

/** A rename is only lasting once the file and its folder are on the disk. */
async function sync(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function orMissing<T>(asked: Promise<T>): Promise<T | undefined> {
  try {
    return await asked;
  } catch (thrown) {
    if (isMissing(thrown)) return undefined;
    throw thrown;
  }
}

const missing = (key: string): PlatformError =>
  new PlatformError('artifact_missing', `The stored file ${key} is missing.`);
