/** Sends a stored file: whole, in part (Range), or not at all where the client has it already (ETag). */

import { pipeline } from 'node:stream/promises';
import type { Request, Response } from 'express';
import type { Artifacts } from '../platform/artifacts.ts';
import { refuse } from './problems.ts';

export interface SentFile {
  key: string;
  /** What changes when the content does. */
  version: string;
  contentType: string;
  cacheControl: string;
  /** Saved under this name instead of shown. */
  downloadName?: string;
}

/** Of content, whose key is made of what determines it. */
export const versionIn = (contentKey: string): string => contentKey.replace(/^.*\/|\.\w+$/g, '');

/** @throws RequestError `range_not_satisfiable`, PlatformError `artifact_missing` */
export async function sendArtifact(
  artifacts: Pick<Artifacts, 'sizeOf' | 'stream'>,
  req: Request,
  res: Response,
  file: SentFile,
): Promise<void> {
  const sizeBytes = await artifacts.sizeOf(file.key);
  const etag = `"${file.version}"`;
  res.set({
    ETag: etag,
    'Accept-Ranges': 'bytes',
    'Cache-Control': file.cacheControl,
    'Content-Type': file.contentType,
  });
  if (file.downloadName !== undefined) res.attachment(file.downloadName).set('Content-Type', file.contentType);
  if (isKnown(req, etag)) {
    res.status(304).end();
    return;
  }
  const part = partAsked(req, etag, sizeBytes);
  if (part === 'outside') {
    res.set('Content-Range', `bytes */${sizeBytes}`);
    throw refuse('range_not_satisfiable', `The file has ${sizeBytes} bytes; the range asked for is outside.`);
  }
  const { start, end } = part ?? { start: 0, end: sizeBytes - 1 };
  if (part) res.status(206).set('Content-Range', `bytes ${start}-${end}/${sizeBytes}`);
  res.set('Content-Length', String(end - start + 1));
  if (req.method === 'HEAD' || sizeBytes === 0) {
    res.end();
    return;
  }
  const bytes = await artifacts.stream(file.key, { start, end });
  await pipeline(bytes, res).catch((thrown: unknown) => {
    // A player that seeks closes the connection in the middle: that is no failure.
    if (!res.destroyed || bytes.errored) throw thrown;
  });
}

/** Not Express' `req.fresh`: that serves anew whoever also sends `Cache-Control: no-cache`, as every `fetch` with an ETag does. */
function isKnown(req: Request, etag: string): boolean {
  const known = (req.get('if-none-match') ?? '').split(',').map((tag) => tag.trim().replace(/^W\//, ''));
  return known.includes(etag) || known.includes('*');
}

/** The one range asked for; several are answered with the whole, as RFC 9110 allows. */
function partAsked(
  req: Request,
  etag: string,
  sizeBytes: number,
): { start: number; end: number } | 'outside' | undefined {
  const ifRange = req.get('if-range');
  if (ifRange !== undefined && ifRange !== etag) return undefined;
  const ranges = req.range(sizeBytes, { combine: true });
  if (ranges === -1) return 'outside';
  if (ranges === undefined || ranges === -2 || ranges.type !== 'bytes' || ranges.length !== 1) return undefined;
  return ranges[0];
}
