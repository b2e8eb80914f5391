/** How OpenAI refuses. */

import type { ZodError, ZodType } from 'zod';
import { VendorError, type VendorErrors } from './vendor-error.ts';

/** @throws VendorError 400 as the vendor words it, counted as a violation */
export function checked<T>(schema: ZodType<T>, body: unknown): T {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const { message, param } = firstMistake(result.error);
  throw errors.invalid(message, param);
}

function firstMistake({ issues }: ZodError): { message: string; param: string | undefined } {
  const [issue] = issues;
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys[0] : undefined;
  const param = [...(issue?.path ?? []), ...(unknown === undefined ? [] : [unknown])].join('.');
  const message =
    unknown === undefined ? `Invalid '${param}': ${issue?.message ?? ''}` : `Unknown parameter: '${param}'.`;
  return { message, param };
}

const refusal = (
  status: number,
  error: { message: string; type: string; param?: string | undefined; code?: string },
  options: ConstructorParameters<typeof VendorError>[3] = {},
): VendorError =>
  new VendorError(
    status,
    error.message,
    { error: { ...error, param: error.param ?? null, code: error.code ?? null } },
    options,
  );

export const modelNotFound = (model: string): VendorError =>
  refusal(
    404,
    {
      message: `The model \`${model}\` does not exist or you do not have access to it.`,
      type: 'invalid_request_error',
      code: 'model_not_found',
    },
    { isViolation: true },
  );

/** Source: ErrorResponse, and the guide to error codes. */
export const errors: VendorErrors = {
  invalid: (message, param) =>
    refusal(400, { message, type: 'invalid_request_error', param, code: 'invalid_value' }, { isViolation: true }),
  unauthorized: () =>
    refusal(401, { message: 'Incorrect API key provided.', type: 'invalid_request_error', code: 'invalid_api_key' }),
  rateLimited: (seconds) =>
    refusal(
      429,
      {
        message: `Rate limit reached. Please try again in ${seconds}s.`,
        type: 'requests',
        code: 'rate_limit_exceeded',
      },
      {
        headers: {
          'Retry-After': String(seconds),
          'x-ratelimit-remaining-requests': '0',
          'x-ratelimit-reset-requests': `${seconds}s`,
        },
      },
    ),
  quotaExhausted: () =>
    refusal(429, {
      message: 'You exceeded your current quota, please check your plan and billing details.',
      type: 'insufficient_quota',
      code: 'insufficient_quota',
    }),
  serverError: () =>
    refusal(500, { message: 'The server had an error while processing your request.', type: 'server_error' }),
};
