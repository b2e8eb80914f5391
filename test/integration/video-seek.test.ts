import { execFileSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, stat } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { chromium, type Browser } from 'playwright-core';
import sharp from 'sharp';
import { framesToMs, type Clip, type Narration, type VideoFormat } from '../../domain/index.ts';
import { contentKey } from '../../platform/artifact-key.ts';
import { createChance } from '../chaos/random.ts';
import { drawSlide, speakSound } from '../support/slides.ts';
import { decodeSound } from '../support/sound.ts';
import { sayNow } from '../support/telling.ts';
import { openVideoLine, type VideoLine } from '../support/video-line.ts';

// A hundred pictures are drawn and encoded: a minute of two cores, and a busy machine gives a fifth of that.
jest.setTimeout(600_000);

const FORMAT: VideoFormat = { width: 1920, height: 1080, fps: 30 };
const KINDS = ['text', 'chart', 'text', 'photo', 'chart'] as const;
const SLIDES = 100;
/** Of 36 s with lead, tail and rounding: a hundred last an hour. Slides share them, as they share what is below their marks. */
const NARRATIONS = 4;
const NARRATION_SECONDS = 35.6;
const SEEKS = 20;
/** Another order of seeks every time; SEEK_SEED repeats one. */
const seed = Number(process.env['SEEK_SEED'] ?? randomInt(2 ** 32));
let line: VideoLine;
let clips: Clip[];
let file: string;
let server: Server;
let browser: Browser;
let address: string;

beforeAll(async () => {
  sayNow(`video-seek: SEEK_SEED=${seed}`);
  line = await openVideoLine(FORMAT);
  const pictures = await Promise.all(
    KINDS.map(async (kind, index) => {
      const png = join(line.folder, `${index}.png`);
      await drawSlide(png, index, kind, FORMAT);
      return png;
    }),
  );
  const narrations: Narration[] = [];
  for (let number = 0; number < NARRATIONS; number++) {
    const wav = join(line.folder, `${number}.wav`);
    await speakSound(wav, number, NARRATION_SECONDS);
    narrations.push(await line.narration(1, wav, `Narration ${number}: ${WORDS}`));
  }
  clips = [];
  for (let slide = 1; slide <= SLIDES; slide++) {
    const png = join(line.folder, 'marked.png');
    await markPicture(pictures[slide % KINDS.length] ?? '', slide, png);
    const key = contentKey('picture', slide.toString(16).padStart(64, '0'), 'png');
    await line.artifacts.write(key, (file) => copyFile(png, file));
    const { key: narration, durationMs } = narrations[slide % NARRATIONS] ?? { key: '', durationMs: 0 };
    clips.push(await line.clip({ picture: { slide, key }, narration: { slide, key: narration, durationMs } }));
  }
  const video = await line.join(clips);
  file = await line.artifacts.file(video.key);
  server = createServer((request, response) => void serve(request.headers.range, file, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  address = `http://127.0.0.1:${typeof bound === 'object' && bound ? bound.port : 0}/`;
  const args = ['--no-sandbox', '--disable-gpu', '--autoplay-policy=no-user-gesture-required'];
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args });
});

afterAll(async () => {
  await browser.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await line.close();
});

test('in an hour of video Chromium seeks to any slide within 300 ms in the median, and shows that slide', async () => {
  expect(
    framesToMs(
      clips.reduce((sum, clip) => sum + clip.frames, 0),
      30,
    ),
  ).toBeGreaterThan(3_590_000);
  const page = await browser.newPage();
  await page.goto(`${address}page`);
  await page.evaluate(OPEN);
  const chance = createChance(seed);
  const took: number[] = [];
  for (let seek = 0; seek < SEEKS; seek++) {
    const clip = chance.oneOf(clips);
    // Any picture of the slide, its first and its last too; the middle of the time for which it is shown.
    const frame = startOf(clip) + Math.floor(chance.between(0, clip.frames));
    const [ms, levels] = await page.evaluate<[number, number[]]>(`seek(${(frame + 0.5) / FORMAT.fps})`);
    expect({ seed, seek, frame, slide: slideMarked(levels) }).toEqual({ seed, seek, frame, slide: clip.slide });
    took.push(ms);
  }
  const median = took.sort((a, b) => a - b)[SEEKS / 2] ?? Infinity;
  expect(median).toBeLessThanOrEqual(300);
});

