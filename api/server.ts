/** The HTTP server around the application: limits for slow senders, and an orderly end. */

import { once } from 'node:events';
import { createServer, STATUS_CODES, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { z } from 'zod';
import { PROBLEMS_PATH } from './errors.ts';
import { problemTitle, type ProblemCode } from './problems.ts';

/** How patient the server is with those who send. */
export interface Patience {
  /** For a request's head. */
  headersMs: number;
  /** How often heads are looked at: one may be late by as much. */
  checkEveryMs: number;
  /** A body has to bring so many bytes in each such time; the whole may take as long as it takes. */
  body: { leastBytes: number; everyMs: number };
}

const PATIENCE: Patience = {
  // A sender that is honest needs milliseconds.
  headersMs: 30_000,
  checkEveryMs: 5_000,
  // 32 kbit/s: less than any line over which a deck is worth sending, and a minute is longer than such a line is interrupted for.
  body: { leastBytes: 240 * 1024, everyMs: 60_000 },
};
/** Cookies and keys need far less; it is Node's own limit, said here so that it stays. */
const MAX_HEADER_BYTES = 16 * 1024;
/** Who was refused has so long to read why. */
const LAST_WORDS_MS = 1_000;
/** A connection on which nothing moves; events are kept alive by their heartbeat. */
const IDLE_LIMIT_MS = 120_000;
/** Longer than the minute after which proxies drop idle connections, so that they never meet a closed one. */
const KEEP_ALIVE_MS = 65_000;
/** How long requests under way may take when the server is asked to end; container runtimes kill after 30 s. */
const CLOSE_LIMIT_MS = 20_000;

export interface RunningServer {
  port: number;
  /** Takes no more requests, lets those under way finish or cuts them at the limit. */
  close: (limitMs?: number) => Promise<void>;
}

/** @param at port 0 = any free one. Resolves once it listens. */
export async function listen(
  app: RequestListener,
  at: { host: string; port: number },
  patience = PATIENCE,
): Promise<RunningServer> {
  const server = createServer({
    headersTimeout: patience.headersMs,
    connectionsCheckingInterval: patience.checkEveryMs,
    requestTimeout: 0, // an honest upload takes as long as its line needs: see endSlowBody
    maxHeaderSize: MAX_HEADER_BYTES,
    keepAliveTimeout: KEEP_ALIVE_MS,
  });
  server.on('request', (req, res) => {
    endSlowBody(req, res, patience.body);
    app(req, res);
  });
  server.setTimeout(IDLE_LIMIT_MS);
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT') end(socket, 'request_too_slow', TOO_SLOW);
    else if (error.code === 'HPE_HEADER_OVERFLOW')
      end(socket, 'headers_too_large', `The head of a request has at most ${MAX_HEADER_BYTES} bytes.`);
    else end(socket, 'malformed_request', 'This is no HTTP request that can be read.');
  });
  server.listen(at.port, at.host);
  await once(server, 'listening');
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    port,
    close: async (limitMs = CLOSE_LIMIT_MS) => {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      const limit = setTimeout(() => server.closeAllConnections(), limitMs);
      await closed;
      clearTimeout(limit);
    },
  };
}

const TOO_SLOW = 'The request took too long to arrive.';

/** Ends a request whose body only drips, however often something comes. */
function endSlowBody(req: IncomingMessage, res: ServerResponse, { leastBytes, everyMs }: Patience['body']): void {
  const { socket } = req;
  let before = socket.bytesRead;
  const timer = setInterval(() => {
    if (req.complete || socket.destroyed) {
      clearInterval(timer);
      return;
    }
    const came = socket.bytesRead - before;
    before = socket.bytesRead;
    // What lies here unread waits for us, and not we for it: the disk may be slow.
    if (came >= leastBytes || req.readableLength > 0) return;
    clearInterval(timer);
    if (res.headersSent) socket.destroy();
    else end(socket, 'request_too_slow', TOO_SLOW);
  }, everyMs).unref();
}

/** For what never became a whole request; the same form as every other refusal. */
function end(socket: Duplex, code: ProblemCode, detail: string): void {
  const { status, title } = problemTitle(code);
  const body = JSON.stringify({ type: `${PROBLEMS_PATH}#${code}`, title, status, detail, code });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  setTimeout(() => socket.destroy(), LAST_WORDS_MS).unref();
}
