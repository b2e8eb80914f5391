/** How ElevenLabs refuses. */

import type { ZodType } from 'zod';
import { chance } from './chance.ts';
import { VendorError, type VendorErrors } from './vendor-error.ts';

/** @throws VendorError 422 as FastAPI words it, counted as a violation */
export function checked<T>(schema: ZodType<T>, value: unknown, where: 'body' | 'query'): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const detail = result.error.issues.map((issue) => ({
    type: issue.code === 'unrecognized_keys' ? 'extra_forbidden' : issue.code,
    loc: [where, ...issue.path.map(String), ...(issue.code === 'unrecognized_keys' ? issue.keys : [])],
    msg: issue.message,
  }));
  const message = detail.map(({ loc, msg }) => `${loc.join('.')}: ${msg}`).join('; ');
  throw new VendorError(422, message, { detail }, { isViolation: true });
}

/** Source: the documentation of errors, as it is since 2026. */
export function refusal(
  status: number,
  code: string,
  message: string,
  options: ConstructorParameters<typeof VendorError>[3] = {},
): VendorError {
  const requestId = `req${Math.floor(chance(code, Date.now()) * 1e12).toString(36)}`;
  const type = status === 401 ? 'authentication_error' : status === 429 ? 'rate_limit_error' : 'invalid_request';
  const detail = { type, code, status: code, message, request_id: requestId, param: null };
  return new VendorError(status, message, { detail }, options);
}

export const errors: VendorErrors = {
  invalid: (message) => refusal(400, 'invalid_request', message, { isViolation: true }),
  unauthorized: () => refusal(401, 'invalid_api_key', 'Invalid API key'),
  rateLimited: (seconds) =>
    refusal(429, 'too_many_concurrent_requests', 'Too many concurrent requests.', {
      headers: { 'Retry-After': String(seconds) },
    }),
  quotaExhausted: () => refusal(401, 'quota_exceeded', 'This request exceeds your quota.'),
  serverError: () => refusal(500, 'internal_server_error', 'An unexpected error occurred.'),
};
