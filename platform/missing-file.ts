/** Tells "there is no such file" from every other trouble with a disk. */

import { toError } from '../domain/index.ts';

export function isMissing(thrown: unknown): boolean {
  const error = toError(thrown);
  return 'code' in error && error.code === 'ENOENT';
}
