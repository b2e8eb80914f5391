/** What was paid for a task, call by call. */

import { z } from 'zod';
import { ledgerEntrySchema } from '../../platform/paid-records.ts';
import { costSchema } from './cost.ts';

const { key, at, ...call } = ledgerEntrySchema.shape;

export const ledgerSchema = z.strictObject({
  cost: costSchema,
  entries: z.array(
    z.strictObject({
      key: key.meta({ description: 'Names what was bought in the store' }),
      ...call,
      at: at.meta({ description: 'ms since 1970' }),
    }),
  ),
});
