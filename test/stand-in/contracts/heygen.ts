/** HeyGen's v3 requests, exactly as our clients make them. Source: heygen-com/heygen-cli (Apache-2.0), generated from HeyGen's OpenAPI. */

import { z } from 'zod';

/** POST /v3/videos with type avatar. Source: its RequestSchema; "exactly one of" and the length of a script: the documentation. */
export const createVideo = z
  .strictObject({
    type: z.literal('avatar'),
    avatar_id: z.string().min(1),
    script: z.string().min(1).max(5_000).exactOptional(),
    voice_id: z.string().exactOptional(),
    audio_url: z.url().exactOptional(),
    audio_asset_id: z.string().min(1).exactOptional(),
    title: z.string().exactOptional(),
    callback_id: z.string().exactOptional(),
    resolution: z.enum(['4k', '1080p', '720p']).exactOptional(),
    aspect_ratio: z.enum(['16:9', '9:16', '4:5', '5:4', '1:1', 'auto']).exactOptional(),
    output_format: z.enum(['mp4']).exactOptional(),
    fit: z.enum(['contain', 'cover']).exactOptional(),
    background: z
      .strictObject({ type: z.literal('color'), value: z.string().regex(/^#[0-9a-f]{6}$/i) })
      .exactOptional(),
    expressiveness: z.enum(['high', 'medium', 'low']).exactOptional(),
    engine: z.strictObject({ type: z.enum(['avatar_iii', 'avatar_iv', 'avatar_v']) }).exactOptional(),
  })
  .superRefine((video, context) => {
    const given = [video.script, video.audio_url, video.audio_asset_id].filter((sound) => sound !== undefined);
    if (given.length !== 1) {
      const message = 'Exactly one of script, audio_url and audio_asset_id must be provided.';
      context.addIssue({ code: 'custom', path: ['script'], message });
    }
    if (video.voice_id !== undefined && video.script === undefined) {
      context.addIssue({ code: 'custom', path: ['voice_id'], message: 'Mutually exclusive with audio.' });
    }
  });

/** Source: the description of POST /v3/assets. */
export const MAX_ASSET_BYTES = 32 * 1024 * 1024;

/** Source: the documentation of idempotency; printable, as header values are. */
export const idempotencyKey = z.string().regex(/^[\x21-\x7e]{1,255}$/);

const page = (most: number, usual: number) => ({
  limit: z.coerce.number().int().min(1).max(most).default(usual),
  token: z.string().exactOptional(),
});

/** Query of GET /v3/videos. Source: flags of `heygen video list`. */
export const videosQuery = z.strictObject({
  ...page(100, 10),
  title: z.string().exactOptional(),
  folder_id: z.string().exactOptional(),
});

const ownership = z.enum(['public', 'private']).exactOptional();

/** Query of GET /v3/avatars. Source: flags of `heygen avatar list`. */
export const avatarsQuery = z.strictObject({ ...page(50, 20), ownership });

/** Query of GET /v3/avatars/looks. Source: flags of `heygen avatar looks list`. */
export const looksQuery = z.strictObject({
  ...page(50, 20),
  ownership,
  group_id: z.string().exactOptional(),
  avatar_type: z.enum(['studio_avatar', 'digital_twin', 'photo_avatar']).exactOptional(),
});

/** Query of GET /v3/voices. Source: flags of `heygen voice list`. */
export const voicesQuery = z.strictObject({
  ...page(100, 20),
  type: z.enum(['public', 'private']).exactOptional(),
  engine: z.string().exactOptional(),
  language: z.string().exactOptional(),
  gender: z.enum(['male', 'female']).exactOptional(),
});

export type CreateVideo = z.infer<typeof createVideo>;
