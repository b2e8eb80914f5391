/** API_KEYS: who may ask, and for what. `name:key`, or `name:key:scope+scope`, with commas between. */

import type { z } from 'zod';

/**
 * What a key may be used for. `read`: look at one's own tasks and files. `make`: make, change and delete them. `operator`: what
 * concerns the whole server, such as reading what PAYLOAD_KEY has encrypted. None includes another.
 */
export const SCOPES = ['read', 'make', 'operator'] as const;
export type Scope = (typeof SCOPES)[number];

/** Of a key that names none, and of people who sign in with OpenID Connect: full use of one's own tasks. */
export const OWN_TASKS: readonly Scope[] = ['read', 'make'];

export interface ApiKey {
  /** Owns the tasks it makes. */
  name: string;
  key: string;
  /** Absent: OWN_TASKS. */
  scopes?: readonly Scope[];
}

/** Adds an issue for every entry that cannot be understood. No message holds a key. */
export function parseApiKeys(text: string, context: z.RefinementCtx): ApiKey[] {
  const entries = text.split(',').filter((entry) => entry.trim() !== '');
  return entries.map((entry) => {
    const [name = '', ...rest] = entry.trim().split(':');
    // A key may hold colons itself: only a last part that names scopes is one.
    const named = rest.length > 1 ? (rest.at(-1) ?? '').split('+') : [];
    const scopes = SCOPES.filter((scope) => named.includes(scope));
    const key = (scopes.length > 0 ? rest.slice(0, -1) : rest).join(':');
    const mistaken = scopes.length > 0 && named.length !== scopes.length;
    if (!/^[\w.-]{1,64}$/.test(name) || key === '' || mistaken) {
      context.addIssue({
        code: 'custom',
        message: `must be name:key,… or name:key:scope+scope,… with a name of letters, digits, . _ -, a key, and scopes of ${SCOPES.join(', ')}`,
      });
    }
    return { name, key, ...(scopes.length > 0 ? { scopes } : {}) };
  });
}
