/** Every problem this server can answer with (RFC 9457): code → HTTP status and title. docs/errors.md says the same, and a test holds them together. */

import { RequestError } from '../domain/index.ts';

const PROBLEM_TITLES = {
  // The request itself
  malformed_request: [400, 'The request cannot be read'],
  malformed_json: [400, 'The JSON cannot be read'],
  malformed_upload: [400, 'The upload cannot be read'],
  invalid_cursor: [400, 'Unknown cursor'],
  invalid_idempotency_key: [400, 'Unusable Idempotency-Key'],
  unauthorized: [401, 'An API key is needed'],
  wrong_key: [401, 'Unknown API key'],
  scope_missing: [403, 'The API key may not do this'],
  cross_site: [403, 'Refused: asked by another web site'],
  wrong_host: [403, 'Refused: asked under a foreign host name'],
  not_found: [404, 'There is nothing here'],
  method_not_allowed: [405, 'This cannot be done here'],
  request_too_slow: [408, 'The request came too slowly'],
  body_too_large: [413, 'The request is too large'],
  unsupported_media_type: [415, 'This kind of content is not understood'],
  range_not_satisfiable: [416, 'Outside the file'],
  headers_too_large: [431, 'The head of the request is too large'],
  too_many_requests: [429, 'Too many requests'],
  invalid_query: [422, 'The query has a mistake'],
  invalid_body: [422, 'The request has a mistake'],
  // A new task
  deck_missing: [422, 'No deck was sent'],
  upload_quota_reached: [429, 'Enough was sent for today'],
  upload_too_large: [413, 'The deck is too large'],
  invalid_options: [422, 'The options have a mistake'],
  option_not_available: [422, 'Not available'],
  unknown_voice: [422, 'Unknown voice'],
  idempotency_key_reused: [409, 'The Idempotency-Key was used before'],
  // The deck
  not_a_deck: [415, 'Not a deck'],
  empty_deck_file: [422, 'The file is empty'],
  ambiguous_deck: [422, 'The deck is two kinds of file at once'],
  encrypted_deck: [422, 'The deck is locked by a password'],
  damaged_deck: [422, 'The deck is damaged'],
  oversized_deck: [422, 'The deck unpacks to too much'],
  no_slides: [422, 'The deck has no slides'],
  too_many_slides: [422, 'The deck has too many slides'],
  deck_not_found: [404, 'No such deck'],
  deck_unreadable: [422, 'The deck cannot be read'],
  deck_used: [409, 'The deck has become a task'],
  // A task
  task_not_found: [404, 'No such task'],
  output_not_found: [404, 'No such output'],
  presenter_not_found: [404, 'No such presenter'],
  picture_not_found: [404, 'No picture of this slide'],
  script_not_ready: [404, 'There is no script yet'],
  not_cancellable: [409, 'The task has ended'],
  not_retryable: [409, 'The task cannot be retried'],
  not_revisable: [409, 'The task is being worked on'],
  version_not_found: [404, 'No such version'],
  share_not_found: [404, 'This link leads nowhere'],
  not_awaiting_review: [409, 'The task does not wait for approval'],
  not_awaiting_budget: [409, 'The task has not reached its budget'],
  unknown_slide: [422, 'No such slide'],
  rewrite_failed: [502, 'The slide could not be written anew'],
  script_changed: [412, 'The script was changed by somebody else'],
  if_match_required: [428, 'Say which version was edited'],
  estimate_failed: [422, 'The cost cannot be estimated'],
  speech_failed: [502, 'This could not be spoken'],
  sample_not_found: [404, 'No free sample of this voice'],
  clip_not_found: [404, 'No clip of this slide'],
  // This server
  internal: [500, 'Something went wrong here'],
  unavailable: [503, 'Not available at the moment'],
  redis_unavailable: [503, 'Redis does not answer'],
  temporal_unavailable: [503, 'Temporal does not answer'],
  artifact_missing: [503, 'A stored file is missing'],
  tool_missing: [503, 'A tool is missing on this server'],
  disk_full: [507, 'The disk is full'],
} as const;

export type ProblemCode = keyof typeof PROBLEM_TITLES;

/** As sent, `application/problem+json`. */
export interface Problem {
  /** Where the code is explained. */
  type: string;
  title: string;
  status: number;
  detail: string;
  /** Stable: clients tell problems apart by it. */
  code: string;
  /** Which fields are wrong, each with what would be right. */
  errors?: FieldError[];
}

export interface FieldError {
  /** Dotted path, such as `voice.rate`; empty for the whole. */
  field: string;
  message: string;
}

/** More was asked for, or sent, than one owner may in this time. */
export class LimitReachedError extends RequestError {
  readonly retryAfterSeconds: number;

  constructor(code: ProblemCode, message: string, waitMs: number) {
    super(PROBLEM_TITLES[code][0], code, message);
    this.retryAfterSeconds = Math.max(1, Math.ceil(waitMs / 1000));
  }
}

/** A request with mistakes in named fields. */
export class InvalidRequestError extends RequestError {
  readonly errors: FieldError[];

  constructor(code: ProblemCode, message: string, errors: FieldError[]) {
    super(PROBLEM_TITLES[code][0], code, message);
    this.errors = errors;
  }
}

export const problemCodes: readonly string[] = Object.keys(PROBLEM_TITLES);

/** The status and title of a code. */
export function problemTitle(code: ProblemCode): { status: number; title: string } {
  const [status, title] = PROBLEM_TITLES[code];
  return { status, title };
}

export function isProblemCode(code: string): code is ProblemCode {
  return code in PROBLEM_TITLES;
}

/** A request that cannot be answered as asked. */
export function refuse(code: ProblemCode, message: string): RequestError {
  return new RequestError(PROBLEM_TITLES[code][0], code, message);
}