test('that video has its sound and its subtitles', () => {
  const shown = ['-show_entries', 'stream=codec_name:stream_tags=', '-of', 'csv=p=0'];
  const streams = execFileSync('ffprobe', ['-v', 'error', ...shown, file])
    .toString()
    .trim()
    .split(/\s+/);
  expect(streams.filter((name) => name !== '')).toEqual(expect.arrayContaining(['h264', 'aac', 'mov_text']));
  const heard = decodeSound(file, framesToMs(startOf(clips[50]), FORMAT.fps), 5);
  expect(heard.some((sample) => Math.abs(sample) > 0.1)).toBe(true);
});

const WORDS =
  'Slide after slide, the cell turns food into energy and never rests. It has two membranes, and the inner one is folded ' +
  'like a curtain. Every fold makes more room for the work that is done there. When you run, the cells of your legs hold ' +
  'thousands of them. Compare the first column with the last, and you will see why.';

const startOf = (clip: Clip | undefined): number =>
  clips.slice(0, (clip?.slide ?? 1) - 1).reduce((sum, { frames }) => sum + frames, 0);

/** A mark is a row of squares in the upper left corner, a bit each: the first always white, then the slide's number. */
const BITS = 8;
const SQUARE = 48;

async function markPicture(png: string, slide: number, file: string): Promise<void> {
  const squares = Array.from({ length: BITS }, (_, place) => {
    const white = place === 0 || (slide >> (BITS - 1 - place)) % 2 === 1;
    return `<rect x="${place * SQUARE}" width="${SQUARE}" height="${SQUARE}" fill="${white ? '#fff' : '#000'}"/>`;
  });
  const mark = `<svg xmlns="http://www.w3.org/2000/svg" width="${BITS * SQUARE}" height="${SQUARE}">${squares.join('')}</svg>`;
  await sharp(png)
    .composite([{ input: Buffer.from(mark), left: 0, top: 0 }])
    .png({ compressionLevel: 1 })
    .toFile(file);
}

/** Undefined where the squares are neither black nor white, or there is no mark at all. */
function slideMarked(levels: readonly number[]): number | undefined {
  if (levels.some((level) => level > 32 && level < 224)) return undefined;
  const [first, ...bits] = levels.map((level) => (level > 128 ? 1 : 0));
  return first === 1 ? bits.reduce<number>((sum, bit) => sum * 2 + bit, 0) : undefined;
}

/** Runs in the page: opens the video, and defines `seek`, which answers with [how long it took, how bright the mark's squares are then]. */
const OPEN = `(async () => {
  const video = document.createElement('video');
  video.src = '/video.mp4';
  document.body.append(video);
  await new Promise((resolve, reject) => { video.onloadeddata = resolve; video.onerror = () => reject(video.error.message); });
  const [width, height] = [${BITS * SQUARE}, ${SQUARE}];
  const canvas = new OffscreenCanvas(width, height).getContext('2d');
  const brightness = (place) => canvas.getImageData((place + 0.5) * height, height / 2, 1, 1).data[0];
  window.seek = async (seconds) => {
    const startedAt = performance.now();
    video.currentTime = seconds;
    await new Promise((resolve) => { video.onseeked = resolve; });
    canvas.drawImage(video, 0, 0, width, height, 0, 0, width, height);
    return [performance.now() - startedAt, Array.from({ length: ${BITS} }, (_, place) => brightness(place))];
  };
})()`;

async function serve(range: string | undefined, file: string, response: ServerResponse): Promise<void> {
  if (response.req.url !== '/video.mp4') {
    response.setHeader('content-type', 'text/html').end('<!doctype html><body>');
    return;
  }
  const { size } = await stat(file);
  const [, from = '0', to = ''] = /bytes=(\d+)-(\d*)/.exec(range ?? '') ?? [];
  const start = Number(from);
  const end = to === '' ? size - 1 : Number(to);
  response.writeHead(206, {
    'content-type': 'video/mp4',
    'accept-ranges': 'bytes',
    'content-length': end - start + 1,
    'content-range': `bytes ${start}-${end}/${size}`,
  });
  createReadStream(file, { start, end })
    .on('error', () => response.destroy())
    .pipe(response);
}
