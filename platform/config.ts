/** The only reader of the environment. Every mistake in it is named, all of them in one error. */

import { availableParallelism } from 'node:os';
import { resolve } from 'node:path';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { z } from 'zod';
import { QUEUE_NAMES, toError, type QueueName } from '../domain/index.ts';
import { parseApiKeys, type ApiKey } from './api-keys.ts';
import type { OwnerLimitsConfig } from './owner-limits.ts';
import type { PayloadKey } from './payload-codec.ts';

export interface Config {
  host: string;
  port: number;
  /** What people type to reach the web UI, without a slash at the end. */
  publicUrl: string;
  redisUrl: string;
  temporal: TemporalConfig;
  /** Everything that must outlive a restart: the artifact store, Redis and Temporal files of `npm start`, logs. */
  dataDir: string;
  /** Where the command line leaves finished files. */
  outputDir: string;
  /** Who may ask. Empty: everybody on this machine, as the owner `local`. */
  apiKeys: ApiKey[];
  /** Where people sign in to the web page instead of typing a key (OpenID Connect). */
  oidc?: OidcConfig;
  maxUploadBytes: number;
  /** What one owner may ask for and send, and one address. */
  ownerLimits: OwnerLimitsConfig;
  /** Proxies of the keeper's own before the API: so many of the last words of X-Forwarded-For are believed. */
  trustedProxies: number;
  maxSlides: number;
  /** Heavy programs (ffmpeg, soffice) that the workers of this machine run at once, together. */
  cpuSlots: number;
  workerQueues: QueueName[];
  /** Tasks are deleted so long after they ended; unset: never. */
  retentionDays: number | undefined;
  /** Which build of ours this process is, where several may run side by side; unset: there is only one. */
  buildId: string | undefined;
  /** Health and metrics; 0 = any free port. */
  masterPort: number;
  workerPort: number;
  logLevel: LogLevel;
  /** The paid providers that are set up. One is, where it has a key or an address of its own (a local Kokoro needs no key). */
  providers: ProvidersConfig;
  /** A JSON file of prices that take the place of domain/prices.ts. */
  pricesFile?: string;
}

export interface OidcConfig {
  issuer: string;
  clientId: string;
  /** Proves to the issuer who we are, and signs our own cookies. */
  clientSecret: string;
  /** What is asked of the issuer, with spaces between. */
  scopes: string;
  /** What of the issuer's word about somebody makes the owner. */
  ownerClaim: string;
  /** Only people with a verified address there may come in; empty: whomever the issuer knows. */
  emailDomains: string[];
  /** What people call the issuer. */
  name: string;
}

export interface ProvidersConfig {
  openai?: ProviderConfig & { textModel: string; speechModel: string };
  elevenlabs?: ProviderConfig & { model: string };
  /** A video that takes longer than so many minutes is given up. */
  heygen?: ProviderConfig & { longestMinutes: number };
}

export interface ProviderConfig {
  /** NO_KEY where only an address is given. */
  apiKey: string;
  /** Without a slash at the end; absent: the vendor's own address. */
  baseUrl?: string;
  /** Calls at once, across all workers. */
  concurrency: number;
  /** Calls a minute, across all workers. */
  perMinute: number;
}

/** The connection is what Temporal's own environment configuration makes of TEMPORAL_ADDRESS, _API_KEY, _TLS_*. */
export interface TemporalConfig {
  connection: ReturnType<typeof loadClientConnectConfig>['connectionOptions'];
  address: string;
  namespace: string;
  /** The console that people open, without a slash at the end. */
  uiUrl: string;
  /** Encrypt what Temporal stores; the first does, all of them read. Empty: it is stored as it is. */
  payloadKeys: PayloadKey[];
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error';

/** Sent as the key where none is needed: the clients insist on one. */
export const NO_KEY = 'not-needed';

/** Two hundred a second: far more than a studio with 500 slides in several tabs asks for, and less than keeps others waiting. */
const REQUESTS_PER_MINUTE = 12_000;
/** A lecture hall of 300 behind one address opens a shared video: some 15 requests each. */
const STRANGERS_PER_MINUTE = 6_000;
const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];
const GIB = 1024 ** 3;

