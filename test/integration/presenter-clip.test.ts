/** Presenters and subtitles in the picture, with the real ffmpeg: measured in the pictures that a player shows. */

import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { createEspeakSpeaker } from '../../activities/adapters/espeak-speaker.ts';
import { encodeNarration } from '../../activities/adapters/narration-encoder.ts';
import { captionBand } from '../../activities/captions/draw-caption.ts';
import { narrationTimesSchema, timesKey } from '../../activities/narration-times.ts';
import { stageFor } from '../../activities/presenter/layout.ts';
import { mouthsOfPhonemes } from '../../activities/presenter/visemes.ts';
import { createSpeakSlide } from '../../activities/speak-slide.ts';
import {
  cuesFor,
  framesToMs,
  type Clip,
  type Narration,
  type NarrationTimes,
  type Picture,
  type Presenter,
  type Script,
  type VideoFormat,
} from '../../domain/index.ts';
import { artifactKey } from '../../platform/artifact-key.ts';
import { mouthsIn } from '../support/faces.ts';
import { likeness } from '../support/picture.ts';
import { drawSlide } from '../support/slides.ts';
import { openVideoLine, type VideoLine } from '../support/video-line.ts';

// ffmpeg starts some thirty times; a busy machine gives it a tenth of a core.
jest.setTimeout(240_000);

const FORMAT: VideoFormat = { width: 1280, height: 720, fps: 30 };
const TEXT =
  'Every fold makes more room for the work that is done there. Bob may phone Mum, if you ask him nicely and wait.';
const ROBIN: Presenter = { provider: 'offline', name: 'robin', layout: 'corner', shape: 'circle' };
let folder: string;
let line: VideoLine;
let picture: Picture;
let narration: Narration;
let times: NarrationTimes;
let png: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'presenter-'));
  line = await openVideoLine(FORMAT);
  png = join(folder, '1.png');
  await drawSlide(png, 1, 'text', FORMAT);
  picture = await line.picture(1, png);
  const script: Script = {
    language: 'en',
    slides: [{ number: 1, text: TEXT, source: 'notes', treatment: 'speak', holdMs: 0, flags: [] }],
  };
  const key = artifactKey('script', script, 'json');
  await line.artifacts.writeJson(key, script);
  const speak = createSpeakSlide({
    artifacts: line.artifacts,
    speakers: { offline: createEspeakSpeaker() },
    encodeNarration,
  });
  const ref = { key, version: 1, language: 'en', slides: script.slides };
  const voice = { provider: 'offline', name: 'en-us', label: 'English', languages: ['en'], rate: 1 } as const;
  narration = await speak({ script: ref, slide: 1, voice: { ...voice, languages: ['en'] } }, line.run);
  times = await line.artifacts.readJson(timesKey(narration.key), (value) => narrationTimesSchema.parse(value));
});
afterAll(async () => {
  await line.close();
  await rm(folder, { recursive: true, force: true });
});

