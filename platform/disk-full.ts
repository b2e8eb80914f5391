/** Recognises a full disk, however deep in a failure it lies, and says so to the person. */

import { statfs } from 'node:fs/promises';
import { PlatformError, toError } from '../domain/index.ts';

/** How the system's own words for it reach us through a program's standard error: ENOSPC and EDQUOT of libc. */
const SAID = /no space left on device|disk quota exceeded/i;
/** With less than this left, a program that failed without a word failed for want of it. */
const NOTHING_BYTES = 1024 ** 2;

/** Whether a program complained of it. ffmpeg does, and ends with 0 all the same when only the end of a file was lost. */
export const saysDiskFull = (stderr: string): boolean => SAID.test(stderr);

/** The failure as `disk_full` where a write found no space: ours, a library's or a child program's. Otherwise undefined. */
export function diskFull(thrown: unknown): PlatformError | undefined {
  const error = toError(thrown);
  if (error instanceof PlatformError && error.code === 'disk_full') return error;
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ENOSPC' || code === 'EDQUOT' || saysDiskFull(error.message)) return noSpace(thrown);
  return error.cause === undefined ? undefined : diskFull(error.cause);
}

/** As `diskFull`, and also where nobody said so but nothing is left in `folder`: soffice exits with 0 and writes no file. */
export async function diskFullIn(folder: string, thrown: unknown): Promise<PlatformError | undefined> {
  const said = diskFull(thrown);
  if (said) return said;
  const disk = await statfs(folder).catch(() => undefined);
  return disk && disk.bavail * disk.bsize < NOTHING_BYTES ? noSpace(thrown) : undefined;
}

export const noSpace = (cause?: unknown): PlatformError =>
  new PlatformError(
    'disk_full',
    'There is no space left on the disk of this server. Delete tasks that are no longer needed, or ask its keeper to make room, and try again: everything finished is kept.',
    { cause },
  );
