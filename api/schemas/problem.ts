/** A refusal (RFC 9457). */

import { z } from 'zod';
import type { Problem } from '../problems.ts';

export const problemSchema = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  code: z.string(),
  errors: z.array(z.strictObject({ field: z.string(), message: z.string() })).exactOptional(),
}) satisfies z.ZodType<Problem>;
