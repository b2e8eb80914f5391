/** One operation of the API, said once: what validates it is what OpenAPI shows. */

import { json, type Request, type RequestHandler, type Response } from 'express';
import { z } from 'zod';
import { toError } from '../domain/index.ts';
import type { Scope } from '../platform/api-keys.ts';
import type { Share, Shares } from '../platform/share-store.ts';
import type { TaskRecord, TaskStore } from '../platform/task-store.ts';
import { invalid } from './errors.ts';
import { refuse, type ProblemCode } from './problems.ts';

export interface Operation<Query = unknown, Body = unknown> {
  id: string;
  method: 'get' | 'post' | 'put' | 'delete';
  /** As OpenAPI writes it: `/api/tasks/{id}`. */
  path: string;
  summary: string;
  description?: string;
  /** Needs no key. */
  open?: boolean;
  /** Open, and answered however often: whoever watches over this process must always be. */
  uncounted?: true;
  /** What a key must be allowed; absent: to `read` where it is a GET, else to `make`. */
  scope?: Scope;
  query: z.ZodType<Query>;
  /** JSON. */
  body: z.ZodType<Body>;
  /** A multipart body, a file and fields that hold JSON, which the operation reads itself; beside the JSON where it takes either. */
  upload?: { file: { name: string; description: string }; fields: Record<string, z.ZodType> };
  /** Request headers that mean something here. */
  headers?: Record<string, string>;
  answer: {
    status: number;
    description: string;
    schema?: z.ZodType;
    contentType?: string;
    headers?: Record<string, string>;
  };
  /** What it can refuse with, beside what every operation can. */
  problems: readonly ProblemCode[];
}

/** Where nothing is asked for, nothing may be sent. */
export const nothing = z.strictObject({});

/** A request that passed the edge. */
export interface Call<Query, Body> {
  req: Request;
  res: Response;
  owner: string;
  query: Query;
  body: Body;
}

/** What the sender's key must be allowed; undefined where none is needed. */
export function scopeOf({ open, scope, method }: Operation): Scope | undefined {
  if (open === true) return undefined;
  return scope ?? (method === 'get' ? 'read' : 'make');
}

export interface Route {
  operation: Operation;
  handle: (req: Request, res: Response, owner: string) => Promise<void>;
}

/** An operation and what answers it. */
export function route<Query, Body>(
  operation: Operation<Query, Body>,
  answer: (call: Call<Query, Body>) => Promise<void>,
): Route {
  return {
    operation,
    handle: async (req, res, owner) => {
      const query = check(operation.query, req.query, 'invalid_query', 'The query has a mistake');
      const isForm = operation.upload && (operation.body === nothing || req.is('multipart/form-data'));
      const sent = isForm ? {} : await readJson(req, res);
      const body = check(operation.body, sent, 'invalid_body', 'The request has a mistake');
      await answer({ req, res, owner, query, body });
    },
  };
}

/** Nothing else is ever asked of Redis: a colon in it would name another key. */
export const TASK_ID = /^[\w-]{1,64}$/;

/** The task that the address names; undefined where no task can have such an id. */
export function taskIdIn({ params: { id } }: Request): string | undefined {
  return typeof id === 'string' && TASK_ID.test(id) ? id : undefined;
}

/** The only code that finds a task for somebody. What is another's does not exist for them. @throws RequestError `task_not_found` */
export async function ownTask(
  store: Pick<TaskStore, 'get'>,
  id: string | undefined,
  owner: string,
): Promise<TaskRecord> {
  const task = id === undefined ? undefined : await store.get(id);
  if (task?.request.owner === owner) return task;
  throw refuse('task_not_found', 'There is no such task. It may have been deleted.');
}

/** For operations on one task. */
export function createTaskRoute(store: Pick<TaskStore, 'get'>) {
  return <Query, Body>(
    operation: Operation<Query, Body>,
    answer: (call: Call<Query, Body> & { task: TaskRecord }) => Promise<void>,
  ): Route =>
    route({ ...operation, problems: ['task_not_found', ...operation.problems] }, async (call) => {
      await answer({ ...call, task: await ownTask(store, taskIdIn(call.req), call.owner) });
    });
}

/** The only code that finds a task for whoever holds a link to it. @throws RequestError `share_not_found` */
async function sharedTask(
  store: Pick<TaskStore, 'get'>,
  shares: Pick<Shares, 'find'>,
  token: unknown,
): Promise<{ task: TaskRecord; share: Share }> {
  const found = typeof token === 'string' ? await shares.find(token) : undefined;
  const task = found ? await store.get(found.taskId) : undefined;
  if (found && task) return { task, share: found.share };
  throw refuse('share_not_found', 'This link leads nowhere. It has ended, was taken back, or is not complete.');
}

/** For what anybody may see who has a link. */
export function createSharedRoute(store: Pick<TaskStore, 'get'>, shares: Pick<Shares, 'find'>) {
  return <Query, Body>(
    operation: Operation<Query, Body>,
    answer: (call: Call<Query, Body> & { task: TaskRecord; share: Share }) => Promise<void>,
  ): Route =>
    route({ ...operation, open: true, problems: ['share_not_found', ...operation.problems] }, async (call) => {
      await answer({ ...call, ...(await sharedTask(store, shares, call.req.params['token'])) });
    });
}

/** The script of 1,000 slides with two pages of text each. */
const MAX_JSON_BYTES = 8 * 1024 * 1024;
const parseJson: RequestHandler = json({ limit: MAX_JSON_BYTES });

async function readJson(req: Request, res: Response): Promise<unknown> {
  const length = req.get('content-length');
  const empty = req.get('transfer-encoding') === undefined && (length === undefined || length === '0');
  if (empty) return {};
  if (!req.is('json'))
    throw refuse('unsupported_media_type', 'Send the body as JSON, with "Content-Type: application/json".');
  await new Promise<void>((resolve, reject) => {
    parseJson(req, res, (thrown: unknown) => (thrown === undefined ? resolve() : reject(toError(thrown))));
  });
  const body: unknown = req.body;
  return body;
}

function check<T>(schema: z.ZodType<T>, value: unknown, code: ProblemCode, what: string): T {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw invalid(code, what, parsed.error);
  return parsed.data;
}
