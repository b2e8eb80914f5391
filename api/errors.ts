/** The one place where failures become HTTP: every answer that is no success is a problem (RFC 9457), and none holds a stack trace. */

import type { ErrorRequestHandler, Request, Response } from 'express';
import { z } from 'zod';
import { PlatformError, RequestError, toError } from '../domain/index.ts';
import { diskFull } from '../platform/disk-full.ts';
import type { Log } from '../platform/log.ts';
import {
  InvalidRequestError,
  LimitReachedError,
  isProblemCode,
  problemTitle,
  refuse,
  type FieldError,
  type Problem,
  type ProblemCode,
} from './problems.ts';

/** Where people read what a code means (routes/docs.ts). */
export const PROBLEMS_PATH = '/api/problems';

/** What was thrown, as the sender may know it. What is not theirs to mend is told without its details: those are logged. */
export function toProblem(thrown: unknown): Problem {
  if (thrown instanceof RequestError) {
    const errors = thrown instanceof InvalidRequestError ? { errors: thrown.errors } : {};
    return { ...problem(thrown.code, thrown.status, thrown.message), ...errors };
  }
  const ours = thrown instanceof PlatformError ? thrown : diskFull(thrown);
  if (ours) {
    const code = isProblemCode(ours.code) ? ours.code : 'unavailable';
    return problem(code, problemTitle(code).status, ours.message);
  }
  const refused = fromExpress(thrown);
  if (refused) return problem(refused.code, refused.status, refused.message);
  return problem(
    'internal',
    500,
    'This is a mistake in SlideSpeaker, not in the request. Its log says more; trying again may help.',
  );
}

/** Express' last handler. A response that already began can only be cut, so that nobody takes a part for the whole. */
export function createErrorHandler(log: Log): ErrorRequestHandler {
  return (thrown, req, res, next) => {
    const answer = toProblem(thrown);
    if (answer.status >= 500 && !req.destroyed)
      log.error({ err: toError(thrown), method: req.method, path: loggable(req.path) }, 'request failed');
    if (res.headersSent) {
      next(thrown);
      return;
    }
    if (thrown instanceof LimitReachedError) res.set('Retry-After', String(thrown.retryAfterSeconds));
    sendProblem(res, answer);
  };
}

/** What opens a link stands in no log. */
const loggable = (path: string): string => path.replace(/^\/(api\/shared|s)\/[^/]+/, '/$1/…');

function sendProblem(res: Response, answer: Problem): void {
  // Set before the failure and meant for the success: the range and the caching of a file that is not sent.
  for (const name of ['ETag', 'Accept-Ranges', 'Content-Disposition', 'Content-Length']) res.removeHeader(name);
  res.set('Cache-Control', 'no-store');
  if (answer.status === 401) res.set('WWW-Authenticate', 'Bearer');
  res.status(answer.status).type('application/problem+json').send(JSON.stringify(answer));
}

/** The answer to what no route took. */
export function noSuchRoute(req: Request): RequestError {
  return refuse('not_found', `There is nothing at ${req.path}. /api/docs lists what there is.`);
}

/** Every issue of a failed validation, told by field. */
export function invalid(code: ProblemCode, what: string, error: z.ZodError): InvalidRequestError {
  const errors = error.issues.flatMap(fieldErrors);
  const first = errors.map(({ field, message }) => (field === '' ? message : `${field}: ${message}`)).slice(0, 3);
  return new InvalidRequestError(code, `${what}: ${first.join('; ')}${errors.length > 3 ? '; …' : ''}`, errors);
}

function fieldErrors(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ field: [...issue.path, key].join('.'), message: 'is not known here' }));
  }
  return [{ field: issue.path.join('.'), message: issue.message }];
}

function problem(code: string, status: number, detail: string): Problem {
  const title = isProblemCode(code) ? problemTitle(code).title : 'The request cannot be answered';
  return { type: `${PROBLEMS_PATH}#${code}`, title, status, detail, code };
}

const httpErrorSchema = z.object({ status: z.int().min(400).max(499), type: z.string().optional() });

/** Express and its body parser throw `http-errors`, with a status and sometimes a type. */
function fromExpress(thrown: unknown): RequestError | undefined {
  const { success, data } = httpErrorSchema.safeParse(thrown);
  if (!success) return undefined;
  if (data.type === 'entity.parse.failed')
    return refuse('malformed_json', `The body is no JSON: ${toError(thrown).message}.`);
  if (data.status === 413)
    return refuse('body_too_large', 'The body of this request is larger than this server reads.');
  if (data.status === 415)
    return refuse(
      'unsupported_media_type',
      'The body has an encoding or a character set that is not understood here. Send UTF-8.',
    );
  return refuse('malformed_request', 'The address or the body of this request cannot be read.');
}
