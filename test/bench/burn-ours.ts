/**
 * Our side, as a process of its own: the clip of 0.png and 0.wav of a folder, plain, with subtitles in the picture, or with a
 * drawn presenter.
 *   node test/bench/burn-ours.ts FOLDER plain|burned|presenter
 */

import { copyFile, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createEncoder } from '../../activities/adapters/encoder.ts';
import { encodeNarration } from '../../activities/adapters/narration-encoder.ts';
import { createClipSlide } from '../../activities/clip-slide.ts';
import { timesKey } from '../../activities/narration-times.ts';
import { contentKey } from '../../platform/artifact-key.ts';
import { createFileArtifacts } from '../../platform/artifacts.ts';
import { benchCues } from './burn.ts';

const [folder = '.', how = 'plain'] = process.argv.slice(2);
const run = {
  task: { id: 'test', attempt: 1 },
  signal: new AbortController().signal,
  scratch: join(folder, 'scratch'),
};
for (const kind of ['picture', 'narration', 'clip'])
  await rm(join(folder, 'data', 'content', kind), { recursive: true, force: true });
await mkdir(run.scratch, { recursive: true });
const artifacts = createFileArtifacts(join(folder, 'data'));
const keyOf = (kind: string, extension: string): string => contentKey(kind, '0'.repeat(64), extension);

const picture = { slide: 1, key: keyOf('picture', 'png') };
await artifacts.write(picture.key, (file) => copyFile(join(folder, '0.png'), file));
const narration = { slide: 1, key: keyOf('narration', 'aac'), durationMs: 0 };
await artifacts.write(narration.key, async (file) => {
  narration.durationMs = (await encodeNarration({ wav: join(folder, '0.wav'), file, run })).durationMs;
});
await artifacts.writeJson(timesKey(narration.key), {
  durationMs: narration.durationMs,
  sentences: benchCues(),
  words: [],
});
const overlays = {
  plain: {},
  burned: { captions: { language: 'en' } },
  presenter: { presenter: { provider: 'offline', name: 'robin', layout: 'corner', shape: 'circle' } },
} as const;
const clipSlide = createClipSlide({ artifacts, encoder: createEncoder() });
const format = { width: 1920, height: 1080, fps: 30 } as const;
const chosen = how === 'burned' || how === 'presenter' ? overlays[how] : overlays.plain;
const clip = await clipSlide({ picture, narration, format, ...chosen }, run);
console.log(JSON.stringify({ frames: clip.frames, sizeBytes: await artifacts.sizeOf(clip.key) }));
