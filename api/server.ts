/** The HTTP server around the application: limits for slow senders, and an orderly end. */

import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { z } from 'zod';

/** A sender that is honest needs milliseconds. */
const HEADERS_LIMIT_MS = 30_000;
/** The largest upload, 2 GiB, at 5 Mbit/s. */
const REQUEST_LIMIT_MS = 3_600_000;
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
export async function listen(app: RequestListener, at: { host: string; port: number }): Promise<RunningServer> {
  const server = createServer(
    { headersTimeout: HEADERS_LIMIT_MS, requestTimeout: REQUEST_LIMIT_MS, keepAliveTimeout: KEEP_ALIVE_MS },
    app,
  );
  server.setTimeout(IDLE_LIMIT_MS);
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (!socket.writable || error.code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    const late = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
    socket.end(
      rawProblem(
        late ? '408 Request Timeout' : '400 Bad Request',
        late ? 'The request took too long to arrive.' : 'This is no HTTP request that can be read.',
      ),
    );
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

/** For what never became a request; the same form as every other refusal. */
function rawProblem(status: string, detail: string): string {
  const body = JSON.stringify({
    type: '/api/problems#malformed_request',
    title: 'The request cannot be read',
    status: Number.parseInt(status, 10),
    detail,
    code: 'malformed_request',
  });
  return [
    `HTTP/1.1 ${status}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
    '',
    body,
  ].join('\r\n');
}
