/**
 * Decks that were sent and are no task yet: looked into, estimated, and made into one by their id. Each lies in the folder of the
 * task that it may become; a folder that became none goes after a day (master/reconciler.ts).
 */

import { z } from 'zod';
import type { DeckFile } from '../domain/index.ts';
import type { Artifacts } from '../platform/artifacts.ts';
import { draftKey } from '../platform/task-files.ts';
import { TASK_ID } from './operation.ts';
import { refuse } from './problems.ts';

/** Part of a day is left for the master to come by. */
const KEPT_MS = 23 * 3_600_000;

const draftSchema = z.object({
  owner: z.string(),
  deck: z.object({
    key: z.string(),
    name: z.string(),
    format: z.enum(['pptx', 'ppt', 'odp', 'pdf']),
    sizeBytes: z.number(),
    sha256: z.string(),
  }) satisfies z.ZodType<DeckFile>,
  /** ms since 1970 */
  expiresAt: z.number(),
});

export interface Draft {
  id: string;
  deck: DeckFile;
  expiresAt: number;
}

export interface Drafts {
  keep(id: string, owner: string, deck: DeckFile): Promise<Draft>;
  /** @throws RequestError `deck_not_found` */
  find(id: string | undefined, owner: string): Promise<Draft>;
}

export function createDrafts(artifacts: Pick<Artifacts, 'has' | 'readJson' | 'writeJson'>): Drafts {
  return {
    keep: async (id, owner, deck) => {
      const expiresAt = Date.now() + KEPT_MS;
      await artifacts.writeJson(draftKey(id), { owner, deck, expiresAt });
      return { id, deck, expiresAt };
    },
    find: async (id, owner) => {
      if (id === undefined || !TASK_ID.test(id) || !(await artifacts.has(draftKey(id)))) throw notFound();
      const draft = await artifacts.readJson(draftKey(id), (value) => draftSchema.parse(value));
      if (draft.owner !== owner || draft.expiresAt < Date.now()) throw notFound();
      return { id, deck: draft.deck, expiresAt: draft.expiresAt };
    },
  };
}

const notFound = () =>
  refuse('deck_not_found', 'There is no such deck. Decks that were sent are kept for a day: send it again.');
