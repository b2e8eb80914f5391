/** What a program left in the folders that it may write to: how much, while it runs; and no link that would lead us elsewhere. */

import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { SCRATCH_BYTES } from './cell-kinds.ts';

/** A disk takes some hundred MiB in this time; looking at LibreOffice's 200 files takes 5 ms. */
const LOOK_EVERY_MS = 1_000;

/** Calls `onFull` once the folders hold more than SCRATCH_BYTES together. Ends with the signal. */
export async function watchScratch(folders: readonly string[], onFull: () => void, ended: AbortSignal): Promise<void> {
  while (folders.length > 0) {
    await sleep(LOOK_EVERY_MS, undefined, { signal: ended, ref: false }).catch(() => undefined);
    if (ended.aborted) return;
    let sizeBytes = 0;
    for (const folder of folders) sizeBytes += await bytesIn(folder);
    if (sizeBytes > SCRATCH_BYTES) {
      onFull();
      return;
    }
  }
}

async function bytesIn(folder: string): Promise<number> {
  let sizeBytes = 0;
  for (const path of await filesIn(folder)) sizeBytes += (await stat(path).catch(() => ({ size: 0 }))).size;
  return sizeBytes;
}

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Removes what is neither a file nor a folder: behind a link or a pipe may be anything, and we read these folders with our rights. */
export async function removeLinks(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (!entry.isFile() && !entry.isDirectory()) await rm(join(entry.parentPath, entry.name), { force: true });
    }
  }
}
