import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { chromium, type Browser } from 'playwright-core';
import sharp from 'sharp';
import { framesToMs, type Clip, type VideoFormat } from '../../domain/index.ts';
import { openVideoLine, type VideoLine } from '../support/video-line.ts';

jest.setTimeout(300_000);

const FORMAT: VideoFormat = { width: 1920, height: 1080, fps: 30 };
const COLOURS = 10;
const SLIDES = 100;
const SEEKS = 20;
let line: VideoLine;
let clips: Clip[];
let server: Server;
let browser: Browser;
let address: string;

beforeAll(async () => {
  line = await openVideoLine(FORMAT);
  const colours: Clip[] = [];
  for (let n = 0; n < COLOURS; n++) {
    const png = join(line.folder, `${n}.png`);
    await sharp({ create: { width: 1920, height: 1080, channels: 3, background: greyOf(n) } })
      .png()
      .toFile(png);
    colours.push(await line.clip({ picture: await line.picture(n + 1, png), holdMs: 36_000 }));
  }
  clips = Array.from({ length: SLIDES }, (_, index): Clip => ({
    ...(colours[index % COLOURS] ?? { key: '', frames: 0 }),
    slide: index + 1,
  }));
  const video = await line.join(clips);
  const file = await line.artifacts.file(video.key);
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
  const took: number[] = [];
  for (let seek = 0; seek < SEEKS; seek++) {
    // Anywhere in the slide but its very edges; the order jumps about.
    const slide = (seek * 37 + 11) % SLIDES;
    const frame = clips.slice(0, slide).reduce((sum, clip) => sum + clip.frames, 0) + 20 + ((seek * 211) % 1000);
    const [ms, grey] = await page.evaluate<[number, number]>(`seek(${frame / 30})`);
    expect(Math.abs(grey - greyOf(slide % COLOURS).r)).toBeLessThan(8);
    took.push(ms);
  }
  const median = took.sort((a, b) => a - b)[SEEKS / 2] ?? Infinity;
  expect(median).toBeLessThanOrEqual(300);
});

const greyOf = (n: number): { r: number; g: number; b: number } => ({ r: 20 + n * 22, g: 20 + n * 22, b: 20 + n * 22 });

/** Runs in the page: opens the video, and defines `seek`, which answers with [how long it took, how bright it is then]. */
const OPEN = `(async () => {
  const video = document.createElement('video');
  video.muted = true;
  video.src = '/video.mp4';
  document.body.append(video);
  await new Promise((resolve, reject) => { video.onloadeddata = resolve; video.onerror = () => reject(video.error.message); });
  const canvas = new OffscreenCanvas(16, 9).getContext('2d');
  window.seek = async (seconds) => {
    const startedAt = performance.now();
    video.currentTime = seconds;
    await new Promise((resolve) => { video.onseeked = resolve; });
    canvas.drawImage(video, 0, 0, 16, 9);
    return [performance.now() - startedAt, canvas.getImageData(8, 4, 1, 1).data[0]];
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
