/**
 * HeyGen's v3 API by axios: who can present, and videos in which one of them says a narration of ours. Requests and answers are
 * those of github.com/heygen-com/heygen-cli, generated from HeyGen's own description. Nothing is tried again here.
 */

import { openAsBlob } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import axios, { type AxiosRequestConfig } from 'axios';
import { z } from 'zod';
import { ProviderError, type PresenterListing } from '../../domain/index.ts';
import type { ProviderConfig } from '../../platform/config.ts';
import type { ProviderLimits } from '../../platform/provider-limits.ts';
import { vendorError } from '../paid/vendor-errors.ts';

export interface VideoOrder {
  /** The look's id. */
  avatar: string;
  /** Of the narration, as `upload` gave it. */
  asset: string;
  title: string;
  aspect: '1:1' | '4:5';
  resolution: '720p' | '1080p';
  /** The same for the same order: sent again within a day, it makes and bills no second video. */
  idempotencyKey: string;
}

export interface OrderedVideo {
  status: 'pending' | 'processing' | 'completed' | 'failed';
  /** Signed, and soon out of date: to be asked for anew rather than kept. */
  url?: string;
  /** Its length, which is billed. */
  seconds?: number;
  failureCode?: string;
}

/** Every call throws ProviderError, as activities/paid/vendor-errors.ts makes it. */
export interface HeyGen {
  /** `host:port` of the configured address, which downloads may come from wherever it is. */
  trustedHosts: string[];
  /** Those who can present, as far as anybody looks through a list. */
  looks(signal: AbortSignal): Promise<PresenterListing[]>;
  /** Undefined where there is no such look, or it is not ready. */
  look(id: string, signal: AbortSignal): Promise<PresenterListing | undefined>;
  /** An MP3 of at most 32 MB. @returns the asset's id */
  upload(mp3: string, signal: AbortSignal): Promise<string>;
  /** Bills. @returns the video's id */
  createVideo(order: VideoOrder, signal: AbortSignal): Promise<string>;
  /** Undefined where there is no such video any more. @param atOnce past all who wait for their turn, as when a cancel has seconds */
  video(id: string, signal: AbortSignal, options?: { atOnce: boolean }): Promise<OrderedVideo | undefined>;
  /** The ids of the videos with this title. */
  videosTitled(title: string, signal: AbortSignal): Promise<string[]>;
  /** One that is not there is no error. */
  deleteVideo(id: string, signal: AbortSignal): Promise<void>;
}

const ADDRESS = 'https://api.heygen.com';
/** Answers are small and quick. */
const CALL_MS = 30_000;
/** At 2 Mbit/s. */
const UPLOAD_MS_A_MEGABYTE = 4_000;
/** The most that a page of looks may have; more than ten pages nobody looks through. */
const PAGE = 50;
const MOST_PAGES = 10;
/** Fifty looks are some ten kilobytes. */
const ANSWER_BYTES = 2 * 2 ** 20;
/** How long a call that costs nothing waits for its turn: others' calls take a second or two. */
const MOST_WAIT_MS = 60_000;
/** Behind the presenter, where the cut leaves something of it. */
const BACKGROUND = '#e8ebf0';

