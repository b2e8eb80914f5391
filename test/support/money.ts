/** What a system under test says of money: its estimates and its bills. */

import { openAsBlob } from 'node:fs';
import { z } from 'zod';
import type { Estimate, LedgerEntry, TaskOptions } from '../../domain/index.ts';
import type { TestSystem } from './system.ts';

export const ledgerOf = async ({ url }: Pick<TestSystem, 'url'>, id: string): Promise<LedgerEntry[]> => {
  const answer = await fetch(`${url}/api/tasks/${id}/ledger`);
  return z.object({ entries: z.custom<LedgerEntry[]>() }).parse(await answer.json()).entries;
};

export async function estimateOf(
  { url }: Pick<TestSystem, 'url'>,
  deck: string,
  options: TaskOptions,
): Promise<Estimate> {
  const form = new FormData();
  form.set('options', JSON.stringify(options));
  form.set('deck', await openAsBlob(deck), 'deck.pptx');
  const answer = await fetch(`${url}/api/estimate`, { method: 'POST', body: form });
  if (!answer.ok) throw new Error(await answer.text());
  return z
    .object({ cents: z.number(), atMostCents: z.number() })
    .and(z.custom<Estimate>())
    .parse(await answer.json());
}
