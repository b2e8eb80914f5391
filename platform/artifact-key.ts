/** Names an artifact by what determines it, so that the same inputs find the same file, in any process, at any time. */

import { createHash } from 'node:crypto';

/**
 * `content/<kind>/<2 hex>/<64 hex>.<extension>`. `inputs` is everything that determines the bytes: include a version
 * number of the code that makes them. Key order does not matter; undefined fields do not count.
 */
export function artifactKey(kind: string, inputs: unknown, extension: string): string {
  const hash = createHash('sha256').update(canonicalJson(inputs)).digest('hex');
  return contentKey(kind, hash, extension);
}

/** For artifacts named by the hash of their own content. */
export function contentKey(kind: string, sha256: string, extension: string): string {
  return `content/${kind}/${sha256.slice(0, 2)}/${sha256}.${extension}`;
}

function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}