const port = z.coerce.number().int().min(0).max(65_535);
const url = (protocols: RegExp) => z.url({ protocol: protocols }).transform((value) => value.replace(/\/+$/, ''));

const atLeastOne = z.coerce.number().int().min(1);
const words = z.string().min(1);

const environmentSchema = z.object({
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port.default(3000),
  PUBLIC_URL: url(/^https?$/).optional(),
  REDIS_URL: url(/^rediss?$/).default('redis://127.0.0.1:6379'),
  TEMPORAL_ADDRESS: z
    .string()
    .regex(/^[^\s:]+:\d+$/, 'must be host:port')
    .default('127.0.0.1:7233'),
  TEMPORAL_NAMESPACE: z.string().min(1).default('default'),
  TEMPORAL_UI_URL: url(/^https?$/).optional(),
  TEMPORAL_UI_PORT: port.default(8233),
  DATA_DIR: z.string().min(1).default('data'),
  OUTPUT_DIR: z.string().min(1).default('output'),
  API_KEYS: z.string().default('').transform(parseApiKeys),
  OIDC_ISSUER: z
    .url({ protocol: /^https?$/ })
    .refine(
      (issuer) => issuer.startsWith('https:') || LOOPBACK.includes(new URL(issuer).hostname),
      'must be https, or on this machine',
    )
    .optional(),
  OIDC_CLIENT_ID: words.optional(),
  OIDC_CLIENT_SECRET: z.string().min(16, 'must be at least 16 characters: it signs cookies too').optional(),
  OIDC_SCOPES: words.default('openid profile email'),
  OIDC_OWNER_CLAIM: words.default('sub'),
  OIDC_EMAIL_DOMAINS: z
    .string()
    .default('')
    .transform((text) => text.split(',').flatMap((domain) => domain.trim().toLowerCase() || [])),
  OIDC_NAME: words.optional(),
  PAYLOAD_KEY: z.string().default('').transform(parsePayloadKeys),
  MAX_UPLOAD_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(2 * GIB),
  RATE_LIMIT_PER_MINUTE: z.coerce.number().int().min(0).optional(),
  ADDRESS_LIMIT_PER_MINUTE: z.coerce.number().int().min(0).optional(),
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  UPLOAD_QUOTA_BYTES_PER_DAY: z.coerce.number().int().min(0).default(0),
  MAX_SLIDES: z.coerce.number().int().min(1).max(1000).default(1000),
  CPU_SLOTS: z.coerce.number().int().min(1).default(availableParallelism()),
  WORKER_QUEUES: z
    .string()
    .default(QUEUE_NAMES.join(','))
    .transform((text) => text.split(',').map((name) => name.trim()))
    .pipe(z.array(z.enum(QUEUE_NAMES)).min(1)),
  BUILD_ID: z
    .string()
    .regex(/^[\w.-]{1,100}$/, 'must be letters, digits, . _ -')
    .optional(),
  RETENTION_DAYS: z.coerce.number().positive().optional(),
  MASTER_PORT: port.default(3001),
  WORKER_PORT: port.default(3002),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error']).default('info'),
  // Limits: what the smallest paid plan of each allows (/docs/rate-limits of the vendors); more is asked for by name.
  OPENAI_API_KEY: words.optional(),
  OPENAI_BASE_URL: url(/^https?$/).optional(),
  // gpt-5-mini ends on 2026-12-11, every model of the speech route on 2027-01-06 (the vendor's page of deprecations).
  OPENAI_TEXT_MODEL: words.default('gpt-5.4-mini'),
  OPENAI_SPEECH_MODEL: words.default('gpt-4o-mini-tts'),
  OPENAI_CONCURRENCY: atLeastOne.default(8),
  OPENAI_PER_MINUTE: atLeastOne.default(300),
  ELEVENLABS_API_KEY: words.optional(),
  ELEVENLABS_BASE_URL: url(/^https?$/).optional(),
  ELEVENLABS_MODEL: words.default('eleven_multilingual_v2'),
  ELEVENLABS_CONCURRENCY: atLeastOne.default(2),
  ELEVENLABS_PER_MINUTE: atLeastOne.default(120),
  HEYGEN_API_KEY: words.optional(),
  HEYGEN_BASE_URL: url(/^https?$/).optional(),
  HEYGEN_CONCURRENCY: atLeastOne.default(1),
  HEYGEN_PER_MINUTE: atLeastOne.default(30),
  // By the vendor's pages a video takes 5 to 15 minutes, and 20 and more at peak: twice that.
  HEYGEN_LONGEST_MINUTES: z.coerce.number().positive().default(40),
  PRICES_FILE: words.optional(),
});

