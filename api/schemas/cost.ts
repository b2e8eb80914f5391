/** What was spent. */

import { z } from 'zod';

export const costSchema = z.strictObject({ cents: z.number(), upToCents: z.number() }).meta({
  description: 'US cents that were spent: for certain, and if every call whose answer was lost was billed',
});
