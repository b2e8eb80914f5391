/** What was paid for a task, call by call. */

import { z } from 'zod';
import { PAID_PROVIDERS, PAID_STAGES, type LedgerEntry } from '../../domain/index.ts';
import { costSchema } from './cost.ts';

export const ledgerSchema = z.strictObject({
  cost: costSchema,
  entries: z.array(
    z.strictObject({
      key: z.string().meta({ description: 'Names what was bought in the store' }),
      provider: z.enum(PAID_PROVIDERS),
      model: z.string(),
      stage: z.enum(PAID_STAGES),
      slide: z.int().exactOptional(),
      usage: z.strictObject({
        characters: z.number().exactOptional(),
        inputTokens: z.number().exactOptional(),
        outputTokens: z.number().exactOptional(),
        seconds: z.number().exactOptional(),
      }),
      cents: z.number(),
      outcome: z.enum(['paid', 'wasted', 'unknown']),
      at: z.number().meta({ description: 'ms since 1970' }),
    }) satisfies z.ZodType<LedgerEntry>,
  ),
});
