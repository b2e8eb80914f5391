/** HeyGen v3: assets, videos, avatars, looks, voices, the account. */

import { readFile } from 'node:fs/promises';
import express, { Router, type Request } from 'express';
import multer from 'multer';
import { contentHash } from './chance.ts';
import { avatarsQuery, looksQuery, MAX_ASSET_BYTES, videosQuery, voicesQuery } from './contracts/heygen.ts';
import { ANY_REQUEST, createCounter, type Ask, type ExchangeDeps } from './exchange.ts';
import { accountView, avatarViews, drawLook, LOOKS, lookViews, STUDIO, voiceViews } from './heygen-catalog.ts';
import { checked, errors, notFound, refusal } from './heygen-errors.ts';
import type { Job, Jobs } from './heygen-jobs.ts';
import { assetAsk, submitAsk, type Account, type OrderDeps } from './heygen-orders.ts';

export interface HeyGenDeps extends ExchangeDeps, OrderDeps {
  seed: string;
  /** Of the links to finished videos. */
  linkLifetimeMs: number;
  /** Where this router is reached; known once it listens. */
  baseUrl: () => string;
}

const MAX_BODY = '2mb';

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
    '/v3/avatars/looks/:id',
    free('look', (req) => {
      const look = lookViews(baseUrl()).find(({ id }) => id === req.params['id']);
      if (!look) throw refusal(404, 'not_found', 'Avatar look not found.');
      return { data: look };
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
        jobs.remove(id);
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
