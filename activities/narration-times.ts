/** The two files of a narration: ADTS AAC at `<name>.aac`, and beside it when what is said, as JSON. */

import { z } from 'zod';
import type { NarrationTimes } from '../domain/index.ts';

const timedText = z.strictObject({
  text: z.string(),
  startMs: z.number().nonnegative(),
  endMs: z.number().nonnegative(),
});

/** Checks a NarrationTimes read from the store. */
export const narrationTimesSchema = z.strictObject({
  durationMs: z.number().positive(),
  sentences: z.array(timedText),
  words: z.array(timedText),
  phonemes: z.array(timedText).exactOptional(),
}) satisfies z.ZodType<NarrationTimes>;

/** Where the times of the narration at `narrationKey` lie: the same name, `.json` in the place of `.aac`. */
export const timesKey = (narrationKey: string): string => narrationKey.replace(/\.aac$/, '.json');
