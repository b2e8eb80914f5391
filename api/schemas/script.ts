/** What is said on each slide, and a wish for other words. */

import { z } from 'zod';
import { plainText, type Flag } from '../../domain/index.ts';

const flagSchema = z.strictObject({
  code: z.string().max(100),
  message: z.string().max(1000),
}) satisfies z.ZodType<Flag>;

export const scriptSchema = z.strictObject({
  slides: z
    .array(
      z.strictObject({
        number: z.int().min(1),
        text: z.string().overwrite(plainText).max(20_000).meta({ description: 'Empty: the slide is held in silence' }),
        flags: z.array(flagSchema).max(100).exactOptional(),
        approved: z
          .boolean()
          .exactOptional()
          .meta({ description: 'A person has found these words good; other words are not approved any more' }),
      }),
    )
    .max(1000),
});

export type ScriptView = z.infer<typeof scriptSchema>;

export const wishSchema = z.strictObject({
  slide: z.int().min(1),
  wish: z
    .string()
    .trim()
    .min(1)
    .max(500)
    .meta({ examples: ['Shorter, and without the example'] }),
});
