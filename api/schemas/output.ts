/** A finished file of a task. */

import { z } from 'zod';

export const outputSchema = z.strictObject({
  name: z.string(),
  kind: z.enum(['video', 'subtitles', 'audio', 'script', 'manifest', 'poster']),
  language: z.string().exactOptional(),
  bytes: z.int(),
  url: z.string(),
});
