/** Words to be heard before anything is made. */

import { z } from 'zod';
import { languageSchema } from './language.ts';
import { speakable } from './speakable.ts';

export const speechSchema = z.strictObject({
  voice: z.strictObject({
    provider: z.enum(['offline', 'openai', 'elevenlabs']).exactOptional(),
    name: z.string().min(1).max(200).meta({ description: 'A name from GET /api/voices' }),
    rate: z.number().min(0.5).max(2).exactOptional(),
  }),
  language: languageSchema.exactOptional().meta({ description: 'The voice’s own first one where not said' }),
  text: speakable(300).exactOptional().meta({ description: 'A sentence in that language where not said' }),
});
