/** HeyGen v3: assets, videos, avatars, looks, voices, the account. */

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import express, { Router, type Request } from 'express';
import multer from 'multer';
import type { ZodType } from 'zod';
import { contentHash } from './chance.ts';
import {
  avatarsQuery,
  createVideo,
  idempotencyKey,
  looksQuery,
  MAX_ASSET_BYTES,
  videosQuery,
  voicesQuery,
  type CreateVideo,
} from './contracts/heygen.ts';
import { ANY_REQUEST, createCounter, PAID_REQUEST, type Ask, type ExchangeDeps, type Reply } from './exchange.ts';
import { accountView, avatarViews, drawLook, LOOKS, lookViews, voiceViews } from './heygen-catalog.ts';
import type { Job, Jobs } from './heygen-jobs.ts';
import { writeSound } from './sound-format.ts';
import { SPEECH_RATE, type Speak } from './speech.ts';
import { VendorError, type VendorErrors } from './vendor-error.ts';

export interface HeyGenDeps extends ExchangeDeps {
  speak: Speak;
  jobs: Jobs;
  seed: string;
  /** Of the links to finished videos. */
  linkLifetimeMs: number;
  /** Where this router is reached; known once it listens. */
  baseUrl: () => string;
}

interface Asset {
  bytes: Buffer;
  type: string;
}

/** Everything that the account holds. */
interface Account {
  assets: Map<string, Asset>;
  /** By Idempotency-Key: what it was first sent with, and the answer once there is one. */
  keys: Map<string, { hash: string; at: number; reply?: Reply }>;
}

const MAX_BODY = '2mb';
/** Real latency of a submission. */
const SUBMIT_MS = 800;
const KEY_LIFETIME_MS = 24 * 3_600_000;
const STUDIO = '#dfe6ee';

export function createHeyGen(deps: HeyGenDeps): Router {
  const { jobs, tally, baseUrl } = deps;
  const account: Account = { assets: new Map(), keys: new Map() };
  const { serve, failed } = createCounter(deps, { vendor: 'heygen', errors, keyOf: (req) => req.get('x-api-key') });
  // Signed links carry no key.
  const { serve: serveLink } = createCounter(deps, { vendor: 'heygen', errors, keyOf: () => 'signed' });
  const free = (name: string, view: (req: Request) => unknown) =>
    serve(`heygen.${name}`, (req) => {
      const body = view(req);
      return { hash: contentHash([name, req.originalUrl]), work: async () => ({ reply: { body } }) };
    });
  const upload = multer({
    storage: multer.memoryStorage(),
    limits: { fileSize: MAX_ASSET_BYTES, files: 1, fields: 0 },
  });

  const router = Router();
  router.use(express.json({ limit: MAX_BODY, strict: false }));
  router.get(
    '/v3/users/me',
    free('me', () => ({ data: accountView(tally.read().heygen.cents) })),
  );
  router.get(
    '/v3/avatars',
    free('avatars', (req) => page(avatarViews(baseUrl()), checked(avatarsQuery, req.query))),
  );
  router.get(
    '/v3/avatars/looks',
    free('looks', (req) => {
      const query = checked(looksQuery, req.query);
      return page(
        lookViews(baseUrl()).filter((look) => look.group_id === (query.group_id ?? look.group_id)),
        query,
      );
    }),
  );
  router.get(
    '/v3/voices',
    free('voices', (req) => {
      const query = checked(voicesQuery, req.query);
      return page(
        voiceViews().filter((voice) => voice.language === (query.language ?? voice.language)),
        query,
      );
    }),
  );
  router.post(
    '/v3/assets',
    upload.single('file'),
    serve('heygen.assets', (req) => assetAsk(account, req, baseUrl())),
  );
  router.post(
    '/v3/videos',
    serve('heygen.submit', (req) => submitAsk(deps, account, req)),
  );
  router.get(
    '/v3/videos',
    free('list', (req) => {
      const query = checked(videosQuery, req.query);
      const found = jobs.list().filter(({ title }) => (title ?? '').includes(query.title ?? ''));
      return page(
        found.map((job) => videoView(deps, job)),
        query,
      );
    }),
  );
  router.get(
    '/v3/videos/:id',
    free('status', (req) => ({ data: videoView(deps, jobOf(jobs, req)) })),
  );
  router.delete(
    '/v3/videos/:id',
    serve('heygen.delete', (req) => {
      const { id } = jobOf(jobs, req);
      const work = async () => {
        await jobs.remove(id);
        return { reply: { body: { data: { id, deleted: true } } } };
      };
      return { hash: contentHash(['delete', id]), work };
    }),
  );
  router.get(
    '/files/:file',
    serveLink('heygen.download', (req) => downloadAsk(deps, req)),
  );
  router.get('/previews/:file', async (req, res) => {
    const look = LOOKS.find(({ id }) => `${id}.png` === req.params.file);
    if (!look) throw notFound('preview');
    res.type('png').send(await drawLook(look, { width: 640, height: 360 }, STUDIO));
  });
  router.use((req) => {
    throw notFound(req.path);
  });
  router.use(failed);
  return router;
}

