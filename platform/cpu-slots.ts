/**
 * The machine's slots for heavy programs: all workers that share a data folder on one machine together run no more of them
 * than there are slots. A slot is an empty file that its holder has locked with flock(2): the kernel gives it back when the
 * holder ends, however it ends.
 */

import { openSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import koffi from 'koffi';

export interface CpuSlots {
  /** Waits for a slot; resolves to what gives it back. @throws the signal's own reason */
  take(signal: AbortSignal): Promise<() => void>;
}

/** From sys/file.h; the same on Linux and macOS. */
const LOCK_EX = 2;
const LOCK_NB = 4;
const LOCK_UN = 8;
/** The shortest programs take 50 ms; a look at all slots takes microseconds. */
const LOOK_EVERY_MS = 10;

/**
 * @param folder holds the slots of every machine that shares it, each machine's in a folder of its own.
 * @param count how many programs this process thinks the machine can bear; of processes that disagree, the boldest decides.
 */
export async function openCpuSlots(folder: string, count: number): Promise<CpuSlots> {
  const place = join(folder, await machineName());
  await mkdir(place, { recursive: true });
  const slots = Array.from({ length: count }, (_, index) => ({
    file: openSync(join(place, `slot-${index + 1}`), 'a'), // stays open for as long as this process lives
    taken: false,
  }));
  /** First come, first served within this process; among processes, whoever looks first. */
  const waiting: symbol[] = [];

  const takeFree = (): (() => void) | undefined => {
    // A lock belongs to the open file, so for this process its own locks are no obstacle: it keeps count of them.
    const slot = slots.find(({ file, taken }) => !taken && flock(file, LOCK_EX | LOCK_NB) === 0);
    if (!slot) return undefined;
    slot.taken = true;
    return () => {
      slot.taken = false;
      flock(slot.file, LOCK_UN);
    };
  };

  return {
    take: async (signal) => {
      const turn = Symbol();
      waiting.push(turn);
      try {
        while (true) {
          signal.throwIfAborted();
          const release = waiting[0] === turn ? takeFree() : undefined;
          if (release) return release;
          // At odd times, so that no process is always the first to look after another.
          await sleep(LOOK_EVERY_MS * (0.5 + Math.random()), undefined, { signal }).catch(() => undefined);
        }
      } finally {
        waiting.splice(waiting.indexOf(turn), 1);
      }
    },
  };
}

const flock = koffi.load(process.platform === 'darwin' ? 'libSystem.B.dylib' : 'libc.so.6').func('int flock(int, int)');

/** The same for all containers of one machine, which have host names of their own. macOS has no such file. */
async function machineName(): Promise<string> {
  return readFile('/proc/sys/kernel/random/boot_id', 'utf8').then((id) => id.trim(), hostname);
}
