/** Links to a video, for its owner. */

import { z } from 'zod';

const share = {
  id: z.string().meta({ description: 'Names the link to take it back' }),
  downloads: z.boolean(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime(),
};

export const shareSchema = z.strictObject({ ...share, url: z.string().meta({ description: 'The page to pass on' }) });

export const sharesSchema = z.strictObject({ shares: z.array(z.strictObject(share)) });

export const newShareSchema = z.strictObject({
  days: z.number().min(0.01).max(365).default(30).meta({ description: 'After so many the link leads nowhere' }),
  downloads: z.boolean().default(true).meta({ description: 'Whether files may be saved, too' }),
});
