/** How HeyGen refuses. */

import type { ZodType } from 'zod';
import { VendorError, type VendorErrors } from './vendor-error.ts';

export const notFound = (what: string): VendorError =>
  refusal(404, 'not_found', `Not found: ${what}`, { isViolation: true });

export const errors: VendorErrors = {
  invalid: (message, param) => refusal(400, 'invalid_parameter', message, { isViolation: true, param }),
  unauthorized: () => refusal(401, 'unauthorized', 'Invalid API key.'),
  rateLimited: (seconds) =>
    refusal(429, 'rate_limit_exceeded', 'Too many videos at once.', { headers: { 'Retry-After': String(seconds) } }),
  quotaExhausted: () => refusal(402, 'insufficient_credit', 'No credit left.'),
  serverError: () => refusal(500, 'internal_error', 'Something went wrong.'),
};

/** Source: the documentation of v3's error codes. */
export function refusal(
  status: number,
  code: string,
  message: string,
  options: ConstructorParameters<typeof VendorError>[3] & { param?: string | undefined } = {},
): VendorError {
  const { param, ...rest } = options;
  const error = {
    code,
    message,
    ...(param === undefined ? {} : { param }),
    doc_url: `https://developers.heygen.com/docs/error-codes#${code}`,
  };
  return new VendorError(status, message, { error }, rest);
}

/** @throws VendorError 400 as the vendor words it, counted as a violation */
export function checked<T>(schema: ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys : [];
  const param = [...(issue?.path ?? []), ...unknown].join('.');
  throw errors.invalid(`${param}: ${issue?.message ?? ''}`, param);
}
