/**
 * Reserves room on the disk before work that needs it: several workers that each see the same free bytes must not all
 * count on them. A reservation is an empty file of the reserved length (sparse: it takes no room) in the attempt's scratch
 * folder, and so ends with it, or is swept away with what a killed worker left.
 */

import { open, readdir, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { noSpace } from './disk-full.ts';

const RESERVATION = '.reserved';

/**
 * @param scratch the attempt's folder, `<all workers>/<worker>/<attempt>`.
 * @throws PlatformError `disk_full` where less than `bytes` are free beside what others have reserved.
 */
export async function reserveSpace(scratch: string, bytes: number): Promise<void> {
  const file = await open(join(scratch, RESERVATION), 'w');
  await file.truncate(Math.ceil(bytes));
  await file.close();
  // Ours lies there before the others' are counted: of two at the same time, at least one sees both.
  const reserved = await reservedBytes(dirname(dirname(scratch)));
  const { bavail, bsize } = await statfs(scratch);
  if (bavail * bsize < reserved) throw noSpace();
}

async function reservedBytes(allWorkers: string): Promise<number> {
  const list = (folder: string): Promise<string[]> => readdir(folder).catch(() => []); // gone since
  let sum = 0;
  for (const worker of await list(allWorkers)) {
    for (const attempt of await list(join(allWorkers, worker))) {
      const found = await stat(join(allWorkers, worker, attempt, RESERVATION)).catch(() => undefined);
      sum += found?.size ?? 0;
    }
  }
  return sum;
}
