/** Makes the presenter's video: a drawn head whose mouth follows the sound, which begins a little late, as real vendors' do. */

import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '../../platform/run-command.ts';
import { drawLook, LOOKS, MOUTH } from './heygen-catalog.ts';

export interface VideoOrder {
  avatarId: string;
  /** A sound file of any kind that ffmpeg reads. */
  sound: Buffer;
  size: { width: number; height: number };
  background: string;
  /** By how much the sound begins after the picture. */
  offsetMs: number;
}

export interface Video {
  file: string;
  seconds: number;
}

/** What real vendors deliver. */
const FPS = 25;
/** A minute of video takes some seconds. */
const TIMEOUT_MS = 300_000;
const RATE = 8_000;
/** The loudest that speech usually is, of full scale. */
const WIDE_OPEN = 0.25;
const PIXEL = { open: 40, skin: 200 };

/** @param folder for this video alone; holds `video.mp4` afterwards */
export async function makeVideo(order: VideoOrder, folder: string): Promise<Video> {
  const look = LOOKS.find(({ id }) => id === order.avatarId) ?? LOOKS[0];
  if (!look) throw new Error('there are looks');
  await mkdir(folder, { recursive: true });
  const file = (name: string): string => join(folder, name);
  await writeFile(file('sound'), order.sound);
  const samples = await decode(file('sound'));
  const seconds = samples.length / RATE;
  const offsetSeconds = order.offsetMs / 1000;
  const mouth = evenSize(MOUTH.width * order.size.height, MOUTH.height * order.size.height);
  await writeFile(file('head.png'), await drawLook(look, order.size, order.background));
  await writeFile(file('mouth.gray'), drawMouth(samples, seconds + offsetSeconds, offsetSeconds, mouth));

  const head = ['-loop', '1', '-framerate', String(FPS), '-i', file('head.png')];
  const gray = ['-f', 'rawvideo', '-pix_fmt', 'gray', '-s', `${mouth.width}x${mouth.height}`, '-r', String(FPS)];
  const place = `overlay=(W-w)/2:${Math.round(MOUTH.y * order.size.height)}:shortest=1`;
  // The gray mouth is laid over the head where it is dark.
  const filter = `[1:v]format=gray,split[m][a];[a]negate,lutyuv=y='if(gt(val,128),255,0)'[alpha];[m][alpha]alphamerge[mouth];[0:v][mouth]${place},format=yuv420p[v];[2:a]adelay=${order.offsetMs}:all=1[a2]`;
  const coding = [
    '-c:v',
    'libx264',
    '-preset',
    'ultrafast',
    '-crf',
    '30',
    '-threads',
    '1',
    '-c:a',
    'aac',
    '-b:a',
    '96k',
  ];
  await ffmpeg([
    ...[...head, ...gray, '-i', file('mouth.gray'), '-i', file('sound')],
    ...['-filter_complex', filter, '-map', '[v]', '-map', '[a2]', ...coding],
    ...['-movflags', '+faststart', '-y', file('video.mp4')],
  ]);
  for (const name of ['sound', 'head.png', 'mouth.gray']) await rm(file(name));
  return { file: file('video.mp4'), seconds: seconds + offsetSeconds };
}

const decode = async (sound: string): Promise<Int16Array> => {
  const pcm = await ffmpeg(['-i', sound, '-ac', '1', '-ar', String(RATE), '-f', 's16le', 'pipe:1']);
  return new Int16Array(pcm.buffer.slice(pcm.byteOffset, pcm.byteOffset + pcm.length - (pcm.length % 2)));
};

const evenSize = (width: number, height: number) => ({
  width: 2 * Math.round(width / 2),
  height: 2 * Math.round(height / 2),
});

/** One gray picture a frame: a dark ellipse as high as the sound is loud. */
function drawMouth(
  samples: Int16Array,
  seconds: number,
  offsetSeconds: number,
  { width, height }: { width: number; height: number },
): Buffer {
  const frames = Math.max(1, Math.ceil(seconds * FPS));
  const pixels = Buffer.alloc(frames * width * height, PIXEL.skin);
  const step = RATE / FPS;
  for (let frame = 0; frame < frames; frame++) {
    const from = Math.round(frame * step - offsetSeconds * RATE);
    const open = Math.min(1, loudness(samples, from, from + step) / WIDE_OPEN);
    const half = Math.max(1, (open * height) / 2);
    for (let row = 0; row < height; row++) {
      const up = (row - height / 2) / half;
      if (Math.abs(up) >= 1) continue;
      const reach = Math.round((width / 2) * Math.sqrt(1 - up * up));
      const start = (frame * height + row) * width + width / 2;
      pixels.fill(PIXEL.open, start - reach, start + reach);
    }
  }
  return pixels;
}

/** Root mean square, of full scale. */
function loudness(samples: Int16Array, from: number, to: number): number {
  let sum = 0;
  for (let at = Math.max(0, from); at < to; at++) sum += ((samples[at] ?? 0) / 32_768) ** 2;
  return Math.sqrt(sum / (to - from));
}

async function ffmpeg(args: readonly string[]): Promise<Buffer> {
  const { stdout } = await runCommand('ffmpeg', ['-nostdin', '-v', 'error', ...args], {
    signal: new AbortController().signal,
    timeoutMs: TIMEOUT_MS,
  });
  return stdout;
}
