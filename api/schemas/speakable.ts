/** Words that can be spoken: something of them is a letter or a digit. */

import { z } from 'zod';
import { plainText } from '../../domain/index.ts';

export const speakable = (most: number) =>
  z
    .string()
    .overwrite(plainText)
    .trim()
    .min(1)
    .max(most)
    .regex(/[\p{L}\p{N}]/u, 'must have a letter or a digit');
