/** REST as the command line uses it. */

import { createWriteStream, openAsBlob } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createParser } from 'eventsource-parser';
import { z } from 'zod';
import { STAGES, TASK_STATUSES, toError } from '../domain/index.ts';

const outputSchema = z.object({ name: z.string(), kind: z.string(), bytes: z.number() });
const noteSchema = z.object({ code: z.string(), message: z.string(), slide: z.number().optional() });
/** What the command line reads of a task; anything else passes through to --json. */
const taskSchema = z.looseObject({
  id: z.string(),
  name: z.string(),
  status: z.enum(TASK_STATUSES),
  stage: z.enum(STAGES),
  percent: z.number(),
  slides: z.array(z.object({ number: z.number(), title: z.string(), stage: z.string() })),
  cost: z.object({ cents: z.number(), upToCents: z.number() }),
  warnings: z.array(noteSchema),
  outputs: z.array(outputSchema),
  error: noteSchema.optional(),
  links: z.looseObject({ self: z.string(), console: z.string() }),
  createdAt: z.string(),
});
const pageSchema = z.object({ tasks: z.array(taskSchema), nextCursor: z.string().optional() });
const voiceSchema = z.looseObject({
  provider: z.string(),
  name: z.string(),
  label: z.string(),
  languages: z.array(z.string()),
});
const voicesSchema = z.object({ voices: z.array(voiceSchema) }).transform(({ voices }) => voices);
const problemSchema = z.object({ code: z.string(), title: z.string().optional(), detail: z.string().optional() });

export type RemoteTask = z.infer<typeof taskSchema>;
export type RemoteVoice = z.infer<typeof voiceSchema>;

/** The server refused: its own words, and the stable code. */
class RefusedError extends Error {
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.name = 'RefusedError';
    this.code = code;
  }
}

/** No answer: the server is not there, or went away. Asking again may help. */
export class UnreachableError extends Error {
  constructor(url: string, cause: unknown) {
    super(`No SlideSpeaker answers at ${url}. Start it with \`npm start\`, or set SLIDESPEAKER_URL.`, { cause });
    this.name = 'UnreachableError';
  }
}

const estimateSchema = z.object({
  cents: z.number(),
  atMostCents: z.number(),
  parts: z.array(z.object({ stage: z.string(), exact: z.boolean(), cents: z.number(), atMostCents: z.number() })),
  seconds: z.number(),
  secondsToFinish: z.number(),
});
export type RemoteEstimate = z.infer<typeof estimateSchema>;

export interface ApiClient {
  /** Sends a deck. Sent again with the same key, it answers with the same task. */
  createTask(deckFile: string, options: unknown, idempotencyKey: string): Promise<RemoteTask>;
  getTask(id: string): Promise<RemoteTask>;
  listTasks(query: Record<string, string>): Promise<z.infer<typeof pageSchema>>;
  act(id: string, action: 'cancel' | 'retry'): Promise<RemoteTask>;
  /** Lets a task that has reached its budget go on. */
  raiseBudget(id: string, cents: number): Promise<RemoteTask>;
  /** Other words, voices or options. */
  revise(id: string, change: unknown): Promise<RemoteTask>;
  /** Another deck. */
  reviseDeck(id: string, deckFile: string, options: unknown): Promise<RemoteTask>;
  /** What a task would cost. */
  estimate(deckFile: string, options: unknown): Promise<RemoteEstimate>;
  deleteTask(id: string): Promise<void>;
  voices(): Promise<RemoteVoice[]>;
  /** Writes an output to `file`: beside it first, so that a half download never has its name. */
  download(id: string, output: string, file: string): Promise<void>;
  /** One connection's events, from after `lastId`, until the server ends it. */
  events(id: string, lastId: string | undefined): AsyncIterable<{ id: string | undefined; data: string }>;
}

