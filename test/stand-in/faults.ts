/**
 * What goes wrong, and how often. Whether a fault strikes depends on the seed, the request's content and how often that
 * content was asked for before, so a run with the same seed meets the same faults, however its calls interleave.
 */

import { z } from 'zod';
import { chance } from './chance.ts';

export const FAULTS = [
  'reset_before_billing', // the connection breaks, nothing was done
  'rate_limited', // 429 with Retry-After
  'quota_exhausted', // no money left: OpenAI 429 insufficient_quota, ElevenLabs 401 quota_exceeded, HeyGen 402
  'unauthorized', // 401
  'server_error', // 500, nothing was done
  'hang', // no answer ever, nothing was done
  'reset_after_billing', // the work was done and billed, the answer is lost
  'gateway_timeout', // the work was done and billed, and a gateway before the vendor answers 504 with a page of its own
  'truncated_audio', // the end of the speech is missing
  'silent_audio',
  'refusal', // the model declines
  'cut_off', // status incomplete, max_output_tokens
  'wrong_shape', // JSON that the schema does not allow
  'wrong_language', // words of another language than asked for
  'failed_job', // the presenter video fails after it was accepted
  'stuck_job', // it is processed for ever
  'expired_link', // the link to the finished video is refused
] as const;
export type Fault = (typeof FAULTS)[number];

/** A probability, or a probability for the first attempts of each distinct request, or for so many calls in all. */
const rule = z.union([
  z.number().min(0).max(1),
  z.strictObject({
    probability: z.number().min(0).max(1).default(1),
    /** Only the first so many attempts of each distinct request. */
    attempts: z.int().min(1).exactOptional(),
    /** Only so many calls in all. */
    atMost: z.int().min(1).exactOptional(),
    /** Only requests whose body contains these words. */
    containing: z.string().min(1).exactOptional(),
  }),
]);
/**
 * By vendor (`openai`) or by route (`openai.speech`), then by fault. A route's own rule counts instead of its vendor's.
 * A fault that a route cannot have (a refusal of a speech call) is passed over.
 */
export const faultRules = z.record(z.string(), z.partialRecord(z.enum(FAULTS), rule));
export type FaultRules = z.input<typeof faultRules>;

/** The same probability for every fault of every vendor. */
export function everyFault(probability: number, but: readonly Fault[] = []): FaultRules {
  const rules = Object.fromEntries(FAULTS.filter((fault) => !but.includes(fault)).map((fault) => [fault, probability]));
  return { openai: rules, elevenlabs: rules, heygen: rules };
}

export interface FaultDraw {
  /** @param possible those that this route can have. @returns at most one; the order of FAULTS decides. */
  draw(request: { route: string; hash: string; body: string }, possible: readonly Fault[]): Fault | undefined;
  set(rules: FaultRules): void;
  reset(): void;
}

export function createFaultDraw(seed: string, given: FaultRules): FaultDraw {
  let rules = faultRules.parse(given);
  const attempts = new Map<string, number>();
  const struck = new Map<string, number>();
  const strikes = (
    fault: Fault,
    { route, hash, body, attempt }: { route: string; hash: string; body: string; attempt: number },
  ): boolean => {
    const [vendor = ''] = route.split('.');
    const owner = rules[route]?.[fault] === undefined ? vendor : route;
    const found = rules[owner]?.[fault];
    if (found === undefined) return false;
    const only = typeof found === 'number' ? { probability: found } : found;
    const { probability, attempts: first = Infinity, atMost = Infinity, containing = '' } = only;
    const counted = `${owner} ${fault}`;
    const soFar = struck.get(counted) ?? 0;
    if (attempt >= first || soFar >= atMost || !body.includes(containing)) return false;
    if (chance(seed, fault, route, hash, attempt) >= probability) return false;
    struck.set(counted, soFar + 1);
    return true;
  };
  return {
    draw: ({ route, hash, body }, possible) => {
      const attempt = attempts.get(`${route} ${hash}`) ?? 0;
      attempts.set(`${route} ${hash}`, attempt + 1);
      return FAULTS.filter((fault) => possible.includes(fault)).find((fault) =>
        strikes(fault, { route, hash, body, attempt }),
      );
    },
    set: (next) => {
      rules = faultRules.parse(next);
      attempts.clear();
      struck.clear();
    },
    reset: () => {
      attempts.clear();
      struck.clear();
    },
  };
}
