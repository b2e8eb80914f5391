/** One `npm start` a data folder: two Redis servers on the same append-only file would ruin it. */

import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { toError } from '../domain/index.ts';

/**
 * Marks the folder as used by this process.
 * @returns what gives it back.
 * @throws Error when a living process uses it.
 */
export function claimDataDir(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true });
  const file = join(dataDir, 'in-use-by');
  const owner = ownerIn(file);
  if (owner !== undefined && owner !== process.pid && isOurs(owner)) {
    throw new Error(
      `${dataDir} is in use by the SlideSpeaker with process id ${owner}. Stop it, or set DATA_DIR to another folder.`,
    );
  }
  writeFileSync(file, String(process.pid));
  return () => rmSync(file, { force: true });
}

function ownerIn(file: string): number | undefined {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch (thrown) {
    const error = toError(thrown);
    if ('code' in error && error.code === 'ENOENT') return undefined;
    throw thrown;
  }
}

/** Whether the process lives and is one of ours: after a restart of the machine its number may be anybody's. */
function isOurs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('cli/');
  } catch {
    return false;
  }
}
