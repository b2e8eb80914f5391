/** A deck that was sent by itself: with what is in it, and as what becomes a task. */

import { z } from 'zod';
import type { DeckView } from '../../domain/index.ts';
import { optionsSchema } from './options.ts';

const sentDeck = {
  id: z.string(),
  name: z.string(),
  format: z.enum(['pptx', 'ppt', 'odp', 'pdf']),
  bytes: z.int(),
  expiresAt: z.iso.datetime().meta({ description: 'Until then it can be made into a video' }),
};

export const deckSchema = z.strictObject({
  ...sentDeck,
  slides: z.array(z.strictObject({ number: z.int(), title: z.string(), notes: z.string(), hidden: z.boolean() })),
}) satisfies z.ZodType<DeckView>;

export const sentDeckSchema = z.strictObject(sentDeck);

/** A deck that was sent before, to be made into a video. */
export const deckToMakeSchema = z.strictObject({
  deck: z.string().max(64).exactOptional().meta({ description: 'Its id, from POST /api/decks' }),
  name: z.string().min(1).max(200).exactOptional().meta({ description: 'What it is called, where not as its file' }),
  options: optionsSchema.exactOptional(),
});
