/** What the worker and its espeak-ng child say to each other, as JSON. */

import { z } from 'zod';

export const childRequestSchema = z.strictObject({
  /** What espeak_SetVoiceByName takes: a file of espeak-ng-data/lang, or a language code. */
  voice: z.string(),
  /** Speaks words in Latin letters, for a voice that would spell them. */
  latinVoice: z.string().exactOptional(),
  wordsPerMinute: z.number().int(),
  /** Turn kanji to kana before speaking. */
  kana: z.boolean(),
  sentences: z.array(
    z.strictObject({
      /** As it stands in the script. */
      text: z.string(),
      /** As it is given to the voice: as many code points as `text`. */
      spoken: z.string(),
      /** Silence after it. */
      pauseMs: z.number().nonnegative(),
    }),
  ),
  /** Where the sound is to be written: WAV, 16 bit, mono. */
  wav: z.string(),
  /** Where the ChildReport is to be written. */
  report: z.string(),
});
export type ChildRequest = z.infer<typeof childRequestSchema>;

const timedText = z.strictObject({ text: z.string(), startMs: z.number(), endMs: z.number() });

export const childReportSchema = z.strictObject({
  durationMs: z.number(),
  /** One for each sentence asked for; where nothing was heard, start and end are the same. */
  sentences: z.array(timedText),
  words: z.array(timedText),
  /** IPA, one string for each sentence: shows that nothing was spelled out. */
  phonemes: z.array(z.string()),
  /** Each phoneme with its time, rests left out: what lips follow. */
  timedPhonemes: z.array(timedText),
});
export type ChildReport = z.infer<typeof childReportSchema>;
