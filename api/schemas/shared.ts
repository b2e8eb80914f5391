/** A video, for whoever has a link to it. */

import { z } from 'zod';
import { outputSchema } from './output.ts';

const telling = {
  language: z.string(),
  slides: z.array(z.strictObject({ slide: z.int(), title: z.string(), seconds: z.number() })),
};

export const sharedSchema = z.strictObject({
  name: z.string().meta({ description: 'What the deck is called' }),
  ready: z.boolean().meta({ description: 'False while another version is made' }),
  version: z.int(),
  downloads: z.boolean(),
  expiresAt: z.iso.datetime(),
  outputs: z.array(outputSchema),
  story: z
    .strictObject({ ...telling, more: z.array(z.strictObject(telling)) })
    .exactOptional()
    .meta({ description: 'What is shown how long, in the first language and in further ones' }),
});
