/** The voices there are. */

import { z } from 'zod';
import type { VoiceView } from '../../domain/index.ts';

export const voicesSchema = z.strictObject({
  voices: z.array(
    z.strictObject({
      provider: z.string(),
      name: z.string(),
      label: z.string(),
      languages: z.array(z.string()),
      gender: z.string().exactOptional(),
      models: z.array(z.string()).exactOptional(),
      sample: z.string().exactOptional().meta({ description: 'Where it can be heard for nothing' }),
    }) satisfies z.ZodType<VoiceView>,
  ),
});
