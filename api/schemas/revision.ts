/** What is to be other in the next version, and what that would change. */

import { z } from 'zod';
import { plainText } from '../../domain/index.ts';
import { estimateSchema } from './estimate.ts';
import { optionsSchema } from './options.ts';

export const revisionSchema = z.strictObject({
  slides: z
    .array(
      z.strictObject({
        number: z.int().min(1),
        text: z
          .string()
          .overwrite(plainText)
          .max(20_000)
          .exactOptional()
          .meta({ description: 'Empty: the slide is held in silence' }),
        voice: z
          .strictObject({
            name: z
              .string()
              .regex(/^[^[\]\r\n]{1,150}$/)
              .exactOptional(),
            rate: z.number().min(0.5).max(2).exactOptional(),
          })
          .exactOptional()
          .meta({ description: 'Another voice of the task’s provider, or another speed, for this slide' }),
      }),
    )
    .max(1000)
    .exactOptional(),
  options: optionsSchema.exactOptional().meta({ description: 'In place of all options before' }),
});

export const previewSchema = revisionSchema.extend({
  deck: z
    .string()
    .regex(/^[\w-]{1,64}$/)
    .exactOptional()
    .meta({ description: 'A deck that was sent before (POST /api/decks), in place of the one that the task has' }),
});

const numbers = z.array(z.int());

export const revisionPreviewSchema = z.strictObject({
  slides: z.strictObject({ added: numbers, moved: numbers, changed: numbers, removed: numbers, kept: numbers }),
  estimate: estimateSchema,
});
