/** Who can present. */

import { z } from 'zod';
import type { PresenterView } from '../../domain/index.ts';

export const presentersSchema = z.strictObject({
  presenters: z.array(
    z.strictObject({
      provider: z.string(),
      name: z.string(),
      label: z.string(),
      picture: z.string().meta({ description: 'Where a picture is' }),
    }) satisfies z.ZodType<PresenterView>,
  ),
});
