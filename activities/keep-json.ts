/** Keeps a value under the name of its own content: the same value is one file, whoever makes it and however often. */

import { artifactKey } from '../platform/artifact-key.ts';
import type { Artifacts } from '../platform/artifacts.ts';

/** @returns its key. */
export async function keepJson(
  artifacts: Pick<Artifacts, 'has' | 'writeJson'>,
  kind: string,
  value: unknown,
): Promise<string> {
  const key = artifactKey(kind, value, 'json');
  if (!(await artifacts.has(key))) await artifacts.writeJson(key, value);
  return key;
}
