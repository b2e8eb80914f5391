/** The HTTP server around the application: limits for slow senders, and an orderly end. */

import { once } from 'node:events';
import {
  createServer,
  STATUS_CODES,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { Socket } from 'node:net';
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
/** How long an upload under way goes on when the server is asked to end; cli/system.ts and docker-compose.yml kill 10 s later. */
const UPLOADS_LIMIT_MS = 50_000;
/** The same for everything else: a download is continued elsewhere (Range), and a paused video would never end. */
const ANSWERS_LIMIT_MS = 3_000;
/** How often is looked for what may be closed by then. */
const CLOSE_EVERY_MS = 100;

export interface RunningServer {
  port: number;
  /** Takes no more connections, lets what is under way finish or cuts it at its limit; `limitMs` is that of uploads. */
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
  const connections = watchConnections(server);
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
    close: async (limitMs = UPLOADS_LIMIT_MS) => {
      const askedAt = performance.now();
      const closed = once(server, 'close');
      server.close();
      const cut = (): void => {
        const elapsedMs = performance.now() - askedAt;
        server.closeIdleConnections();
        if (elapsedMs >= ANSWERS_LIMIT_MS) connections.cutAllButUploads();
        if (elapsedMs >= limitMs) server.closeAllConnections();
      };
      const cutting = setInterval(cut, CLOSE_EVERY_MS);
      cut();
      await closed;
      clearInterval(cutting);
    },
  };
}

/** Knows which connections bring something. Those that a browser opens in advance, and never uses, count as busy to Node. */
function watchConnections(server: Server): { cutAllButUploads: () => void } {
  const open = new Set<Socket>();
  const uploading = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  server.on('request', ({ method, socket }, response) => {
    if (method === 'GET' || method === 'HEAD') return;
    uploading.add(socket);
    response.once('close', () => uploading.delete(socket));
  });
  return {
    cutAllButUploads: () => {
      for (const socket of open) if (!uploading.has(socket)) socket.destroy();
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
