/** An owner's lexicon as it lies in the store. */

import { z } from 'zod';
import type { Lexicon } from '../../domain/index.ts';
import type { Artifacts } from '../../platform/artifacts.ts';

const lexiconSchema = z.array(
  z.strictObject({ word: z.string(), say: z.string(), language: z.string().exactOptional() }),
) satisfies z.ZodType<Lexicon>;

/** Empty where the task has none. */
export const readLexicon = async (artifacts: Artifacts, key: string | undefined): Promise<Lexicon> =>
  key === undefined ? [] : artifacts.readJson(key, (value) => lexiconSchema.parse(value));
