/** The subtitles of the whole video: each narration's sentences, or their translation, moved to where its slide begins. */

import {
  cuesFor,
  framesToMs,
  sameLanguage,
  timesByShare,
  withoutDirectives,
  type Clip,
  type Cue,
  type NarrationTimes,
  type ScriptRef,
  type VideoFormat,
} from '../domain/index.ts';
import type { Artifacts } from '../platform/artifacts.ts';
import { narrationTimesSchema, timesKey } from './narration-times.ts';
import { scriptSchema } from './script/schema.ts';
import { splitSentences } from './script/sentences.ts';

interface Shown {
  clips: readonly Clip[];
  /** Of what is spoken, BCP 47. */
  language: string;
  format: Pick<VideoFormat, 'fps'>;
}

/** A track of subtitles. */
export interface Subtitles {
  language: string;
  cues: Cue[];
}

/** Subtitles in the language that is spoken, then in the others; none where nothing is spoken. */
export async function videoSubtitles(
  shown: Shown,
  others: readonly ScriptRef[],
  { artifacts }: { artifacts: Artifacts },
): Promise<Subtitles[]> {
  const own = { language: shown.language, cues: await videoCues(shown, undefined, artifacts) };
  const tracks = [own];
  for (const { key, language } of others) {
    if (sameLanguage(language, shown.language)) continue;
    tracks.push({ language, cues: await videoCues(shown, await translationAt(key, artifacts), artifacts) });
  }
  return tracks.filter(({ cues }) => cues.length > 0);
}

/** Cues in the time of the video, in order. A sentence may not outlast its slide. */
async function videoCues(
  { clips, language, format }: Shown,
  translation: Translation | undefined,
  artifacts: Artifacts,
): Promise<Cue[]> {
  const cues: Cue[] = [];
  let frames = 0;
  for (const { slide, narrationKey, frames: length } of clips) {
    const startMs = framesToMs(frames, format.fps);
    frames += length;
    if (narrationKey === undefined) continue;
    const endMs = framesToMs(frames, format.fps);
    const times = await artifacts.readJson(timesKey(narrationKey), (value) => narrationTimesSchema.parse(value));
    for (const cue of slideCues(slide, times, language, translation)) {
      const moved = { ...cue, startMs: startMs + cue.startMs, endMs: Math.min(endMs, startMs + cue.endMs) };
      if (moved.endMs > moved.startMs) cues.push(moved);
    }
  }
  return cues;
}

/** What is said on the slides, by their numbers, in another language. */
interface Translation {
  language: string;
  words: ReadonlyMap<number, string>;
}

/** The words of the script at `key`. */
export async function translationAt(key: string, artifacts: Artifacts): Promise<Translation> {
  const { language, slides } = await artifacts.readJson(key, (value) => scriptSchema.parse(value));
  return { language, words: new Map(slides.map(({ number, text }) => [number, text])) };
}

/** One slide's cues, in the time of its narration: of what is said in `language`, or of its translation. */
export function slideCues(slide: number, times: NarrationTimes, language: string, translation?: Translation): Cue[] {
  return translation
    ? cuesFor(translated(translation, slide, times.sentences), [], translation.language)
    : cuesFor(times.sentences, times.words, language);
}

function translated(
  { language, words }: Translation,
  slide: number,
  spoken: Parameters<typeof timesByShare>[1],
): ReturnType<typeof timesByShare> {
  const sentences = splitSentences(withoutDirectives(words.get(slide) ?? ''), language).map(({ text }) => text);
  return timesByShare(sentences, spoken);
}
