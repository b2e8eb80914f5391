/** What the keeper of this server has set. */

import { z } from 'zod';

export const limitsSchema = z.strictObject({
  maxUploadBytes: z.int(),
  maxSlides: z.int(),
  retentionDays: z.number().exactOptional().meta({ description: 'Absent: tasks are kept until somebody deletes them' }),
});
