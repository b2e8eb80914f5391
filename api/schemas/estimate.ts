/** What a task would cost, before it is made. */

import { z } from 'zod';
import { PAID_STAGES, type Estimate } from '../../domain/index.ts';

export const estimateSchema = z.strictObject({
  cents: z.number(),
  atMostCents: z.number().meta({ description: 'Lost and unusable answers aside, which the ledger lists' }),
  parts: z.array(
    z.strictObject({
      stage: z.enum(PAID_STAGES),
      exact: z.boolean(),
      cents: z.number(),
      atMostCents: z.number(),
    }),
  ),
  seconds: z.number().meta({ description: 'Of finished video, about' }),
  secondsToFinish: z.number().meta({ description: 'Until the task is finished, about, on an idle system' }),
  pricesAsOf: z
    .string()
    .exactOptional()
    .meta({ description: 'The day of the price list by which it was reckoned: of several, the oldest' }),
}) satisfies z.ZodType<Estimate>;
