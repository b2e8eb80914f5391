/** Pictures and sound together: a slide's clip, and the video they are joined into. */

import type { Fps, PictureSize } from './options.ts';
import type { Warning } from './task.ts';

/** How every clip of one video is made; clips made alike can be joined without encoding anything again. */
export interface VideoFormat extends PictureSize {
  fps: Fps;
}

/** One slide's part of the video in the store: a playable MP4 of exactly `frames` pictures. */
export interface Clip {
  slide: number;
  key: string;
  frames: number;
  /** The narration heard in it; absent where the slide is held in silence. */
  narrationKey?: string;
  /** Who is seen in it, where somebody is. */
  presenter?: { provider: string; name: string; videoKey?: string };
}

/** The joined video in the store. */
export interface Video {
  key: string;
  frames: number;
  sizeBytes: number;
}

/** The same words to listen to: the keys of its files in the store. */
export interface Podcast {
  /** Of what is spoken, BCP 47. */
  language: string;
  m4a: string;
  mp3: string;
  /** Who says what, as Markdown and as WebVTT. */
  transcript: string;
  cues: string;
  /** One for each slide that is spoken of; absent in what older builds made. */
  chapters?: { title: string; startMs: number }[];
  warnings: Warning[];
}

export type OutputKind = 'video' | 'subtitles' | 'audio' | 'script' | 'manifest' | 'poster';

/** One file delivered to the person. `name` is ours, safe in a URL and in a header. */
export interface Output {
  name: string;
  kind: OutputKind;
  language?: string;
  sizeBytes: number;
  sha256: string;
}
