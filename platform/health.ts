/** /healthz, /readyz and /metrics: the answers, and a small server for the processes that have no other. */

import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { collectDefaultMetrics, register } from 'prom-client';
import { SlideSpeakerError, toError } from '../domain/index.ts';
import type { Log } from './log.ts';

/** Each rejects, or answers after CHECK_LIMIT_MS, when what it stands for cannot be used. A `note` in its answer is shown. */
export type Checks = Record<string, () => Promise<unknown>>;

/** A dependency that takes longer is not ready; probes usually give up after a few seconds themselves. */
const CHECK_LIMIT_MS = 2_000;

export interface Readiness {
  ready: boolean;
  /** Check → `ok`, with its note where it has one, or what is wrong. */
  checks: Record<string, string>;
}

export async function readiness(checks: Checks): Promise<Readiness> {
  const results = await Promise.all(
    Object.entries(checks).map(async ([name, check]) => {
      const result = await Promise.race([
        check().then(
          (answer) => ({ ok: true, text: `ok${noteOf(answer)}` }),
          (thrown: unknown) => ({ ok: false, text: reasonOf(toError(thrown)) }),
        ),
        new Promise<{ ok: boolean; text: string }>((resolve) =>
          setTimeout(resolve, CHECK_LIMIT_MS, { ok: false, text: `no answer within ${CHECK_LIMIT_MS} ms` }).unref(),
        ),
      ]);
      return { name, ...result };
    }),
  );
  return {
    ready: results.every(({ ok }) => ok),
    checks: Object.fromEntries(results.map(({ name, text }) => [name, text])),
  };
}

/** Anybody may ask: what Redis, Temporal and the system say names addresses and paths, which is for the log. */
const reasonOf = (error: Error): string =>
  error instanceof SlideSpeakerError
    ? error.message
    : `cannot be used (${'code' in error ? String(error.code) : error.name})`;

function noteOf(answer: unknown): string {
  return typeof answer === 'object' && answer !== null && 'note' in answer ? `: ${String(answer.note)}` : '';
}

/** Metrics of this process in Prometheus' text format. */
export async function metricsText(): Promise<{ contentType: string; body: string }> {
  return { contentType: register.contentType, body: await register.metrics() };
}

/** Starts counting what every Node process should show: CPU, memory, event loop. */
export function startMetrics(processName: string): void {
  register.setDefaultLabels({ process: processName });
  collectDefaultMetrics();
}

/**
 * Serves the three on `host:port`; 0 = any free port. Resolves once it listens.
 * A port that is taken, as by another worker on this machine, is replaced by a free one: the log says which.
 */
export async function serveHealth(checks: Checks, at: { host: string; port: number }, log: Log): Promise<Server> {
  const answerTo = async (url: string | undefined): Promise<Answer> => {
    switch (url ?? '/') {
      case '/healthz':
        return { status: 200, contentType: 'application/json', body: '{"status":"ok"}' };
      case '/readyz': {
        const result = await readiness(checks);
        return { status: result.ready ? 200 : 503, contentType: 'application/json', body: JSON.stringify(result) };
      }
      case '/metrics':
        return { status: 200, ...(await metricsText()) };
      default:
        return {
          status: 404,
          contentType: 'text/plain',
          body: 'This process answers /healthz, /readyz and /metrics.\n',
        };
    }
  };
  const server = createServer((request, response) => {
    void answerTo(request.url).then(({ status, contentType, body }) => {
      response.writeHead(status, { 'content-type': contentType }).end(body);
    });
  });
  try {
    await listen(server, at.port, at.host);
  } catch (thrown) {
    const error = toError(thrown);
    if (!('code' in error) || error.code !== 'EADDRINUSE') throw error;
    await listen(server, 0, at.host);
  }
  log.info({ address: server.address() }, 'answers /healthz, /readyz and /metrics');
  return server;
}

interface Answer {
  status: number;
  contentType: string;
  body: string;
}

async function listen(server: Server, port: number, host: string): Promise<void> {
  server.listen(port, host);
  await once(server, 'listening');
}
