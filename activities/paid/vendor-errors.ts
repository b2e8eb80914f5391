/** What a vendor's client threw → our error: whose fault, whether it may have been billed, and when to try again. */

import { ProviderError, type PaidProvider } from '../../domain/index.ts';
import { LostAnswerError } from './answers.ts';

export const VENDOR_NAMES: Record<PaidProvider, string> = {
  openai: 'OpenAI',
  elevenlabs: 'ElevenLabs',
  heygen: 'HeyGen',
};

/** Where the connection never stood, nothing can have been billed. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);
/** ElevenLabs answers quota_exceeded with 401, OpenAI insufficient_quota with 429 (the vendors' pages on error codes). */
const OUT_OF_MONEY = /insufficient_quota|quota_exceeded|insufficient_credit|billing_hard_limit|payment_required/;
/**
 * What a gateway before the vendor says when no answer comes from behind it, or a broken one: the call was passed on, and may have been done and
 * billed (RFC 9110, 15.6; Cloudflare's page on 5xx errors). Where it says that the vendor was never reached (521 to 523, 503), nothing was done.
 */
const GATEWAY_GAVE_UP = new Set([502, 504, 520, 524]);
/** A vendor that says nothing else of a 429 is asked again after this long. */
const BUSY_MS = 10_000;
/** No vendor's Retry-After is taken for more: a mistaken header must not stop a task for a day. */
const MOST_WAIT_MS = 10 * 60_000;

/**
 * Knows what the clients `openai`, `elevenlabs` and `axios` throw. Errors of ours pass unchanged. The vendor's own words stay
 * out of the message, since they may repeat what was sent (P9). Where the account and not the call is to blame, the error names it.
 * @returns ProviderError `provider_key_invalid`, `provider_quota`, `provider_busy`, `provider_unavailable`,
 * `provider_refused`; LostAnswerError `answer_lost` where the call may have been billed.
 */
export function vendorError(provider: PaidProvider, thrown: unknown): ProviderError {
  if (thrown instanceof ProviderError) return thrown;
  const vendor = VENDOR_NAMES[provider];
  const answer = answerIn(thrown);
  if (!answer) return withoutAnswer(provider, thrown);
  const { status } = answer;
  if (status === 402 || OUT_OF_MONEY.test(answer.code)) {
    return new ProviderError(
      'provider_quota',
      `The account at ${vendor} has no credit left. Top it up there, then retry; everything finished is kept.`,
      { retry: 'never' },
      { provider },
    );
  }
  if (status === 401 || status === 403) {
    return new ProviderError(
      'provider_key_invalid',
      `${vendor} does not accept the key of this server. The keeper sets ${provider.toUpperCase()}_API_KEY anew.`,
      { retry: 'never' },
      { provider },
    );
  }
  if (status === 429) {
    return new ProviderError(
      'provider_busy',
      `${vendor} asks to wait; too much is asked of it at once.`,
      { retry: 'after', retryAfterMs: answer.retryAfterMs ?? BUSY_MS },
      { provider },
    );
  }
  if (status >= 500 || status === 408 || status === 409) {
    const { retryAfterMs } = answer;
    const again = retryAfterMs === undefined ? { retry: 'later' as const } : { retry: 'after' as const, retryAfterMs };
    if (GATEWAY_GAVE_UP.has(status)) {
      const lost = `The way to ${vendor} broke before its answer came (a gateway answered ${status}).`;
      return new LostAnswerError('answer_lost', lost, again, { provider });
    }
    const message = `${vendor} does not work at the moment (it answered ${status}).`;
    return new ProviderError('provider_unavailable', message, again, { provider });
  }
  const why = answer.code === '' ? '' : `, ${answer.code}`;
  return new ProviderError('provider_refused', `${vendor} refused the request (it answered ${status}${why}).`, {
    retry: 'never',
  });
}

/** A client that gave up before it was connected has a reason for it in its causes. */
function withoutAnswer(provider: PaidProvider, thrown: unknown): ProviderError {
  const vendor = VENDOR_NAMES[provider];
  const [code, message, Kind] = reasonsOf(thrown).some((reason) => NEVER_SENT.has(reason))
    ? (['provider_unavailable', `${vendor} cannot be reached from this server.`, ProviderError] as const)
    : (['answer_lost', `The connection to ${vendor} broke before its answer came.`, LostAnswerError] as const);
  return new Kind(code, message, { retry: 'later' }, { provider });
}

interface Answer {
  status: number;
  /** The vendor's stable word for what is wrong; empty where there is none. */
  code: string;
  retryAfterMs?: number;
}

/** The HTTP answer that an error carries: `status` (openai), `statusCode` (elevenlabs) or `response` (axios). */
function answerIn(thrown: unknown): Answer | undefined {
  const response = field(thrown, 'response');
  const status = [field(thrown, 'status'), field(thrown, 'statusCode'), field(response, 'status')].find(
    (value) => typeof value === 'number',
  );
  if (typeof status !== 'number') return undefined;
  const headers =
    field(thrown, 'headers') ?? field(field(thrown, 'rawResponse'), 'headers') ?? field(response, 'headers');
  const retryAfterMs = retryAfterIn(headers);
  const bodies = [field(thrown, 'error'), field(thrown, 'body'), field(response, 'data')];
  return {
    status,
    code: bodies.flatMap(codesIn).find((code) => /^[\w.-]{1,80}$/.test(code)) ?? '',
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** `{code}`, `{error: {code, type}}` (OpenAI, HeyGen), `{detail: {status, code}}` (ElevenLabs); text that is JSON, too. */
function codesIn(body: unknown): string[] {
  const parsed = typeof body === 'string' ? parsedJson(body) : body;
  return [parsed, field(parsed, 'error'), field(parsed, 'detail')]
    .flatMap((part) => [field(part, 'code'), field(part, 'status'), field(part, 'type')])
    .filter((code) => typeof code === 'string');
}

function retryAfterIn(headers: unknown): number | undefined {
  const value = hasGet(headers) ? headers.get('retry-after') : field(headers, 'retry-after');
  if (typeof value !== 'string') return undefined;
  const seconds = Number(value);
  const ms = Number.isNaN(seconds) ? Date.parse(value) - Date.now() : seconds * 1000;
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), MOST_WAIT_MS);
}

const hasGet = (value: unknown): value is { get: (name: string) => unknown } =>
  typeof value === 'object' && value !== null && 'get' in value && typeof value.get === 'function';

/** The codes of an error and of all its causes: `fetch` hides the true one deep inside. */
function reasonsOf(thrown: unknown): string[] {
  if (typeof thrown !== 'object' || thrown === null) return [];
  const code = field(thrown, 'code');
  const several = field(thrown, 'errors');
  return [
    ...(typeof code === 'string' ? [code] : []),
    ...reasonsOf(field(thrown, 'cause')),
    ...(Array.isArray(several) ? several.flatMap(reasonsOf) : []),
  ];
}

function field(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined;
  const found: unknown = Object.getOwnPropertyDescriptor(value, name)?.value;
  return found;
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // a proxy's page, not the vendor's answer
  }
}
