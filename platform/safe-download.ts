/**
 * Fetches a file from an address that somebody else has named, such as a vendor's signed link: bounded in bytes and time, of the
 * kind that was promised, over https, and never from this machine or its network unless the keeper has named that host.
 */

import { lookup as resolve } from 'node:dns/promises';
import { createWriteStream } from 'node:fs';
import { isIP } from 'node:net';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import axios, { type AxiosRequestConfig } from 'axios';
import { toError } from '../domain/index.ts';
import { leadsInside } from './inner-network.ts';

export interface Download {
  url: string;
  file: string;
  maxBytes: number;
  /** For all of it. */
  timeoutMs: number;
  signal: AbortSignal;
  /** How the file must begin. */
  isWanted: (beginning: Buffer) => boolean;
  /** `host:port` of addresses that the keeper has configured; with any protocol, wherever they are. */
  trustedHosts: readonly string[];
}

/** Why a download failed. `status` is the other side's answer, where there was one. */
export class DownloadError extends Error {
  readonly status: number | undefined;

  constructor(message: string, options: { status?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.name = 'DownloadError';
    this.status = options.status;
  }
}

/** A storage's own address, its region's, a signature: vendors need one, an endless chain is none. */
const MOST_REDIRECTS = 3;
/** What the kinds of files that are fetched are told by. */
const BEGINNING_BYTES = 12;

/** Writes `file`; it may hold a part where this fails. @throws DownloadError; the signal's reason when it was cancelled */
export async function safeDownload(download: Download): Promise<void> {
  const { signal, timeoutMs } = download;
  signal.throwIfAborted();
  try {
    await fetchInto(download, AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]));
  } catch (thrown) {
    signal.throwIfAborted();
    if (thrown instanceof DownloadError) throw thrown;
    const error = toError(thrown);
    throw error.cause instanceof DownloadError
      ? error.cause
      : new DownloadError('the file could not be fetched', { cause: error });
  }
}

async function fetchInto(download: Download, signal: AbortSignal): Promise<void> {
  let url = new URL(download.url);
  for (let hops = 0; hops <= MOST_REDIRECTS; hops++) {
    const { status, headers, data } = await axios.get<unknown>(url.href, {
      ...optionsFor(url, download.trustedHosts),
      signal,
    });
    if (!(data instanceof Readable)) throw new TypeError('a stream was asked for');
    const location: unknown = headers['location'];
    if (status >= 300 && status < 400 && typeof location === 'string') {
      data.destroy();
      url = new URL(location, url);
      continue;
    }
    if (status !== 200) {
      data.destroy();
      throw new DownloadError(`the other side answered ${status}`, { status });
    }
    await pipeline(data, inspect(download), createWriteStream(download.file), { signal });
    return;
  }
  throw new DownloadError('the address leads on and on');
}

/** Where the keeper did not name the host: https only, and no address of an inner network, whatever a name resolves to. */
function optionsFor(url: URL, trustedHosts: readonly string[]): AxiosRequestConfig {
  const always = { responseType: 'stream', proxy: false, maxRedirects: 0, validateStatus: () => true } as const;
  if (trustedHosts.includes(url.host)) return always;
  if (url.protocol !== 'https:') throw new DownloadError('the address is not https');
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(host) !== 0) {
    refuseInner([host]);
    return always;
  }
  return {
    ...always,
    lookup: async (name: string) => {
      const found = await resolve(name, { all: true });
      refuseInner(found.map(({ address }) => address));
      return [found.map(({ address, family }) => ({ address, family: family === 6 ? 6 : 4 }) as const)];
    },
  };
}

function refuseInner(addresses: readonly string[]): void {
  if (addresses.length === 0 || leadsInside(addresses)) throw new DownloadError('the address is of an inner network');
}

/** Counts the bytes, and looks at the first of them. */
function inspect({ maxBytes, isWanted }: Download): Transform {
  let beginning: Buffer = Buffer.alloc(0);
  let bytes = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      if (beginning.length < BEGINNING_BYTES) {
        beginning = Buffer.concat([beginning, chunk]).subarray(0, BEGINNING_BYTES);
        if (beginning.length === BEGINNING_BYTES && !isWanted(beginning)) {
          done(new DownloadError('the file is of another kind'));
          return;
        }
      }
      if (bytes > maxBytes) done(new DownloadError('the file is too large'));
      else done(null, chunk);
    },
    flush(done) {
      done(bytes < BEGINNING_BYTES ? new DownloadError('the file is empty') : null);
    },
  });
}
