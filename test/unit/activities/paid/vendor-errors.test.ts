import { expect, test } from '@jest/globals';
import { LostAnswerError } from '../../../../activities/paid/answers.ts';
import { vendorError } from '../../../../activities/paid/vendor-errors.ts';

const openai = (status: number, error: object, headers: Record<string, string> = {}) =>
  Object.assign(new Error('client'), { status, error, headers: new Headers(headers) });
const elevenlabs = (statusCode: number, body: unknown) => Object.assign(new Error('client'), { statusCode, body });
const axios = (status: number, data: unknown, headers: object = {}) =>
  Object.assign(new Error('client'), { code: 'ERR_BAD_RESPONSE', response: { status, data, headers } });
const broken = (code: string) => new Error('fetch failed', { cause: Object.assign(new Error('x'), { code }) });

test('an empty account is told from a wrong key, whatever status the vendor gives it', () => {
  expect(vendorError('openai', openai(429, { code: 'insufficient_quota' })).code).toBe('provider_quota');
  expect(vendorError('elevenlabs', elevenlabs(401, { detail: { status: 'quota_exceeded' } })).code).toBe(
    'provider_quota',
  );
  expect(vendorError('heygen', axios(402, {})).code).toBe('provider_quota');
  expect(vendorError('elevenlabs', elevenlabs(401, '{"detail":{"code":"invalid_api_key"}}'))).toMatchObject({
    code: 'provider_key_invalid',
    retry: 'never',
  });
});

test('where the account is to blame and not the call, the error names it', () => {
  for (const thrown of [axios(500, {}), axios(429, {}), axios(401, {}), axios(402, {}), broken('ECONNRESET')])
    expect(vendorError('heygen', thrown).provider).toBe('heygen');
  expect(vendorError('heygen', axios(400, {})).provider).toBeUndefined();
});

test('who asks to wait is asked again when he said, in seconds or as a date', () => {
  expect(vendorError('openai', openai(429, {}, { 'Retry-After': '7' }))).toMatchObject({
    code: 'provider_busy',
    retry: 'after',
    retryAfterMs: 7_000,
  });
  const date = new Date(Date.now() + 60_000).toUTCString();
  expect(vendorError('heygen', axios(429, {}, { 'retry-after': date })).retryAfterMs).toBeGreaterThan(50_000);
  expect(vendorError('heygen', axios(429, {})).retryAfterMs).toBe(10_000);
});

test('a failing vendor is asked again later, and a refusal never', () => {
  expect(vendorError('heygen', axios(503, {}))).toMatchObject({ code: 'provider_unavailable', retry: 'later' });
  const refusal = vendorError('openai', openai(400, { code: 'invalid_value', message: 'the secret words' }));
  expect(refusal).toMatchObject({ code: 'provider_refused', retry: 'never' });
  expect(refusal.message).toContain('invalid_value');
  expect(refusal.message).not.toContain('secret');
});

test.each([502, 504, 520, 524])('a gateway’s %i may come after the work was done: the answer is lost', (status) => {
  const page = '<html><body><h1>Bad gateway</h1></body></html>';
  for (const thrown of [axios(status, page), elevenlabs(status, page), openai(status, {})]) {
    const error = vendorError('heygen', thrown);
    expect(error).toBeInstanceOf(LostAnswerError);
    // An outage is judged by it as by any other failure of the provider's.
    expect(error).toMatchObject({ code: 'answer_lost', retry: 'later', provider: 'heygen' });
  }
  expect(vendorError('heygen', axios(status, page, { 'retry-after': '7' }))).toMatchObject({ retryAfterMs: 7_000 });
});

test.each([500, 503, 521, 522, 523, 529, 408])('with %i nothing was done', (status) => {
  const error = vendorError('openai', openai(status, {}));
  expect(error).not.toBeInstanceOf(LostAnswerError);
  expect(error).toMatchObject({ code: 'provider_unavailable', provider: 'openai' });
});

test('a call that was never sent is not one whose answer was lost', () => {
  expect(vendorError('openai', broken('ECONNREFUSED'))).toMatchObject({ code: 'provider_unavailable' });
  expect(vendorError('openai', broken('ECONNREFUSED'))).not.toBeInstanceOf(LostAnswerError);
  expect(vendorError('openai', new AggregateError([broken('ENOTFOUND')])).code).toBe('provider_unavailable');
  expect(vendorError('openai', broken('ECONNRESET'))).toBeInstanceOf(LostAnswerError);
  expect(vendorError('heygen', new Error('timed out'))).toBeInstanceOf(LostAnswerError);
});
