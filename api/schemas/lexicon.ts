/** How some words are spoken. */

import { z } from 'zod';
import type { Lexicon } from '../../domain/index.ts';
import { languageSchema } from './language.ts';
import { speakable } from './speakable.ts';

export const lexiconSchema = z
  .array(
    z.strictObject({
      word: speakable(100).meta({ description: 'As it is written' }),
      say: speakable(300).meta({ description: 'As it is spoken' }),
      language: languageSchema.exactOptional(),
    }),
  )
  .max(1000) satisfies z.ZodType<Lexicon>;
