/** A Script as it is kept in the store, checked when it is read back. */

import { z } from 'zod';
import type { Script, SlideScript } from '../../domain/index.ts';

const flagSchema = z.strictObject({ code: z.string(), message: z.string() });

const slideScriptSchema = z.strictObject({
  number: z.int().min(1),
  text: z.string(),
  source: z.enum(['notes', 'written', 'edited', 'none']),
  treatment: z.enum(['speak', 'hold', 'skip']),
  holdMs: z.number().nonnegative(),
  flags: z.array(flagSchema),
}) satisfies z.ZodType<SlideScript>;

export const scriptSchema = z.strictObject({
  language: z.string(),
  slides: z.array(slideScriptSchema),
}) satisfies z.ZodType<Script>;
