/**
 * The way of every request through a vendor: counted → key checked → contract checked → plan's limits → faults → the time
 * that it takes → the work → billed → answered. What breaks before the work costs nothing; after it, it is billed whatever
 * becomes of the answer.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { toError } from '../../domain/index.ts';
import type { Bill, Tally } from './counters.ts';
import type { Fault, FaultDraw } from './faults.ts';
import { VendorError, type Vendor, type VendorErrors } from './vendor-error.ts';

/** What a plan allows of paid calls; more are refused with 429. */
export interface PlanLimits {
  concurrent?: number;
  perMinute?: number;
}

export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  /** Sent as it is when it is a Buffer, as JSON otherwise. */
  body: unknown;
}

/** A request that was understood. */
export interface Ask {
  /** Of what determines the result. */
  hash: string;
  /** Faults that it can have; without it, ANY_REQUEST. */
  possible?: readonly Fault[];
  /** How long the vendor takes for it in real life. */
  latencyMs?: number;
  /** It costs money, so the plan's limits hold. */
  isPaid?: boolean;
  work: (fault: Fault | undefined) => Promise<Work>;
  /** Called when the request is over, however it ended. */
  over?: () => void;
}

interface Work {
  reply: Reply;
  bill?: Omit<Bill, 'route' | 'hash' | 'answered'>;
  /** What was ordered is being made until this ends, and counts as running. */
  goesOn?: Promise<void>;
}

export interface ExchangeDeps {
  tally: Tally;
  faults: FaultDraw;
  limits: Partial<Record<Vendor, PlanLimits>>;
  /** 1 = as slow as in real life, 0 = at once. */
  latencyScale: number;
}

export interface Counter {
  /** Serves one route. `name` is `vendor.what`; `read` checks the request against the contract. */
  serve: (name: string, read: (req: Request) => Ask | Promise<Ask>) => RequestHandler;
  /** Answers, as the vendor would, what never became a request: broken JSON, an unknown path. */
  failed: ErrorRequestHandler;
}

export const ANY_REQUEST: readonly Fault[] = [
  ...(['reset_before_billing', 'rate_limited', 'unauthorized', 'server_error', 'hang'] as const),
];
export const PAID_REQUEST: readonly Fault[] = [
  ...ANY_REQUEST,
  ...(['quota_exhausted', 'reset_after_billing', 'gateway_timeout'] as const),
];
/** Short enough for a test, long enough to see that it was obeyed. */
const RETRY_AFTER_SECONDS = 1;
const MINUTE_MS = 60_000;
/** What nginx sends; it knows nothing of the vendor's way to word an error. */
const GATEWAY_TIMEOUT: Reply = {
  status: 504,
  headers: { 'Content-Type': 'text/html' },
  body: Buffer.from('<html><head><title>504 Gateway Time-out</title></head><body>nginx</body></html>'),
};

/** @param options.keyOf the API key that the request carries, where it carries one */
export function createCounter(
  { tally, faults, limits, latencyScale }: ExchangeDeps,
  options: { vendor: Vendor; errors: VendorErrors; keyOf: (req: Request) => string | undefined },
): Counter {
  const { vendor, errors, keyOf } = options;
  let recent: number[] = [];

  const checkLimits = (): void => {
    const { concurrent = Infinity, perMinute = Infinity } = limits[vendor] ?? {};
    recent = recent.filter((at) => at > Date.now() - MINUTE_MS);
    if (tally.running(vendor) < concurrent && recent.length < perMinute) {
      recent.push(Date.now());
      return;
    }
    tally.overLimit(vendor);
    throw errors.rateLimited(RETRY_AFTER_SECONDS);
  };

  const answer = async (name: string, ask: Ask, req: Request, res: Response): Promise<string> => {
    const isPaid = ask.isPaid ?? false;
    if (isPaid) checkLimits();
    const body = JSON.stringify(req.body ?? '');
    const fault = faults.draw({ route: name, hash: ask.hash, body }, ask.possible ?? ANY_REQUEST);
    if (fault !== undefined) tally.struck(vendor, fault);
    const ended = isPaid ? tally.working(vendor) : undefined;
    let goesOn = Promise.resolve();
    try {
      if (fault === 'rate_limited') throw errors.rateLimited(RETRY_AFTER_SECONDS);
      if (fault === 'quota_exhausted') throw errors.quotaExhausted();
      if (fault === 'unauthorized') throw errors.unauthorized();
      if (fault === 'server_error') throw errors.serverError();
      if (fault === 'hang') return 'hang';
      await sleep((ask.latencyMs ?? 0) * latencyScale);
      if (fault === 'reset_before_billing') return reset(res);
      const { reply, bill, goesOn: rest = goesOn } = await ask.work(fault);
      goesOn = rest;
      const isLost = fault === 'reset_after_billing' || fault === 'gateway_timeout' || req.socket.destroyed;
      if (bill) tally.billed(vendor, { ...bill, route: name, hash: ask.hash, answered: !isLost });
      if (fault === 'reset_after_billing') return reset(res);
      return send(res, fault === 'gateway_timeout' ? GATEWAY_TIMEOUT : reply);
    } finally {
      void goesOn.finally(() => ended?.());
    }
  };
  const refuse = (thrown: unknown, name: string, res: Response): void => {
    const error = thrown instanceof VendorError ? thrown : unexpected(errors, thrown);
    if (error.isViolation) tally.violated(vendor, `${name}: ${error.message}`);
    tally.answered(vendor, send(res, { status: error.status, headers: error.headers, body: error.body }));
  };

  const serve: Counter['serve'] = (name, read) => async (req, res) => {
    tally.asked(vendor, name);
    let ask: Ask | undefined;
    try {
      const key = keyOf(req);
      if (key === undefined || key === '' || key.startsWith('invalid')) throw errors.unauthorized();
      ask = await read(req);
      tally.answered(vendor, await answer(name, ask, req, res));
    } catch (thrown) {
      refuse(thrown, name, res);
    } finally {
      ask?.over?.();
    }
  };
  const failed: ErrorRequestHandler = (thrown: unknown, req, res, next) => {
    if (res.headersSent) {
      next(thrown);
      return;
    }
    const name = `${vendor} ${req.method} ${req.path}`;
    refuse(thrown instanceof VendorError ? thrown : errors.invalid(toError(thrown).message), name, res);
  };
  return { serve, failed };
}

/** A mistake of the stand-in itself must be seen. */
function unexpected(errors: VendorErrors, thrown: unknown): VendorError {
  process.stderr.write(`stand-in: ${toError(thrown).stack ?? ''}\n`);
  return errors.serverError();
}

function send(res: Response, { status = 200, headers = {}, body }: Reply): string {
  res.status(status).set(headers);
  if (Buffer.isBuffer(body)) res.send(body);
  else res.json(body);
  return String(status);
}

/** The connection breaks as when a proxy dies: the caller sees ECONNRESET and no answer. */
function reset(res: Response): string {
  res.socket?.resetAndDestroy();
  return 'reset';
}
