/**
 * Our side of a comparison, as a process of its own: pictures and sounds of a folder (0.png, 0.wav, 1.png …) become
 * video.mp4 there, through the very functions that the worker runs. Prints what each part took, in seconds, and what it cost until
 * the process was ready, which a worker pays once.
 *   node test/bench/ours.ts FOLDER COUNT [SILENT_SECONDS]
 */

import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createEncoder } from '../../activities/adapters/encoder.ts';
import { encodeNarration } from '../../activities/adapters/narration-encoder.ts';
import { createCheckVideo } from '../../activities/check-video.ts';
import { createClipSlide } from '../../activities/clip-slide.ts';
import { createJoinClips } from '../../activities/join-clips.ts';
import { timesKey } from '../../activities/narration-times.ts';
import type { Clip, DeckRef, Narration, VideoFormat } from '../../domain/index.ts';
import { contentKey } from '../../platform/artifact-key.ts';
import { createFileArtifacts } from '../../platform/artifacts.ts';

const FORMAT: VideoFormat = { width: 1920, height: 1080, fps: 30 };
const [folder = '.', count = '3', silentSeconds] = process.argv.slice(2);
const numbers = Array.from({ length: Number(count) }, (_, index) => index);
const run = {
  task: { id: 'test', attempt: 1 },
  signal: new AbortController().signal,
  scratch: join(folder, 'scratch'),
};
const store = join(folder, '..', 'store');
// What a machine has from its first video on, the format's "as before" pictures, stays from the dry run.
for (const kind of ['picture', 'narration', 'clip', 'video'])
  await rm(join(store, 'content', kind), { recursive: true, force: true });
await mkdir(run.scratch, { recursive: true });

const artifacts = createFileArtifacts(store);
const ports = { artifacts, encoder: createEncoder() };
const { user, system } = process.cpuUsage();
const startCpuSeconds = (user + system) / 1e6;
const seconds: Record<string, number> = {};
const timed = async <T>(part: string, work: () => Promise<T>): Promise<T> => {
  const startedAt = performance.now();
  const result = await work();
  seconds[part] = (performance.now() - startedAt) / 1000;
  return result;
};
const keyOf = (kind: string, number: number, extension: string): string =>
  contentKey(kind, number.toString(16).padStart(64, '0'), extension);

const pictures = await timed('store', async () => {
  const keys = numbers.map((number) => keyOf('picture', number, 'png'));
  for (const [number, key] of keys.entries())
    await artifacts.write(key, (file) => copyFile(join(folder, `${number}.png`), file));
  return keys.map((key, index) => ({ slide: index + 1, key }));
});
const narrations = await timed('narrations', () => twoAtOnce(silentSeconds === undefined ? numbers : [], narrate));
const clipSlide = createClipSlide(ports);
const clips = await timed('clips', () =>
  twoAtOnce(pictures, (picture): Promise<Clip> => {
    const narration = narrations[picture.slide - 1];
    const sound = narration ? { narration } : { holdMs: Number(silentSeconds) * 1000 };
    return clipSlide({ picture, ...sound, format: FORMAT }, run);
  }),
);
const deck: DeckRef = {
  key: '',
  file: { key: '', name: 'bench.pdf', format: 'pdf', sizeBytes: 0, sha256: '' },
  slides: pictures.map(({ slide }) => ({ number: slide, title: `Slide ${slide}`, hidden: false, hasNotes: true })),
};
const script = { key: '', version: 1, language: 'en', slides: [] };
const video = await timed('join', () => createJoinClips(ports)({ deck, script, clips, format: FORMAT }, run));
await timed('check', () => createCheckVideo(ports)({ video, deck, clips, format: FORMAT }, run));
await rm(join(folder, 'video.mp4'), { force: true });
await copyFile(await artifacts.file(video.key), join(folder, 'video.mp4'));
console.log(
  JSON.stringify({ startCpuSeconds, seconds, frames: clips.map((clip) => clip.frames), sizeBytes: video.sizeBytes }),
);

async function narrate(number: number): Promise<Narration> {
  const key = keyOf('narration', number, 'aac');
  let durationMs = 0;
  await artifacts.write(key, async (file) => {
    ({ durationMs } = await encodeNarration({ wav: join(folder, `${number}.wav`), file, run }));
  });
  const sentence = { text: `What is said on slide ${number + 1}.`, startMs: 200, endMs: durationMs - 300 };
  await artifacts.writeJson(timesKey(key), { durationMs, sentences: [sentence], words: [] });
  return { slide: number + 1, key, durationMs };
}

/** As a worker of two cores does it. */
async function twoAtOnce<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  const left = [...items.entries()];
  const one = async (): Promise<void> => {
    for (let next = left.shift(); next; next = left.shift()) results[next[0]] = await work(next[1]);
  };
  await Promise.all([one(), one()]);
  return results;
}