/** @throws Error that lists every variable that is wrong, and what would be right. */
export function readConfig(environment: NodeJS.ProcessEnv = process.env): Config {
  // An empty variable, as in `PORT=` of a .env file, means the default.
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const parsed = environmentSchema.safeParse(given);
  const mistakes = parsed.success
    ? []
    : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  const temporal = temporalConnection(given, mistakes);
  if (parsed.success && !LOOPBACK.includes(parsed.data.HOST) && parsed.data.API_KEYS.length === 0) {
    mistakes.push(
      `API_KEYS: HOST is ${parsed.data.HOST}, so others can reach this server; set API_KEYS=name:key,… first`,
    );
  }
  const oidc = parsed.success ? oidcIn(parsed.data, mistakes) : undefined;
  if (!parsed.success || !temporal || mistakes.length > 0) {
    throw new Error(
      `The environment has ${mistakes.length} mistake(s):\n${mistakes.map((line) => `  - ${line}`).join('\n')}`,
    );
  }
  const env = parsed.data;
  return {
    host: env.HOST,
    port: env.PORT,
    publicUrl: env.PUBLIC_URL ?? `http://localhost:${env.PORT}`,
    redisUrl: env.REDIS_URL,
    temporal: {
      connection: { ...temporal, address: env.TEMPORAL_ADDRESS },
      address: env.TEMPORAL_ADDRESS,
      namespace: env.TEMPORAL_NAMESPACE,
      uiUrl: env.TEMPORAL_UI_URL ?? `http://localhost:${env.TEMPORAL_UI_PORT}`,
      payloadKeys: env.PAYLOAD_KEY,
    },
    dataDir: resolve(env.DATA_DIR),
    outputDir: resolve(env.OUTPUT_DIR),
    apiKeys: env.API_KEYS,
    ...(oidc && { oidc }),
    maxUploadBytes: env.MAX_UPLOAD_BYTES,
    ownerLimits: {
      // Where nobody has a key there is one person, who may do what this machine can.
      requestsPerMinute: env.RATE_LIMIT_PER_MINUTE ?? (env.API_KEYS.length > 0 ? REQUESTS_PER_MINUTE : 0),
      uploadBytesPerDay: env.UPLOAD_QUOTA_BYTES_PER_DAY,
      strangersPerMinute: env.ADDRESS_LIMIT_PER_MINUTE ?? (env.API_KEYS.length > 0 ? STRANGERS_PER_MINUTE : 0),
    },
    trustedProxies: env.TRUSTED_PROXIES,
    maxSlides: env.MAX_SLIDES,
    cpuSlots: env.CPU_SLOTS,
    workerQueues: env.WORKER_QUEUES,
    buildId: env.BUILD_ID,
    retentionDays: env.RETENTION_DAYS,
    masterPort: env.MASTER_PORT,
    workerPort: env.WORKER_PORT,
    logLevel: env.LOG_LEVEL,
    providers: providersIn(env),
    ...(env.PRICES_FILE === undefined ? {} : { pricesFile: resolve(env.PRICES_FILE) }),
  };
}

