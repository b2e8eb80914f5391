/** The versions of a video. */

import { z } from 'zod';
import { optionsSchema } from './options.ts';
import { outputSchema } from './output.ts';

export const versionsSchema = z.strictObject({
  versions: z.array(
    z.strictObject({
      version: z.int(),
      name: z.string().meta({ description: 'What its deck was called' }),
      options: optionsSchema,
      finishedAt: z.iso.datetime(),
      script: z.string().exactOptional(),
      outputs: z.array(outputSchema),
    }),
  ),
});
