/** The words of a deck, read as a task would read them. */

import { z } from 'zod';
import type { TaskRequest } from '../domain/index.ts';
import { usedBy } from '../platform/artifact-uses.ts';
import type { Artifacts } from '../platform/artifacts.ts';
import type { Asks } from './asks.ts';

/** What is shown and compared of what the verb `readDeck` keeps. */
const deckWordsSchema = z.object({
  slides: z.array(
    z.object({
      number: z.int(),
      title: z.string(),
      body: z.array(
        z.discriminatedUnion('kind', [
          z.object({ kind: z.literal('text'), text: z.string(), level: z.int() }),
          z.object({ kind: z.literal('table'), rows: z.array(z.array(z.string())) }),
        ]),
      ),
      notes: z.string(),
      hidden: z.boolean(),
    }),
  ),
});

export type DeckWords = z.infer<typeof deckWordsSchema>;

/** @returns the function that reads a request's deck; its words are used by the task of that id. @throws RequestError `deck_unreadable` */
export const createReadWords =
  (asks: Pick<Asks, 'openDeck'>, artifacts: Artifacts) =>
  async (request: TaskRequest): Promise<DeckWords> => {
    const { key } = await asks.openDeck(request);
    return usedBy(request.id, () => artifacts.readJson(key, (value) => deckWordsSchema.parse(value)));
  };