/** Source: the list responses of heygen-cli. */
function page<T>(all: readonly T[], { limit, token }: { limit: number; token?: string }) {
  const from = Number(token ?? 0);
  const hasMore = from + limit < all.length;
  return { data: all.slice(from, from + limit), has_more: hasMore, next_token: hasMore ? String(from + limit) : null };
}

function assetAsk({ assets }: Account, req: Request, baseUrl: string): Ask {
  const bytes = req.file?.buffer;
  if (!bytes) throw errors.invalid('A file is required.', 'file');
  const type = typeOf(bytes);
  if (type === undefined) throw errors.invalid('Unsupported file type: png, jpeg, mp4, webm, mp3, wav.', 'file');
  const hash = createHash('sha256').update(bytes).digest('hex');
  return {
    hash,
    work: async () => {
      const id = contentHash([hash, assets.size]).slice(0, 32);
      assets.set(id, { bytes, type });
      const data = { asset_id: id, url: `${baseUrl}/assets/${id}`, mime_type: type, size_bytes: bytes.length };
      return { reply: { body: { data } } };
    },
  };
}

/** Source: the description of POST /v3/assets; the type comes from the bytes. */
function typeOf(bytes: Buffer): string | undefined {
  const text = (from: number, to: number): string => bytes.toString('latin1', from, to);
  if (text(0, 4) === 'RIFF' && text(8, 12) === 'WAVE') return 'audio/wav';
  if (text(0, 3) === 'ID3' || (bytes[0] === 0xff && ((bytes[1] ?? 0) & 0xe6) === 0xe2)) return 'audio/mpeg';
  if (text(1, 4) === 'PNG') return 'image/png';
  if (bytes[0] === 0xff && bytes[1] === 0xd8) return 'image/jpeg';
  // M4A has the same box, under a brand of its own, and is not taken.
  if (text(4, 8) === 'ftyp' && !text(8, 12).startsWith('M4A')) return 'video/mp4';
  return bytes.readUInt32BE(0) === 0x1a45dfa3 ? 'video/webm' : undefined;
}

/** Source: the documentation of idempotency: replayed for 24 hours, 409 while the first one runs. */
function submitAsk(deps: HeyGenDeps, account: Account, req: Request): Ask {
  const video = checked(createVideo, req.body);
  const key = req.get('idempotency-key');
  const ask = videoAsk(deps, account, video);
  if (key === undefined) return ask;
  checked(idempotencyKey, key);
  const sent = contentHash(video);
  const known = account.keys.get(key);
  if (known && known.at > Date.now() - KEY_LIFETIME_MS) {
    if (known.hash !== sent) {
      throw refusal(409, 'idempotency_key_reused', 'This key was sent with another body.', { isViolation: true });
    }
    const { reply } = known;
    if (!reply) throw refusal(409, 'request_in_progress', 'The first request with this key still runs.');
    return { hash: ask.hash, work: async () => ({ reply }) };
  }
  const entry: { hash: string; at: number; reply?: Reply } = { hash: sent, at: Date.now() };
  account.keys.set(key, entry);
  return {
    ...ask,
    work: async (fault) => {
      const done = await ask.work(fault);
      entry.reply = done.reply;
      return done;
    },
    over: () => {
      if (!entry.reply) account.keys.delete(key); // refused or broken off: the key is free again
    },
  };
}

function videoAsk({ jobs, speak }: HeyGenDeps, { assets }: Account, video: CreateVideo): Ask {
  const { title, audio_asset_id: assetId, audio_url: url, script } = video;
  if (!LOOKS.some(({ id }) => id === video.avatar_id)) throw errors.invalid('Avatar not found.', 'avatar_id');
  // The vendor fetches from the public internet, which reaches neither us nor our computers.
  if (url !== undefined)
    throw refusal(400, 'download_failed', 'The audio could not be downloaded.', { isViolation: true });
  const asset = assetId === undefined ? undefined : assets.get(assetId);
  if (assetId !== undefined && !asset?.type.startsWith('audio/')) {
    throw errors.invalid('Audio asset not found.', 'audio_asset_id');
  }
  const sound = asset ? createHash('sha256').update(asset.bytes).digest('hex') : script;
  // What the video is called, and under which id its sound was uploaded, makes no other video of it.
  const hash = contentHash({ ...video, audio_asset_id: '', script: '', title: '', callback_id: '', sound });
  const spoken = async (): Promise<Buffer> => {
    const speech = await speak({ text: script ?? '', voice: video.voice_id ?? video.avatar_id, speed: 1 });
    return (await writeSound(speech, { name: 'wav', rate: SPEECH_RATE })).bytes;
  };
  return {
    hash,
    isPaid: true,
    possible: [...PAID_REQUEST, 'failed_job', 'stuck_job'],
    latencyMs: SUBMIT_MS,
    work: async (fault) => {
      const order = {
        avatarId: video.avatar_id,
        sound: asset?.bytes ?? (await spoken()),
        size: sizeOf(video),
        background: video.background?.value ?? STUDIO,
      };
      const fate = fault === 'failed_job' ? 'failed' : fault === 'stuck_job' ? 'stuck' : undefined;
      const { job, made } = jobs.submit(order, { hash, title: title ?? null, fate });
      const data = { video_id: job.id, status: 'pending', output_format: 'mp4' };
      return { reply: { body: { data } }, goesOn: made };
    },
  };
}

