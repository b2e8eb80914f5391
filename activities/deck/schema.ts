/** A Deck as it is kept in the store, checked when it is read back: `artifacts.readJson(deck.key, (v) => deckSchema.parse(v))`. */

import { z } from 'zod';
import type { Block, Deck, Slide } from '../../domain/index.ts';

const blockSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('text'), text: z.string(), level: z.int().min(0) }),
  z.strictObject({ kind: z.literal('table'), rows: z.array(z.array(z.string())) }),
]) satisfies z.ZodType<Block>;

const slideSchema = z.strictObject({
  number: z.int().min(1),
  title: z.string(),
  body: z.array(blockSchema),
  notes: z.string(),
  hidden: z.boolean(),
}) satisfies z.ZodType<Slide>;

export const deckSchema = z.strictObject({
  format: z.enum(['pptx', 'ppt', 'odp', 'pdf']),
  language: z.string().exactOptional(),
  slides: z.array(slideSchema),
}) satisfies z.ZodType<Deck>;