function oidcIn(env: z.infer<typeof environmentSchema>, mistakes: string[]): OidcConfig | undefined {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_CLIENT_SECRET: clientSecret } = env;
  if (issuer === undefined && clientId === undefined && clientSecret === undefined) return undefined;
  if (issuer === undefined || clientId === undefined || clientSecret === undefined) {
    mistakes.push('OIDC_ISSUER, OIDC_CLIENT_ID, OIDC_CLIENT_SECRET: set all three, or none');
    return undefined;
  }
  if (env.API_KEYS.length === 0)
    mistakes.push('OIDC_ISSUER: set API_KEYS too; programs, and who operates this server, come with a key');
  return {
    issuer,
    clientId,
    clientSecret,
    scopes: env.OIDC_SCOPES,
    ownerClaim: env.OIDC_OWNER_CLAIM,
    emailDomains: env.OIDC_EMAIL_DOMAINS,
    name: env.OIDC_NAME ?? new URL(issuer).hostname,
  };
}

function providersIn(env: z.infer<typeof environmentSchema>): ProvidersConfig {
  const openai = providerOf(env.OPENAI_API_KEY, env.OPENAI_BASE_URL, env.OPENAI_CONCURRENCY, env.OPENAI_PER_MINUTE);
  const elevenlabs = providerOf(
    env.ELEVENLABS_API_KEY,
    env.ELEVENLABS_BASE_URL,
    env.ELEVENLABS_CONCURRENCY,
    env.ELEVENLABS_PER_MINUTE,
  );
  const heygen = providerOf(env.HEYGEN_API_KEY, env.HEYGEN_BASE_URL, env.HEYGEN_CONCURRENCY, env.HEYGEN_PER_MINUTE);
  return {
    ...(openai && { openai: { ...openai, textModel: env.OPENAI_TEXT_MODEL, speechModel: env.OPENAI_SPEECH_MODEL } }),
    ...(elevenlabs && { elevenlabs: { ...elevenlabs, model: env.ELEVENLABS_MODEL } }),
    ...(heygen && { heygen: { ...heygen, longestMinutes: env.HEYGEN_LONGEST_MINUTES } }),
  };
}

function providerOf(
  apiKey: string | undefined,
  baseUrl: string | undefined,
  concurrency: number,
  perMinute: number,
): ProviderConfig | undefined {
  if (apiKey === undefined && baseUrl === undefined) return undefined;
  return { apiKey: apiKey ?? NO_KEY, ...(baseUrl === undefined ? {} : { baseUrl }), concurrency, perMinute };
}

function temporalConnection(environment: NodeJS.ProcessEnv, mistakes: string[]) {
  try {
    const overrideEnvVars = Object.fromEntries(
      Object.entries(environment).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
    return loadClientConnectConfig({ disableFile: true, overrideEnvVars }).connectionOptions;
  } catch (thrown) {
    mistakes.push(`TEMPORAL_*: ${toError(thrown).message}`);
    return undefined;
  }
}

/** AES-256 takes nothing else. */
const PAYLOAD_KEY_BYTES = 32;

function parsePayloadKeys(text: string, context: z.RefinementCtx): PayloadKey[] {
  const pairs = text.split(',').filter((pair) => pair.trim() !== '');
  return pairs.map((pair) => {
    const [id = '', secret = ''] = pair.trim().split(':');
    const key = Buffer.from(secret, 'base64');
    if (!/^[\w.-]{1,64}$/.test(id) || key.length !== PAYLOAD_KEY_BYTES) {
      context.addIssue({
        code: 'custom',
        message:
          'must be name:key,… with keys of 32 bytes in base64, as "openssl rand -base64 32" makes them; the first encrypts',
      });
    }
    return { id, key };
  });
}