/** The shorter side is as long as the resolution says. */
function sizeOf({ resolution = '720p', aspect_ratio: aspect = '16:9' }: CreateVideo): {
  width: number;
  height: number;
} {
  const side = resolution === '4k' ? 2160 : Number.parseInt(resolution, 10);
  const [across = 16, up = 9] = aspect === 'auto' ? [16, 9] : aspect.split(':').map(Number);
  const long = (ratio: number): number => 2 * Math.round((side * ratio) / 2);
  return across >= up ? { width: long(across / up), height: side } : { width: side, height: long(up / across) };
}

/** Source: the ResponseSchema of GET /v3/videos/{video_id}. Every look gives a new link. */
function videoView({ seed, linkLifetimeMs, baseUrl }: HeyGenDeps, job: Job) {
  const expires = Date.now() + linkLifetimeMs;
  const link = `${baseUrl()}/files/${job.id}.mp4?expires=${expires}&signature=${signature(seed, job.id, expires)}`;
  return {
    id: job.id,
    title: job.title,
    status: job.status,
    created_at: job.createdAt,
    completed_at: job.completedAt ?? null,
    duration: job.video?.seconds ?? null,
    video_url: job.video ? link : null,
    thumbnail_url: null,
    gif_url: null,
    captioned_video_url: null,
    subtitle_url: null,
    video_page_url: null,
    folder_id: null,
    failure_code: job.status === 'failed' ? 'rendering_failed' : null,
    failure_message: job.status === 'failed' ? 'The video could not be rendered.' : null,
  };
}

const signature = (seed: string, id: string, expires: number): string => contentHash([seed, id, expires]).slice(0, 32);

function downloadAsk({ jobs, seed }: HeyGenDeps, req: Request): Ask {
  const id = String(req.params['file']).replace(/\.mp4$/, '');
  const expires = Number(req.query['expires']);
  const video = jobs.get(id)?.video;
  if (!video || req.query['signature'] !== signature(seed, id, expires))
    throw refusal(403, 'access_denied', 'Access denied');
  const expired = refusal(403, 'access_denied', 'Request has expired');
  if (expires < Date.now()) throw expired;
  return {
    hash: contentHash(['download', id]),
    possible: [...ANY_REQUEST.filter((fault) => fault !== 'unauthorized' && fault !== 'rate_limited'), 'expired_link'],
    work: async (fault) => {
      if (fault === 'expired_link') throw expired;
      return { reply: { headers: { 'Content-Type': 'video/mp4' }, body: await readFile(video.file) } };
    },
  };
}

function jobOf(jobs: Jobs, req: Request): Job {
  const job = jobs.get(String(req.params['id']));
  if (!job) throw refusal(404, 'video_not_found', 'Video not found.');
  return job;
}

/** @throws VendorError 400 as the vendor words it, counted as a violation */
function checked<T>(schema: ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys : [];
  const param = [...(issue?.path ?? []), ...unknown].join('.');
  throw errors.invalid(`${param}: ${issue?.message ?? ''}`, param);
}

/** Source: the documentation of v3's error codes. */
function refusal(
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

const notFound = (what: string): VendorError => refusal(404, 'not_found', `Not found: ${what}`, { isViolation: true });

const errors: VendorErrors = {
  invalid: (message, param) => refusal(400, 'invalid_parameter', message, { isViolation: true, param }),
  unauthorized: () => refusal(401, 'unauthorized', 'Invalid API key.'),
  rateLimited: (seconds) =>
    refusal(429, 'rate_limit_exceeded', 'Too many videos at once.', { headers: { 'Retry-After': String(seconds) } }),
  quotaExhausted: () => refusal(402, 'insufficient_credit', 'No credit left.'),
  serverError: () => refusal(500, 'internal_error', 'Something went wrong.'),
};