export function createHeyGen({
  config: { apiKey, baseUrl = ADDRESS },
  limits,
}: {
  config: ProviderConfig;
  limits: Pick<ProviderLimits, 'take' | 'free' | 'worked'>;
}): HeyGen {
  const client = axios.create({
    ...{ baseURL: baseUrl, timeout: CALL_MS, headers: { 'X-Api-Key': apiKey }, proxy: false },
    maxContentLength: ANSWER_BYTES,
  });

  /** Undefined where there is no such thing. */
  const find = async <T>(
    schema: z.ZodType<T>,
    request: AxiosRequestConfig,
    signal: AbortSignal,
  ): Promise<T | undefined> => {
    const validateStatus = (status: number): boolean => status === 404 || (status >= 200 && status < 300);
    // The client's own limit ends once an answer begins.
    const limit = AbortSignal.any([signal, AbortSignal.timeout(request.timeout ?? CALL_MS)]);
    const answer = await client
      .request<unknown>({ ...request, signal: limit, validateStatus })
      .catch((thrown: unknown) => {
        signal.throwIfAborted();
        throw vendorError('heygen', thrown);
      });
    if (answer.status === 404) return undefined;
    const parsed = schema.safeParse(answer.data);
    if (parsed.success) return parsed.data;
    throw new ProviderError('provider_unavailable', 'HeyGen answered something that cannot be read.', {
      retry: 'later',
    });
  };
  const call = async <T>(schema: z.ZodType<T>, request: AxiosRequestConfig, signal: AbortSignal): Promise<T> => {
    const found = await find(schema, request, signal);
    if (found !== undefined) return found;
    throw new ProviderError('provider_refused', `HeyGen has no ${request.url ?? ''} (it answered 404).`, {
      retry: 'never',
    });
  };

  /** Takes part in what the account allows; the paid call does so by itself (activities/paid). */
  const inTurn = async <T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> => {
    const id = randomUUID();
    const until = Date.now() + MOST_WAIT_MS;
    for (let wait = await limits.take('heygen', id); wait !== undefined; wait = await limits.take('heygen', id)) {
      if (Date.now() + wait > until) {
        throw new ProviderError('provider_busy', 'HeyGen is used by so many that this has to wait.', {
          retry: 'after',
          retryAfterMs: wait,
        });
      }
      await sleep(Math.min(wait, 1_000), undefined, { signal });
    }
    try {
      const answer = await work();
      await limits.worked('heygen');
      return answer;
    } finally {
      await limits.free('heygen', id);
    }
  };

  return {
    trustedHosts: baseUrl === ADDRESS ? [] : [new URL(baseUrl).host],

    looks: async (signal) => {
      const found: PresenterListing[] = [];
      let token: string | undefined;
      for (let page = 0; page < MOST_PAGES; page++) {
        const params = { limit: PAGE, ...(token === undefined ? {} : { token }) };
        const answer = await inTurn(signal, () =>
          call(looksSchema, { url: '/v3/avatars/looks', method: 'get', params }, signal),
        );
        found.push(...answer.data.filter(isReady).map(listingOf));
        token = answer.next_token ?? undefined;
        if (answer.has_more !== true || token === undefined) break;
      }
      return found;
    },

    look: async (id, signal) => {
      const request = { url: `/v3/avatars/looks/${encodeURIComponent(id)}`, method: 'get' };
      const answer = await inTurn(signal, () => find(z.object({ data: lookSchema }), request, signal));
      return answer && isReady(answer.data) ? listingOf(answer.data) : undefined;
    },

    upload: async (mp3, signal) => {
      const form = new FormData();
      const sound = await openAsBlob(mp3, { type: 'audio/mpeg' });
      form.set('file', sound, 'narration.mp3');
      const timeout = CALL_MS + Math.ceil((UPLOAD_MS_A_MEGABYTE * sound.size) / 1e6);
      const request = { url: '/v3/assets', method: 'post', data: form, timeout };
      const { data } = await inTurn(signal, () => call(assetSchema, request, signal));
      return data.asset_id;
    },

    createVideo: async ({ avatar, asset, title, aspect, resolution, idempotencyKey }, signal) => {
      const body = {
        ...{ type: 'avatar', avatar_id: avatar, audio_asset_id: asset, title, aspect_ratio: aspect, resolution },
        ...{ output_format: 'mp4', fit: 'cover', background: { type: 'color', value: BACKGROUND } },
      };
      const headers = { 'Idempotency-Key': idempotencyKey };
      const { data } = await call(createdSchema, { url: '/v3/videos', method: 'post', headers, data: body }, signal);
      return data.video_id;
    },

    video: async (id, signal, { atOnce } = { atOnce: false }) => {
      const ask = () => find(videoSchema, { url: addressOf(id), method: 'get' }, signal);
      const answer = await (atOnce ? ask() : inTurn(signal, ask));
      if (!answer) return undefined;
      const { status, video_url: url, failure_code: failureCode, duration: seconds } = answer.data;
      return {
        status,
        ...(typeof seconds === 'number' ? { seconds } : {}),
        ...(typeof url === 'string' ? { url } : {}),
        ...(typeof failureCode === 'string' ? { failureCode } : {}),
      };
    },

    videosTitled: async (title, signal) => {
      const request = { url: '/v3/videos', method: 'get', params: { title, limit: 100 } };
      const { data } = await call(videosSchema, request, signal);
      return data.filter((video) => video.title === title).map(({ id }) => id);
    },

    deleteVideo: async (id, signal) => {
      await find(z.unknown(), { url: addressOf(id), method: 'delete' }, signal);
    },
  };
}

const lookSchema = z.object({
  id: z.string(),
  name: z.string(),
  preview_image_url: z.string().nullish(),
  status: z.string().nullish(),
});
type Look = z.infer<typeof lookSchema>;
const looksSchema = z.object({
  data: z.array(lookSchema),
  has_more: z.boolean().optional(),
  next_token: z.string().nullish(),
});
const assetSchema = z.object({ data: z.object({ asset_id: z.string() }) });
const createdSchema = z.object({ data: z.object({ video_id: z.string() }) });
const videoSchema = z.object({
  data: z.object({
    status: z.enum(['pending', 'processing', 'completed', 'failed']),
    video_url: z.string().nullish(),
    duration: z.number().nullish(),
    failure_code: z.string().nullish(),
  }),
});
const videosSchema = z.object({ data: z.array(z.object({ id: z.string(), title: z.string().nullish() })) });

/** A private look is trained first. */
const isReady = ({ status }: Look): boolean => status === undefined || status === null || status === 'completed';

const listingOf = ({ id, name, preview_image_url: pictureUrl }: Look): PresenterListing => ({
  provider: 'heygen',
  name: id,
  label: name,
  ...(typeof pictureUrl === 'string' ? { pictureUrl } : {}),
});

const addressOf = (id: string): string => `/v3/videos/${encodeURIComponent(id)}`;
