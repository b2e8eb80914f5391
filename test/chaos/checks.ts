/** What is looked at after a chaos run: the products, the vendor's bill, and what is left behind. */

import { createHash } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { z } from 'zod';
import type { TaskView } from '../../domain/index.ts';
import type { VendorCounters } from '../stand-in/counters.ts';
import type { Fleet } from '../support/fleet.ts';

/** What a task made, without what may differ between two runs: who made it and when. */
export type Product = z.infer<typeof productsSchema>[number];
export const productsSchema = z.array(
  z.object({
    deck: z.string(),
    /** `name SHA-256` */
    outputs: z.array(z.string()),
    /** For each slide the SHA-256 of its picture, its narration and its clip. */
    slides: z.array(z.string()),
  }),
);

const hashed = z.object({ sha256: z.string() });
const manifestSchema = z.object({
  deck: z.object({ name: z.string(), sha256: z.string() }),
  outputs: z.array(z.object({ name: z.string(), sha256: z.string() })),
  slides: z.array(z.object({ slide: z.number(), picture: hashed, narration: hashed.optional(), clip: hashed })),
});

/** @throws Error where an output is not what its manifest says. */
export async function productOf(fleet: Fleet, task: TaskView): Promise<Product> {
  const text = (await fleet.output(task, 'manifest.json')).toString();
  const manifest = manifestSchema.parse(JSON.parse(text));
  for (const { name, sha256 } of manifest.outputs) {
    const bytes = await fleet.output(task, name);
    if (createHash('sha256').update(bytes).digest('hex') !== sha256)
      throw new Error(`${task.name}: ${name} is damaged`);
  }
  return {
    deck: manifest.deck.name,
    outputs: manifest.outputs.map(({ name, sha256 }) => `${name} ${sha256}`).toSorted(),
    slides: manifest.slides.map(({ slide, picture, narration, clip }) =>
      [slide, picture.sha256, narration?.sha256, clip.sha256].join(' '),
    ),
  };
}

/** The vendor's own count against what the tasks list as possibly paid twice. */
export function paidOf(
  counters: Pick<VendorCounters, 'billedCalls' | 'distinctBilledCalls' | 'repeatedBilledCalls'>,
  tasks: readonly TaskView[],
): { calls: number; distinct: number; repeated: number; listed: number } {
  const listed = tasks.flatMap(({ warnings }) => warnings.filter(({ code }) => code === 'possibly_paid_twice')).length;
  const { billedCalls: calls, distinctBilledCalls: distinct, repeatedBilledCalls: repeated } = counters;
  return { calls, distinct, repeated, listed };
}

const CHILDREN = ['soffice', 'ffmpeg', 'ffprobe', 'pdftoppm', 'pdftotext', 'espeak-'];

/** Programs that outlived their work, and files of work that has ended. */
export async function orphansOf(fleet: Fleet) {
  const children = await Promise.all(CHILDREN.map((name) => fleet.processes(name)));
  return {
    processes: children.flat().length,
    scratchFiles: (await fleet.files('scratch')).size,
    // The workers remove them after a day.
    unfinishedFiles: (await fleet.files('incoming')).size,
  };
}

/** Keys that belong to no task and have an end of their own (platform/redis.ts). */
const EVERYBODYS = /^(new-tasks|intact|(voices|presenters|providers):.*|provider:.*:(pace|pause|failing))$/;

const DELETED_WITHIN_MS = 120_000;

/** Deletes every task, and names the keys that are left although nothing needs them. */
export async function leftBehind(fleet: Fleet, tasks: readonly TaskView[]): Promise<string[]> {
  const redis = new Redis(fleet.redisUrl, { maxRetriesPerRequest: null });
  try {
    const waiting = await redis.xlen('new-tasks');
    for (const { id } of tasks) await fetch(`${fleet.url}/api/tasks/${id}`, { method: 'DELETE' });
    const left = async (): Promise<string[]> => (await redis.keys('*')).filter((key) => !EVERYBODYS.test(key));
    // The masters finish a deletion when Temporal has forgotten the runs.
    for (const until = Date.now() + DELETED_WITHIN_MS; Date.now() < until && (await left()).length > 0;)
      await sleep(1_000);
    const keys = await left();
    return waiting > 0 ? [...keys, `${waiting} entries of new-tasks`] : keys;
  } finally {
    redis.disconnect();
  }
}
