/** REST as the command line uses it. */

import { createWriteStream, openAsBlob } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createParser } from 'eventsource-parser';
import { z } from 'zod';
import { toError } from '../domain/index.ts';
import {
  estimateSchema,
  ledgerSchema,
  lexiconSchema,
  pageSchema,
  presentersSchema,
  previewSchema,
  problemSchema,
  sentDeckSchema,
  shareSchema,
  sharesSchema,
  slidesSchema,
  taskSchema,
  versionsSchema,
  voicesSchema,
  type RemoteEstimate,
  type RemoteLedger,
  type RemotePresenter,
  type RemotePreview,
  type RemoteScript,
  type RemoteTask,
  type RemoteVersion,
  type RemoteVoice,
} from './api-answers.ts';

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
  /** What `revise` would change and cost; nothing is made. */
  preview(id: string, change: unknown): Promise<RemotePreview>;
  /** What a task would cost. */
  estimate(deckFile: string, options: unknown): Promise<RemoteEstimate>;
  /** Sends a deck by itself. @returns its id, by which `preview` takes it */
  sendDeck(deckFile: string): Promise<string>;
  removeDeck(deck: string): Promise<void>;
  deleteTask(id: string): Promise<void>;
  /** Of a past version, or as it stands. */
  script(id: string, version?: string): Promise<RemoteScript>;
  /** @param version that was changed; absent: whatever stands. Slides that are not sent stay as they are. */
  putScript(id: string, slides: readonly unknown[], version: string | undefined): Promise<RemoteScript>;
  rewriteSlide(id: string, slide: number, wish: string): Promise<RemoteScript>;
  /** @param version that was read; absent: whatever stands. */
  approve(id: string, version: string | undefined): Promise<RemoteTask>;
  versions(id: string): Promise<RemoteVersion[]>;
  share(id: string, link: { days?: number; downloads: boolean }): Promise<z.infer<typeof shareSchema>>;
  shares(id: string): Promise<z.infer<typeof sharesSchema>>;
  endShare(id: string, share: string): Promise<void>;
  /** What was paid, call by call. */
  ledger(id: string): Promise<RemoteLedger>;
  voices(): Promise<RemoteVoice[]>;
  presenters(): Promise<RemotePresenter[]>;
  lexicon(): Promise<z.infer<typeof lexiconSchema>>;
  putLexicon(entries: unknown): Promise<z.infer<typeof lexiconSchema>>;
  /** Writes an output to `file`: beside it first, so that a half download never has its name. */
  download(id: string, output: string, file: string, version?: string): Promise<void>;
  /** A voice’s own sample, which is free. @param named the file’s name for what kind of sound it is. @returns it */
  sample(voice: RemoteVoice, language: string | undefined, named: (ending: string) => string): Promise<string>;
  /** A sentence in a voice; a paid voice is paid. */
  speak(speech: unknown, named: (ending: string) => string): Promise<string>;
  /** A slide under review, on the task’s bill. */
  hearSlide(id: string, slide: number, named: (ending: string) => string): Promise<string>;
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
  /** With the version that stands in its ETag. */
  const readScript = async (path: string, init?: RequestInit): Promise<RemoteScript> => {
    const response = await request(path, init);
    const [version, language] = [versionIn(response.headers.get('etag')), response.headers.get('content-language')];
    return {
      ...(version === undefined ? {} : { version }),
      ...(language === null ? {} : { language }),
      ...slidesSchema.parse(await response.json()),
    };
  };
  /** Beside the file first, so that a half one never has its name. */
  const save = async ({ body }: Response, file: string): Promise<string> => {
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
    return file;
  };
  const saveSound = (response: Response, named: (ending: string) => string): Promise<string> =>
    save(response, named(response.headers.get('content-type') === 'audio/mpeg' ? 'mp3' : 'aac'));

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
    raiseBudget: (id, cents) => read(taskSchema, `${taskPath(id)}/budget`, jsonBody('POST', { cents })),
    revise: (id, change) => read(taskSchema, `${taskPath(id)}/revise`, jsonBody('POST', change)),
    reviseDeck: async (id, deckFile, options) =>
      read(taskSchema, `${taskPath(id)}/revise`, { method: 'POST', body: await formOf(deckFile, options) }),
    preview: (id, change) => read(previewSchema, `${taskPath(id)}/revise/preview`, jsonBody('POST', change)),
    estimate: async (deckFile, options) =>
      read(estimateSchema, '/estimate', { method: 'POST', body: await formOf(deckFile, options) }),
    sendDeck: async (deckFile) =>
      (await read(sentDeckSchema, '/decks', { method: 'POST', body: await formOf(deckFile, undefined) })).id,
    removeDeck: async (deck) => {
      await request(`/decks/${encodeURIComponent(deck)}`, { method: 'DELETE' });
    },
    deleteTask: async (id) => {
      await request(taskPath(id), { method: 'DELETE' });
    },
    script: (id, version) =>
      readScript(`${taskPath(id)}${version === undefined ? '' : `/versions/${encodeURIComponent(version)}`}/script`),
    putScript: (id, slides, version) =>
      readScript(`${taskPath(id)}/script`, jsonBody('PUT', { slides }, { 'if-match': etagOf(version) })),
    rewriteSlide: (id, slide, wish) => readScript(`${taskPath(id)}/script/rewrite`, jsonBody('POST', { slide, wish })),
    approve: (id, version) =>
      read(taskSchema, `${taskPath(id)}/script/approve`, jsonBody('POST', {}, { 'if-match': etagOf(version) })),
    versions: (id) => read(versionsSchema, `${taskPath(id)}/versions`),
    share: async (id, link) => {
      const share = await read(shareSchema, `${taskPath(id)}/shares`, jsonBody('POST', link));
      // A path where the server does not know what people type to reach it: then what was typed here.
      return { ...share, url: new URL(share.url, baseUrl).href };
    },
    shares: (id) => read(sharesSchema, `${taskPath(id)}/shares`),
    endShare: async (id, share) => {
      await request(`${taskPath(id)}/shares/${encodeURIComponent(share)}`, { method: 'DELETE' });
    },
    ledger: (id) => read(ledgerSchema, `${taskPath(id)}/ledger`),
    voices: () => read(voicesSchema, '/voices'),
    presenters: () => read(presentersSchema, '/presenters'),
    lexicon: () => read(lexiconSchema, '/lexicon'),
    putLexicon: (entries) => read(lexiconSchema, '/lexicon', jsonBody('PUT', entries)),
    download: async (id, output, file, version) => {
      const of = version === undefined ? taskPath(id) : `${taskPath(id)}/versions/${encodeURIComponent(version)}`;
      await save(await request(`${of}/outputs/${encodeURIComponent(output)}`), file);
    },
    sample: async ({ provider, name }, language, named) => {
      const query = language === undefined ? '' : `?${new URLSearchParams({ language }).toString()}`;
      return saveSound(await request(`/voices/${provider}/${encodeURIComponent(name)}/sample${query}`), named);
    },
    speak: async (speech, named) => saveSound(await request('/speech', jsonBody('POST', speech)), named),
    hearSlide: async (id, slide, named) =>
      saveSound(await request(`${taskPath(id)}/slides/${slide}/speech`, { method: 'POST' }), named),
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

const jsonBody = (method: string, body: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method,
  body: JSON.stringify(body),
  headers: { ...headers, 'content-type': 'application/json' },
});

/** A version as people write it, `3`, is `"3"` in HTTP; a proxy that compresses marks it as weak. */
const etagOf = (version: string | undefined): string => (version === undefined ? '*' : `"${version}"`);
const versionIn = (etag: string | null): string | undefined => /^(?:W\/)?"(.*)"$/.exec(etag ?? '')?.[1];

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
