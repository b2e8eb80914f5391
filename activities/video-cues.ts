/** The subtitles of the whole video: each narration's sentences, moved to where its slide begins. */

import { cuesFor, framesToMs, type Clip, type Cue, type VideoFormat } from '../domain/index.ts';
import type { Artifacts } from '../platform/artifacts.ts';
import { narrationTimesSchema, timesKey } from './narration-times.ts';

/** Cues in the time of the video, in order. A sentence may not outlast its slide. */
export async function videoCues(
  { clips, language, format }: { clips: readonly Clip[]; language: string; format: Pick<VideoFormat, 'fps'> },
  { artifacts }: { artifacts: Artifacts },
): Promise<Cue[]> {
  const cues: Cue[] = [];
  let frames = 0;
  for (const clip of clips) {
    const startMs = framesToMs(frames, format.fps);
    frames += clip.frames;
    if (clip.narrationKey === undefined) continue;
    const endMs = framesToMs(frames, format.fps);
    const times = await artifacts.readJson(timesKey(clip.narrationKey), (value) => narrationTimesSchema.parse(value));
    for (const cue of cuesFor(times.sentences, times.words, language)) {
      const moved = { ...cue, startMs: startMs + cue.startMs, endMs: Math.min(endMs, startMs + cue.endMs) };
      if (moved.endMs > moved.startMs) cues.push(moved);
    }
  }
  return cues;
}
