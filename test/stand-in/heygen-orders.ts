/** What is sent to HeyGen: assets, and orders of videos with their idempotency keys. */

import { createHash } from 'node:crypto';
import type { Request } from 'express';
import { contentHash } from './chance.ts';
import { createVideo, idempotencyKey, type CreateVideo } from './contracts/heygen.ts';
import { PAID_REQUEST, type Ask, type Reply } from './exchange.ts';
import { LOOKS, STUDIO } from './heygen-catalog.ts';
import { checked, errors, refusal } from './heygen-errors.ts';
import type { Jobs } from './heygen-jobs.ts';
import { writeSound } from './sound-format.ts';
import { SPEECH_RATE, type Speak } from './speech.ts';

export interface OrderDeps {
  speak: Speak;
  jobs: Jobs;
}

interface Asset {
  bytes: Buffer;
  type: string;
}

/** Everything that the account holds. */
export interface Account {
  assets: Map<string, Asset>;
  /** By Idempotency-Key: what it was first sent with, and the answer once there is one. */
  keys: Map<string, { hash: string; at: number; reply?: Reply }>;
}

/** Real latency of a submission. */
const SUBMIT_MS = 800;
const KEY_LIFETIME_MS = 24 * 3_600_000;
export function assetAsk({ assets }: Account, req: Request, baseUrl: string): Ask {
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
export function submitAsk(deps: OrderDeps, account: Account, req: Request): Ask {
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

function videoAsk({ jobs, speak }: OrderDeps, { assets }: Account, video: CreateVideo): Ask {
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
