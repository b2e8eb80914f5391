/** The paid providers there are. */

import { z } from 'zod';
import { PAID_PROVIDERS, type ProviderView } from '../../domain/index.ts';

export const providersSchema = z.strictObject({
  providers: z.array(
    z.strictObject({
      name: z.enum(PAID_PROVIDERS),
      models: z.array(z.string()).meta({ description: 'What is used where a task does not say' }),
    }) satisfies z.ZodType<ProviderView>,
  ),
});
