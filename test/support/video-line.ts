/** From pictures and sounds to a video, through the real verbs, in a store of its own. */

import { copyFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createEncoder, type Encoder } from '../../activities/adapters/encoder.ts';
import { encodeNarration } from '../../activities/adapters/narration-encoder.ts';
import { createCheckVideo } from '../../activities/check-video.ts';
import { createClipSlide } from '../../activities/clip-slide.ts';
import { createJoinClips } from '../../activities/join-clips.ts';
import { timesKey } from '../../activities/narration-times.ts';
import type { Run } from '../../activities/run.ts';
import type { Activities } from '../../activities/verbs.ts';
import {
  LEAD_MS,
  TAIL_MS,
  type Clip,
  type DeckRef,
  type Narration,
  type Picture,
  type Video,
  type VideoFormat,
} from '../../domain/index.ts';
import { artifactKey } from '../../platform/artifact-key.ts';
import { createFileArtifacts, type Artifacts } from '../../platform/artifacts.ts';

export interface VideoLine {
  artifacts: Artifacts;
  encoder: Encoder;
  run: Run;
  folder: string;
  /** Puts a PNG into the store as the picture of `slide`. */
  picture(slide: number, png: string): Promise<Picture>;
  /** Puts a sound into the store as the narration of `slide`; its one sentence is `text`. */
  narration(slide: number, wav: string, text: string): Promise<Narration>;
  clip(input: Omit<Parameters<Activities['clipSlide']>[0], 'format'>): Promise<Clip>;
  /** In German. */
  join(clips: Clip[], titles?: string[], subtitles?: { burnedIn?: string }): Promise<Video>;
  check(video: Video, clips: Clip[]): Promise<void>;
  close(): Promise<void>;
}

export async function openVideoLine(format: VideoFormat): Promise<VideoLine> {
  const folder = await mkdtemp(join(tmpdir(), 'slidespeaker-video-'));
  const artifacts = createFileArtifacts(join(folder, 'store'));
  const encoder = createEncoder();
  const run: Run = { task: { id: 'test', attempt: 1 }, signal: new AbortController().signal, scratch: folder };
  const clipSlide = createClipSlide({ artifacts, encoder });
  const joinClips = createJoinClips({ artifacts });
  const checkVideo = createCheckVideo({ artifacts, encoder });
  return {
    artifacts,
    encoder,
    run,
    folder,
    picture: async (slide, png) => {
      const key = artifactKey('picture', { png }, 'png');
      await artifacts.write(key, (file) => copyFile(png, file));
      return { slide, key };
    },
    narration: async (slide, wav, text) => {
      const key = artifactKey('narration', { wav, text }, 'aac');
      let durationMs = 0;
      await artifacts.write(key, async (file) => {
        ({ durationMs } = await encodeNarration({ wav, file, run }));
      });
      const sentence = { text, startMs: LEAD_MS, endMs: durationMs - TAIL_MS };
      await artifacts.writeJson(timesKey(key), { durationMs, sentences: [sentence], words: [] });
      return { slide, key, durationMs };
    },
    clip: (input) => clipSlide({ ...input, format }, run),
    join: (clips, titles = [], subtitles = {}) => {
      const script = { key: '', version: 1, language: 'de', slides: [] };
      return joinClips({ deck: deckOf(clips, titles), script, clips, format, ...subtitles }, run);
    },
    check: (video, clips) => checkVideo({ video, deck: deckOf(clips, []), clips, format }, run),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

function deckOf(clips: readonly Clip[], titles: readonly string[]): DeckRef {
  return {
    key: '',
    file: { key: '', name: 'deck.pptx', format: 'pptx', sizeBytes: 1, sha256: '0' },
    slides: clips.map(({ slide }, index) => ({
      number: slide,
      title: titles[index] ?? '',
      hidden: false,
      hasNotes: true,
    })),
  };
}