/** @param baseUrl without a slash at the end. */
export function createApiClient(baseUrl: string, apiKey: string | undefined): ApiClient {
  const request = async (path: string, init: RequestInit = {}): Promise<Response> => {
    const headers = new Headers(init.headers);
    if (apiKey !== undefined) headers.set('authorization', `Bearer ${apiKey}`);
    const response = await fetch(`${baseUrl}/api${path}`, { ...init, headers }).catch((thrown: unknown) => {
      throw new UnreachableError(baseUrl, thrown);
    });
    if (!response.ok) throw await refusal(response, baseUrl);
    return response;
  };
  const read = async <T>(schema: z.ZodType<T>, path: string, init?: RequestInit): Promise<T> =>
    schema.parse(await (await request(path, init)).json());
  const taskPath = (id: string): string => `/tasks/${encodeURIComponent(id)}`;

  return {
    createTask: async (deckFile, options, idempotencyKey) =>
      read(taskSchema, '/tasks', {
        method: 'POST',
        body: await formOf(deckFile, options),
        headers: { 'idempotency-key': idempotencyKey },
      }),
    getTask: (id) => read(taskSchema, taskPath(id)),
    listTasks: (query) => read(pageSchema, `/tasks?${new URLSearchParams(query).toString()}`),
    act: (id, action) => read(taskSchema, `${taskPath(id)}/${action}`, { method: 'POST' }),
    raiseBudget: (id, cents) =>
      read(taskSchema, `${taskPath(id)}/budget`, {
        method: 'POST',
        body: JSON.stringify({ cents }),
        headers: { 'content-type': 'application/json' },
      }),
    revise: (id, change) =>
      read(taskSchema, `${taskPath(id)}/revise`, {
        method: 'POST',
        body: JSON.stringify(change),
        headers: { 'content-type': 'application/json' },
      }),
    reviseDeck: async (id, deckFile, options) =>
      read(taskSchema, `${taskPath(id)}/revise`, { method: 'POST', body: await formOf(deckFile, options) }),
    estimate: async (deckFile, options) =>
      read(estimateSchema, '/estimate', { method: 'POST', body: await formOf(deckFile, options) }),
    deleteTask: async (id) => {
      await request(taskPath(id), { method: 'DELETE' });
    },
    voices: () => read(voicesSchema, '/voices'),
    download: async (id, output, file) => {
      const { body } = await request(`${taskPath(id)}/outputs/${encodeURIComponent(output)}`);
      if (!body) throw new UnreachableError(baseUrl, 'an answer without content');
      const beside = `${file}.part`;
      try {
        await pipeline(Readable.fromWeb(body), createWriteStream(beside));
        await rename(beside, file);
      } catch (thrown) {
        throw isDiskError(thrown) ? thrown : new UnreachableError(baseUrl, thrown);
      } finally {
        await rm(beside, { force: true });
      }
    },
    events: async function* (id, lastId) {
      const headers = { accept: 'text/event-stream', ...(lastId === undefined ? {} : { 'last-event-id': lastId }) };
      const { body } = await request(`${taskPath(id)}/events`, { headers });
      if (!body) return;
      const arrived: { id: string | undefined; data: string }[] = [];
      const parser = createParser({ onEvent: (event) => arrived.push({ id: event.id, data: event.data }) });
      const decoder = new TextDecoder();
      try {
        for await (const chunk of body) {
          parser.feed(decoder.decode(z.instanceof(Uint8Array).parse(chunk), { stream: true }));
          yield* arrived.splice(0);
        }
      } catch (thrown) {
        throw new UnreachableError(baseUrl, thrown); // the connection broke off in the middle
      }
    },
  };
}

/** The deck is read while it is sent, never held in memory. */
async function formOf(deckFile: string, options: unknown): Promise<FormData> {
  const form = new FormData();
  if (options !== undefined) form.set('options', JSON.stringify(options));
  form.set('deck', await openAsBlob(deckFile), basename(deckFile));
  return form;
}

/** The client for the server that the environment names. */
export function clientFromEnvironment(): ApiClient {
  const { SLIDESPEAKER_URL, PUBLIC_URL, PORT, SLIDESPEAKER_API_KEY } = process.env;
  const url = SLIDESPEAKER_URL ?? PUBLIC_URL ?? `http://localhost:${PORT ?? '3000'}`;
  return createApiClient(url.replace(/\/+$/, ''), SLIDESPEAKER_API_KEY);
}

/** Whether it is our disk that failed, as in ENOSPC, and not the connection. */
function isDiskError(thrown: unknown): boolean {
  const error = toError(thrown);
  return 'code' in error && /^E[A-Z]+$/.test(String(error.code));
}

async function refusal(response: Response, baseUrl: string): Promise<Error> {
  const body = await response.text();
  try {
    const { code, title, detail } = problemSchema.parse(JSON.parse(body));
    return new RefusedError(code, `${detail ?? title ?? 'The server refused.'} (${code})`);
  } catch (thrown) {
    // Not our words: a proxy, or another program at this address.
    return new UnreachableError(`${baseUrl} (it answered ${response.status}: ${toError(thrown).message})`, thrown);
  }
}
