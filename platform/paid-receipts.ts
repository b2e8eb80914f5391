/**
 * What was paid for a result lies beside it, as long as it does: whoever finds the result can finish its bill, and what Redis
 * forgets of a task's bill is found here.
 */

import { z } from 'zod';
import type { Artifacts } from './artifacts.ts';
import { ledgerEntrySchema, type Paid } from './paid-records.ts';

export interface Receipts {
  /** @param key the result's. */
  read(key: string): Promise<Paid | undefined>;
  write(paid: Paid): Promise<void>;
  remove(key: string): Promise<void>;
  /** Of all that this task paid for and that is kept. What was lost or of no use left no receipt. */
  ofTask(taskId: string): Promise<Paid[]>;
}

const SUFFIX = '.receipt.json';
const paidSchema = z.object({
  call: z.string(),
  taskId: z.string(),
  entry: ledgerEntrySchema,
}) satisfies z.ZodType<Paid>;

export function createReceipts(
  artifacts: Pick<Artifacts, 'has' | 'readJson' | 'writeJson' | 'remove' | 'usedContent'>,
): Receipts {
  const read = async (key: string): Promise<Paid | undefined> =>
    (await artifacts.has(key + SUFFIX))
      ? artifacts.readJson(key + SUFFIX, (value) => paidSchema.parse(value))
      : undefined;
  return {
    read,
    write: (paid) => artifacts.writeJson(paid.entry.key + SUFFIX, paid),
    remove: (key) => artifacts.remove(key + SUFFIX),
    ofTask: async (taskId) => {
      const found: Paid[] = [];
      for (const key of await artifacts.usedContent(taskId)) {
        const paid = key.endsWith(SUFFIX) ? await read(key.slice(0, -SUFFIX.length)) : undefined;
        // What another task paid for is on that one's bill.
        if (paid?.taskId === taskId) found.push(paid);
      }
      return found;
    },
  };
}
