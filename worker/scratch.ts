/** The worker's scratch folder, and the removal of what killed processes left behind, here and on their way into the store. */

import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { toError } from '../domain/index.ts';
import type { Log } from '../platform/log.ts';

/** A worker of another machine whose announcement is missing may only have lost Redis for a while. */
const FOREIGN_AGE_MS = 30 * 60_000;
/** Nobody writes an artifact for this long without writing to it; an upload that stands still is ended long before. */
const INCOMING_AGE_MS = 24 * 3_600_000;
const SWEEP_EVERY_MS = 10 * 60_000;

export interface Scratch {
  /** Created when it is needed. Only this process writes there. */
  root: string;
  /** Removes this worker's own, and ends the sweeps. */
  close(): Promise<void>;
}

/**
 * Removes what earlier workers left under `folder`, and what nobody writes to any more under `incoming`, now and then again
 * every ten minutes.
 * @param identity this worker's, `host-pid`; @param isAnnounced whether a worker of this identity lives, as far as Redis knows.
 */
export async function openScratch({
  folder,
  incoming,
  host,
  pid,
  isAnnounced,
  log,
}: {
  folder: string;
  /** The store's folder of files that have no name yet. */
  incoming: string;
  host: string;
  pid: number;
  isAnnounced: (identity: string) => Promise<boolean>;
  log: Log;
}): Promise<Scratch> {
  const own = `${host}-${pid}`;
  const root = join(folder, own);

  const isAbandoned = async (name: string): Promise<boolean> => {
    if (name === own) return false;
    const [, ownersHost, ownersPid] = /^(.*)-(\d+)$/.exec(name) ?? [];
    if (ownersHost === host) return !isAlive(Number(ownersPid));
    const unchangedMs = Date.now() - (await stat(join(folder, name))).mtimeMs;
    return unchangedMs > FOREIGN_AGE_MS && !(await isAnnounced(name));
  };
  const sweep = async (): Promise<void> => {
    for (const name of await readdir(folder).catch(() => [])) {
      if (!(await isAbandoned(name))) continue;
      await rm(join(folder, name), { recursive: true, force: true });
      log.info({ folder: name }, 'removed what a worker that is gone left behind');
    }
    for (const name of await readdir(incoming).catch(() => [])) {
      const file = join(incoming, name);
      // Undefined where its writer has just given it its name.
      const written = await stat(file).catch(() => undefined);
      if (!written || Date.now() - written.mtimeMs < INCOMING_AGE_MS) continue;
      await rm(file, { recursive: true, force: true });
      log.info({ file: name }, 'removed a file that was never finished');
    }
  };
  const quietly = (): Promise<void> =>
    sweep().catch((thrown: unknown) => log.warn({ reason: toError(thrown).message }, 'could not tidy up'));

  await rm(root, { recursive: true, force: true }); // an earlier process of the same number
  await quietly();
  const timer = setInterval(() => void quietly(), SWEEP_EVERY_MS);
  return {
    root,
    close: async () => {
      clearInterval(timer);
      await rm(root, { recursive: true, force: true });
    },
  };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (thrown) {
    const error = toError(thrown);
    return 'code' in error && error.code === 'EPERM'; // somebody else's: alive
  }
}