const fileOf = (clip: Clip): Promise<string> => line.artifacts.file(clip.key);
/** Everything that a strict decoder has to say. */
const complaints = (file: string): string => {
  const args = ['-nostdin', '-v', 'error', '-xerror', '-i', file, '-map', '0:v', '-map', '0:a', '-f', 'null', '-'];
  return execFileSync('ffmpeg', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
};
const sha256OfPictures = (file: string, first: number, count: number): string[] => {
  const select = `select='between(n,${first},${first + count - 1})'`;
  const args = ['-nostdin', '-v', 'error', '-i', file, '-an', '-vf', select, '-vsync', '0', '-f', 'framemd5', '-'];
  const lines = execFileSync('ffmpeg', args, { encoding: 'utf8' }).split('\n');
  return lines.filter((row) => row.startsWith('0,')).map((row) => row.split(',').at(-1)?.trim() ?? '');
};

test('a drawn presenter moves the lips with the sounds, by less than 40 ms, in pictures read back from the clip', async () => {
  const clip = await line.clip({ picture, narration, presenter: ROBIN });
  const at = stageFor(FORMAT, 'corner').presenter;
  if (!at) throw new Error('a corner has a place');
  const seen = await mouthsIn(await fileOf(clip), { ...ROBIN, at });
  expect(seen).toHaveLength(clip.frames);

  const wanted = mouthsOfPhonemes(times.phonemes ?? []);
  const changes = wanted.filter(({ mouth }, index) => wanted[index - 1]?.mouth !== mouth);
  const offsets: number[] = [];
  for (const [index, { mouth, startMs }] of changes.entries()) {
    const lasts = (changes[index + 1]?.startMs ?? Infinity) - startMs;
    // Shorter than two pictures, a mouth may give way to the next.
    if (lasts < 70) continue;
    const starts = seen.flatMap((shown, frame) => (shown === mouth && seen[frame - 1] !== mouth ? [frame] : []));
    offsets.push(Math.min(...starts.map((frame) => Math.abs(framesToMs(frame, FORMAT.fps) - startMs))));
  }
  expect(offsets.length).toBeGreaterThan(20);
  expect(Math.max(...offsets)).toBeLessThanOrEqual(40);
  expect(new Set(seen).size).toBeGreaterThanOrEqual(5);
});

test('what does not move is encoded once: the clip decodes strictly, and its slide is as true as without a presenter', async () => {
  const clip = await line.clip({ picture, narration, presenter: ROBIN });
  const file = await fileOf(clip);
  expect(complaints(file)).toBe('');
  // Half of the slide, far from the presenter, at the beginning and at the end.
  const crop = (from: string, ...to: string[]): void => {
    execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-y', '-i', from, '-vf', 'crop=640:720:0:0', ...to]);
  };
  crop(png, join(folder, 'left.png'));
  crop(file, '-c:v', 'ffv1', '-an', join(folder, 'left.mkv'));
  for (const frame of [0, clip.frames - 1]) {
    const { psnrDb, ssim } = await likeness(join(folder, 'left.mkv'), frame, join(folder, 'left.png'));
    expect(psnrDb).toBeGreaterThanOrEqual(45);
    expect(ssim).toBeGreaterThanOrEqual(0.98);
  }
});

test('clips with and without a presenter join without encoding, each as it was', async () => {
  const still = await line.clip({ picture, holdMs: 2_000 });
  const moving = await line.clip({ picture, narration, presenter: { ...ROBIN, layout: 'beside', shape: 'rectangle' } });
  const clips = [still, { ...moving, slide: 2 }, { ...still, slide: 3 }];
  const video = await line.join(clips);
  await line.check(video, clips);
  const file = await line.artifacts.file(video.key);
  expect(complaints(file)).toBe('');
  const middle = sha256OfPictures(file, still.frames, moving.frames);
  expect(middle).toEqual(sha256OfPictures(await fileOf(moving), 0, moving.frames));
  expect(new Set(middle).size).toBeGreaterThan(20);
});

test('a subtitle is in the picture from its first to its last frame and at no other, and the file has no track of it', async () => {
  const clip = await line.clip({ picture, narration, captions: { language: 'en' } });
  const file = await fileOf(clip);
  expect(complaints(file)).toBe('');
  const plain = await line.clip({ picture, narration });
  const band = captionBand(stageFor(FORMAT).captions);
  const dark = darkness(file, band);
  const without = darkness(await fileOf(plain), band);
  const cues = cuesFor(times.sentences, times.words, 'en');
  expect(cues.length).toBeGreaterThanOrEqual(2);
  for (const [frame, seen] of dark.entries()) {
    const ms = framesToMs(frame + 0.5, FORMAT.fps);
    const edge = cues.some(({ startMs, endMs }) => Math.min(Math.abs(ms - startMs), Math.abs(ms - endMs)) < 40);
    const shown = cues.some(({ startMs, endMs }) => ms > startMs && ms < endMs);
    if (!edge) expect([frame, seen - (without[frame] ?? 0) > 0.05]).toEqual([frame, shown]);
  }
  const soft = await line.join([clip]);
  const video = await line.join([clip], [], { burnedIn: 'de' });
  expect(codecsIn(await line.artifacts.file(soft.key))).toContain('mov_text');
  expect(codecsIn(await line.artifacts.file(video.key))).not.toContain('mov_text');
});

const codecsIn = (file: string): string =>
  execFileSync('ffprobe', ['-v', 'error', '-show_entries', 'stream=codec_name', '-of', 'csv=p=0', file]).toString();

/** The share of dark pixels of a place, picture by picture. */
function darkness(
  file: string,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
): number[] {
  const graph = `crop=${width}:${height}:${x}:${y},format=gray`;
  const pixels = execFileSync(
    'ffmpeg',
    ['-nostdin', '-v', 'error', '-i', file, '-an', '-vf', graph, '-f', 'rawvideo', '-'],
    {
      maxBuffer: 2 ** 30,
    },
  );
  return Array.from({ length: pixels.length / (width * height) }, (_, frame) => {
    let count = 0;
    for (const value of pixels.subarray(frame * width * height, (frame + 1) * width * height)) if (value < 90) count++;
    return count / (width * height);
  });
}
