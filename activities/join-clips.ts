/** Joins the clips into the video: copies their bytes, adds chapters and subtitles. Encodes nothing. */

import {
  PlatformError,
  sameLanguage,
  type Clip,
  type Cue,
  type DeckRef,
  type Fps,
  type Video,
} from '../domain/index.ts';
import { artifactKey } from '../platform/artifact-key.ts';
import type { Artifacts } from '../platform/artifacts.ts';
import { msToTicks, ticksPerFrame, type Label } from './adapters/mp4/film.ts';
import { readClip, type ClipParts } from './adapters/mp4/read-clip.ts';
import { writeMp4 } from './adapters/mp4/write-mp4.ts';
import type { Run } from './run.ts';
import type { Activities } from './verbs.ts';
import { videoSubtitles } from './video-cues.ts';

type JoinInput = Parameters<Activities['joinClips']>[0];

/** Changed whenever the same clips would make other bytes: it is part of every key of a video. */
export const JOIN_VERSION = 1;

/**
 * Retry: safe. The video is named by its clips, chapter names and the words of its subtitles, and is whole once it has its name.
 * @throws PlatformError `clip_damaged` with the slide.
 */
export const createJoinClips =
  ({ artifacts }: { artifacts: Artifacts }) =>
  async (
    { deck, script: { language }, clips, format, subtitles = [], burnedIn }: JoinInput,
    run: Run,
  ): Promise<Video> => {
    const chapters = chaptersOf(clips, deck, format.fps);
    const others = subtitles.length > 0 ? subtitles.map((script) => script.key) : undefined;
    const inputs = {
      version: JOIN_VERSION,
      clips: clips.map(({ key }) => key),
      chapters,
      language,
      format,
      others,
      burnedIn,
    };
    const key = artifactKey('video', inputs, 'mp4');
    if (!(await artifacts.has(key))) {
      const parts: ClipParts[] = [];
      for (const clip of clips) parts.push(await partsOf(clip, format.fps, artifacts));
      const [first] = parts;
      if (!first) throw new PlatformError('no_clips', 'There is no slide to show in the video.');
      const odd = parts.findIndex(({ avcConfiguration }) => !avcConfiguration.equals(first.avcConfiguration));
      if (odd >= 0) throw damaged(clips[odd]);
      const segments = parts.map(({ segment }) => ({
        ...segment,
        bytes: () => {
          run.signal.throwIfAborted();
          return segment.bytes();
        },
      }));
      const all = await videoSubtitles({ clips, language, format }, subtitles, { artifacts });
      const tracks = all.filter((track) => burnedIn === undefined || !sameLanguage(track.language, burnedIn));
      await artifacts.write(key, (file) =>
        writeMp4(file, {
          format,
          avcConfiguration: first.avcConfiguration,
          language,
          segments,
          chapters,
          subtitles: tracks.map(({ language, cues }) => ({ language, cues: cues.map(labelOf) })),
        }),
      );
    }
    return { key, frames: clips.reduce((sum, clip) => sum + clip.frames, 0), sizeBytes: await artifacts.sizeOf(key) };
  };

/** One chapter per slide shown, named by its title. */
function chaptersOf(clips: readonly Clip[], deck: Pick<DeckRef, 'slides'>, fps: Fps): Label[] {
  const titled = deck.slides.filter(({ title }) => title.trim() !== '');
  const titles = new Map(titled.map(({ number, title }) => [number, title.trim()]));
  let frames = 0;
  return clips.map(({ slide, frames: length }) => {
    const start = frames * ticksPerFrame(fps);
    frames += length;
    return { text: titles.get(slide) ?? `Slide ${slide}`, start, end: frames * ticksPerFrame(fps) };
  });
}

async function partsOf(clip: Clip, fps: Fps, artifacts: Artifacts): Promise<ClipParts> {
  const file = await artifacts.file(clip.key);
  const parts = await readClip(file, { fps }).catch((cause: unknown) => {
    throw damaged(clip, cause);
  });
  if (parts.segment.frames !== clip.frames) throw damaged(clip);
  return parts;
}

const damaged = (clip: Clip | undefined, cause?: unknown): PlatformError =>
  new PlatformError('clip_damaged', `The clip of slide ${clip?.slide ?? 0} is damaged.`, {
    ...(clip ? { slide: clip.slide } : {}),
    cause,
  });

const labelOf = (cue: Cue): Label => ({ text: cue.text, start: msToTicks(cue.startMs), end: msToTicks(cue.endMs) });
