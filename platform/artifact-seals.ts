/**
 * Tells a whole artifact from a damaged one. Beside each content artifact lies an empty file, its seal, whose name ends in
 * the SHA-256 of the artifact's bytes. It is there before the artifact has its name, so what has no seal is not whole. Two writers of
 * the same key may write different bytes (a PDF holds its time): each leaves its own seal, and either file is whole.
 */

import type { Stats } from 'node:fs';
import { open, readdir, rm, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { sha256Of } from './file-pieces.ts';

export interface Seals {
  /** Seals what is about to be renamed from `beside` to `path`. */
  seal(beside: string, path: string): Promise<void>;
  /** Remembers that this process wrote what lies at `path`: it is not read again. */
  trust(path: string): Promise<void>;
  /** Whether the file is what was written. Reads it once a process, and again when it has changed; 3.5 ms for 3 MB. */
  isWhole(path: string, found: Stats): Promise<boolean>;
  /** Removes the seals of `path`. */
  remove(path: string): Promise<void>;
}

const SEAL = /\.[0-9a-f]{64}$/;
/** Enough for ten decks of the longest kind; some 200 bytes each. */
const MOST_TRUSTED = 40_000;

export const isSeal = (name: string): boolean => SEAL.test(name);

export function createSeals(): Seals {
  const trusted = new Map<string, string>();
  const remember = (path: string, found: Stats): void => {
    trusted.set(path, fingerprint(found));
    const [oldest] = trusted.keys();
    if (trusted.size > MOST_TRUSTED && oldest !== undefined) trusted.delete(oldest);
  };
  return {
    seal: async (beside, path) => {
      // Appending leaves a seal that is already there as it is.
      await (await open(`${path}.${await sha256Of(beside)}`, 'a')).close();
    },
    trust: async (path) => remember(path, await stat(path)),
    isWhole: async (path, found) => {
      if (trusted.get(path) === fingerprint(found)) return true;
      const whole = await stat(`${path}.${await sha256Of(path)}`).catch(() => undefined);
      if (whole) remember(path, found);
      return whole !== undefined;
    },
    remove: async (path) => {
      trusted.delete(path);
      const names = await readdir(dirname(path)).catch(() => []);
      const own = names.filter((name) => isSeal(name) && name.replace(SEAL, '') === basename(path));
      for (const name of own) await rm(join(dirname(path), name), { force: true });
    },
  };
}

/** Another file, or the same with other bytes, differs in this. */
const fingerprint = ({ ino, size, mtimeMs, ctimeMs }: Stats): string => `${ino} ${size} ${mtimeMs} ${ctimeMs}`;
