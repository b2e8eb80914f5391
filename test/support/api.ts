/** The API as it serves: real HTTP, real Redis, real files; only the engine is a stand-in that remembers what it was asked. */

import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createApp, type ApiConfig } from '../../api/app.ts';
import type { Asks } from '../../api/asks.ts';
import type { Engine } from '../../api/engine.ts';
import { listen, type Patience, type RunningServer } from '../../api/server.ts';
import type { PresenterListing, ProviderView, Voice } from '../../domain/index.ts';
import { createApprovalMarks } from '../../platform/approval-marks.ts';
import { createFileArtifacts, type Artifacts } from '../../platform/artifacts.ts';
import { inspectDeck } from '../../platform/deck-door.ts';
import { createLexicons } from '../../platform/lexicon-store.ts';
import { createLog } from '../../platform/log.ts';
import { isMissing } from '../../platform/missing-file.ts';
import { createOwnerLimits, type OwnerLimitsConfig } from '../../platform/owner-limits.ts';
import { createRedisTaskStore } from '../../platform/redis-task-store.ts';
import { createBills } from '../../platform/paid-records.ts';
import { createTaskDeletions } from '../../platform/task-deletions.ts';
import { createShares } from '../../platform/share-store.ts';
import type { TaskStore } from '../../platform/task-store.ts';
import { pdfOf } from './deck-files.ts';
import { startRedis, type TestRedis } from './redis.ts';

export interface TestApi {
  url: string;
  store: TaskStore;
  artifacts: Artifacts;
  /** What the engine was asked, such as `cancel <id>`. */
  asked: string[];
  server: RunningServer;
  /** Everything that lies in the store, half-made files included. */
  files(): Promise<string[]>;
  fetch(path: string, init?: RequestInit): Promise<Response>;
  /** Sends a deck as browsers do. */
  send(deck: Blob, options?: unknown, headers?: Record<string, string>): Promise<Response>;
  stop(): Promise<void>;
}

export interface TestApiOptions extends Partial<ApiConfig> {
  voices?: Voice[];
  presenters?: PresenterListing[];
  trustedHosts?: string[];
  /** Undefined: no worker lives that would know. */
  providers?: ProviderView[];
  asks?: Partial<Asks>;
  engine?: Partial<Engine>;
  engineIsAway?: () => boolean;
  /** Absent: there are none. */
  limits?: OwnerLimitsConfig;
  /** One that several share; absent: its own. */
  redis?: TestRedis;
  patience?: Patience;
  /** Where the built page lies; absent: there is none. */
  webDir?: string;
}

/** The studio as set-up built it: a `webDir`. */
export const BUILT_STUDIO = fileURLToPath(new URL('../../web/dist', import.meta.url));

export const onePagePdf = (width = 320): Blob => new Blob([new Uint8Array(pdfOf([{ width, height: 180 }]))]);

export async function startApi({
  voices = [],
  presenters = [],
  trustedHosts = [],
  providers = [],
  asks = {},
  engine = {},
  engineIsAway = () => false,
  limits = { requestsPerMinute: 0, uploadBytesPerDay: 0, strangersPerMinute: 0 },
  redis: shared,
  patience,
  webDir,
  ...config
}: TestApiOptions = {}): Promise<TestApi> {
  const redis = shared ?? (await startRedis());
  const store = createRedisTaskStore(redis.connect(), redis.connect());
  const folder = await mkdtemp(join(tmpdir(), 'api-'));
  const artifacts = createFileArtifacts(folder);
  const closing = new AbortController();
  const asked: string[] = [];
  const app = createApp({
    config: {
      publicUrl: 'http://localhost:3000',
      linkBase: '',
      apiKeys: [],
      trustedProxies: 0,
      maxUploadBytes: 1024 * 1024,
      maxSlides: 10,
      temporal: { uiUrl: 'http://console.test', namespace: 'default', payloadKeys: [] },
      ...config,
    },
    store,
    deletions: createTaskDeletions(redis.connect()),
    artifacts,
    voices: { read: () => Promise.resolve(voices) },
    lexicons: createLexicons(redis.connect()),
    limits: createOwnerLimits(redis.connect(), limits),
    approvalMarks: createApprovalMarks(redis.connect()),
    shares: createShares(redis.connect()),
    presenters: { read: () => Promise.resolve(presenters) },
    trustedHosts,
    providers: { read: () => Promise.resolve(providers) },
    bills: createBills(redis.connect()),
    asks: { ...nobodyAnswers, ...asks },
    engine: { ...rememberingEngine(asked), ...engine },
    engineIsAway,
    inspectDeck,
    checks: { redis: () => redis.connect().ping(), temporal: () => Promise.resolve() },
    log: createLog('test', 'error'),
    webDir: webDir ?? join(folder, 'web'),
    closing: closing.signal,
  });
  const server = await listen(app, { host: '127.0.0.1', port: 0 }, patience);
  const url = `http://127.0.0.1:${server.port}`;
  const call = (path: string, init?: RequestInit): Promise<Response> => fetch(`${url}${path}`, init);
  return {
    url,
    store,
    artifacts,
    asked,
    server,
    files: () => filesUnder(folder),
    fetch: call,
    send: (deck, options, headers = {}) => {
      const form = new FormData();
      form.set('deck', deck, 'Lecture 1.pdf');
      if (options !== undefined) form.set('options', JSON.stringify(options));
      return call('/api/tasks', { method: 'POST', body: form, headers });
    },
    stop: async () => {
      closing.abort();
      await server.close(500);
      store.close();
      if (!shared) await redis.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

const noWorker = () => Promise.reject(new Error('no worker answers here'));
const nobodyAnswers: Asks = {
  ...{ estimate: noWorker, openDeck: noWorker, pictureDeck: noWorker, hearSlide: noWorker, hearVoice: noWorker },
};

function rememberingEngine(asked: string[]): Engine {
  const note = <T>(what: string, answer: T): Promise<T> => {
    asked.push(what);
    return Promise.resolve(answer);
  };
  return {
    cancel: (id) => note(`cancel ${id}`, true),
    raiseBudget: (id) => note(`budget ${id}`, undefined),
    delete: (id) => note(`delete ${id}`, 0),
    approve: (id, { version }) => note(`approve ${id} ${version}`, { version }),
    editScript: (id, { baseVersion }) => note(`edit ${id} ${baseVersion}`, { version: baseVersion + 1 }),
    rewriteSlide: (id, { slide, wish }) => note(`rewrite ${id} ${slide} ${wish}`, { version: 2 }),
    health: () => Promise.resolve(),
  };
}

async function filesUnder(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((thrown: unknown) => {
    if (isMissing(thrown)) return undefined;
    throw thrown;
  });
  // A folder went while it was looked through, as those of refused uploads do.
  if (!entries) return filesUnder(folder);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}
