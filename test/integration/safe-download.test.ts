/** Fetching from an address that somebody else has named: what is refused, and when it is given up. */

import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { DownloadError, safeDownload, type Download } from '../../platform/safe-download.ts';

const FILM = `....ftyp${'x'.repeat(100)}`;
let folder: string;
let file: string;
let server: Server;
let host: string;
let answer: RequestListener;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'download-'));
  file = join(folder, 'film.mp4');
  answer = (_req, res) => res.end(FILM);
  server = createServer((req, res) => answer(req, res)).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const address = server.address();
  host = `127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await rm(folder, { recursive: true });
});

/** From the server here, which the keeper has named, unless told otherwise. */
const download = (asked: Partial<Download> = {}): Promise<void> =>
  safeDownload({
    ...{ url: `http://${host}/film`, file, maxBytes: 1000, timeoutMs: 5_000, trustedHosts: [host] },
    ...{ signal: new AbortController().signal, isWanted: (beginning) => beginning.toString('latin1', 4, 8) === 'ftyp' },
    ...asked,
  });

const redirectTo = (location: string): void => {
  answer = (req, res) => {
    if (req.url === '/film') res.writeHead(302, { location }).end();
    else res.end(FILM);
  };
};

test('a host that the keeper has named is fetched from, whatever its address', async () => {
  await download();
  expect(await readFile(file, 'utf8')).toBe(FILM);
});

test('nothing is fetched from this machine or its network otherwise, by number or by name', async () => {
  const port = host.split(':')[1];
  for (const url of [
    `https://127.0.0.1:${port}/`,
    `https://localhost:${port}/`,
    `https://[::1]:${port}/`,
    `https://[::ffff:127.0.0.1]:${port}/`,
    `https://2130706433:${port}/`,
    'https://169.254.169.254/latest/meta-data/',
  ])
    await expect(download({ url, trustedHosts: [] })).rejects.toThrow('inner network');
  await expect(download({ trustedHosts: [] })).rejects.toThrow('not https');
});

test('a redirect is followed, and leads neither inside nor away from https', async () => {
  redirectTo('/film-itself');
  await download();
  expect(await readFile(file, 'utf8')).toBe(FILM);
  redirectTo('https://10.0.0.1/film');
  await expect(download()).rejects.toThrow('inner network');
  redirectTo('https://localhost/film');
  await expect(download()).rejects.toThrow('inner network');
  redirectTo('http://203.0.113.7/film');
  await expect(download()).rejects.toThrow('not https');
  redirectTo('/film');
  await expect(download()).rejects.toThrow('leads on and on');
});

test('what trickles for ever is given up, and a cancel keeps its own reason', async () => {
  answer = (_req, res) => {
    res.write(FILM);
    const drip = setInterval(() => res.write('x'), 20);
    res.once('close', () => clearInterval(drip));
  };
  await expect(download({ timeoutMs: 300, maxBytes: 1_000_000 })).rejects.toThrow(DownloadError);
  const cancel = new AbortController();
  setTimeout(() => cancel.abort(new Error('cancelled')), 100);
  await expect(download({ signal: cancel.signal, maxBytes: 1_000_000 })).rejects.toThrow('cancelled');
});

test('what is too large, empty, of another kind or refused is no film', async () => {
  await expect(download({ maxBytes: 50 })).rejects.toThrow('too large');
  answer = (_req, res) => res.end();
  await expect(download()).rejects.toThrow('empty');
  answer = (_req, res) => res.end('<html>please sign in</html>');
  await expect(download()).rejects.toThrow('another kind');
  answer = (_req, res) => res.writeHead(403).end();
  await expect(download()).rejects.toMatchObject({ name: 'DownloadError', status: 403 });
});
