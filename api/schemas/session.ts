/** Who is signed in, and how others may. */

import { z } from 'zod';
import { SCOPES } from '../../platform/api-keys.ts';

export const sessionSchema = z.strictObject({
  keyNeeded: z.boolean(),
  owner: z.string().exactOptional().meta({ description: 'Whose tasks are shown; absent while no key was given' }),
  name: z.string().exactOptional().meta({ description: 'What people call the owner, where that is something else' }),
  signInWith: z
    .strictObject({ name: z.string(), url: z.string() })
    .exactOptional()
    .meta({ description: 'Where people may say who they are instead of sending a key' }),
  signOutAt: z
    .string()
    .exactOptional()
    .meta({ description: 'Where a browser goes after signing out here, to sign out where it signed in, too' }),
  scopes: z.array(z.enum(SCOPES)).exactOptional().meta({ description: 'What the key or the session may do' }),
});
