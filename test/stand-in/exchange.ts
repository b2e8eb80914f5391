/**
 * The way of every request through a vendor: counted → key checked → contract checked → plan's limits → faults → the time
 * that it takes → the work → billed → answered. What breaks before the work costs nothing; after it, it is billed whatever
 * becomes of the answer.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import type { Request, RequestHandler, Response } from 'express';
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
  /** Faults that it can have beside those of any request. */
  possible?: readonly Fault[];
  /** How long the vendor takes for it in real life. */
  latencyMs?: number;
  /** It costs money, so the plan's limits hold. */
  isPaid?: boolean;
  work: (fault: Fault | undefined) => Promise<{ reply: Reply; bill?: Omit<Bill, 'route' | 'hash' | 'answered'> }>;
}

export interface ExchangeDeps {
  tally: Tally;
  faults: FaultDraw;
  limits: Partial<Record<Vendor, PlanLimits>>;
  /** 1 = as slow as in real life, 0 = at once. */
  latencyScale: number;
}

/** Serves one route. `name` is `vendor.what`; `read` checks the request against the contract. @throws nothing */
export type Serve = (name: string, read: (req: Request) => Ask | Promise<Ask>) => RequestHandler;

const ANY_REQUEST: readonly Fault[] = ['reset_before_billing', 'rate_limited', 'unauthorized', 'server_error', 'hang'];
const PAID_REQUEST: readonly Fault[] = ['quota_exhausted', 'reset_after_billing'];
/** Short enough for a test, long enough to see that it was obeyed. */
const RETRY_AFTER_SECONDS = 1;
const MINUTE_MS = 60_000;

/** @param options.keyOf the API key that the request carries, where it carries one */
export function createServe(
  { tally, faults, limits, latencyScale }: ExchangeDeps,
  options: { vendor: Vendor; errors: VendorErrors; keyOf: (req: Request) => string | undefined },
): Serve {
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
    const possible = [...ANY_REQUEST, ...(isPaid ? PAID_REQUEST : []), ...(ask.possible ?? [])];
    const fault = faults.draw({ route: name, hash: ask.hash, body: JSON.stringify(req.body ?? '') }, possible);
    if (fault !== undefined) tally.struck(vendor, fault);
    const ended = isPaid ? tally.working(vendor) : undefined;
    try {
      if (fault === 'rate_limited') throw errors.rateLimited(RETRY_AFTER_SECONDS);
      if (fault === 'quota_exhausted') throw errors.quotaExhausted();
      if (fault === 'unauthorized') throw errors.unauthorized();
      if (fault === 'server_error') throw errors.serverError();
      if (fault === 'hang') return 'hang';
      await sleep((ask.latencyMs ?? 0) * latencyScale);
      if (fault === 'reset_before_billing') return reset(res);
      const { reply, bill } = await ask.work(fault);
      const isLost = fault === 'reset_after_billing' || res.socket?.destroyed === true;
      if (bill) tally.billed(vendor, { ...bill, route: name, hash: ask.hash, answered: !isLost });
      return fault === 'reset_after_billing' ? reset(res) : send(res, reply);
    } finally {
      ended?.();
    }
  };

  return (name, read) => async (req, res) => {
    tally.asked(vendor, name);
    try {
      const key = keyOf(req);
      if (key === undefined || key === '' || key.startsWith('invalid')) throw errors.unauthorized();
      tally.answered(vendor, await answer(name, await read(req), req, res));
    } catch (thrown) {
      const error = thrown instanceof VendorError ? thrown : unexpected(errors, thrown);
      if (error.isViolation) tally.violated(vendor, `${name}: ${error.message}`);
      tally.answered(vendor, send(res, { status: error.status, headers: error.headers, body: error.body }));
    }
  };
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
