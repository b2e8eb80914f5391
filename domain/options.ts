/** What a task can ask for (charter 5 and 6), and what it gets where it does not ask. */

import type { PresenterLayout, PresenterProvider, PresenterShape } from './presenter.ts';

/** As sent: every field optional. The edge (api/schemas.ts) refuses unknown ones. Languages are BCP 47 tags. */
export interface TaskOptions {
  script?: {
    mode?: ScriptMode;
    emptySlides?: { policy?: EmptySlidePolicy; seconds?: number };
    tone?: string;
    audience?: string;
    secondsPerSlide?: number;
  };
  voice?: VoiceChoice;
  languages?: string[];
  subtitles?: { languages?: string[]; burnIn?: boolean };
  presenter?: PresenterChoice;
  output?: { resolution?: Resolution; aspect?: Aspect; fps?: Fps };
  podcast?: { speakers?: number };
  review?: boolean;
  budget?: { cents: number };
  hiddenSlides?: 'skip' | 'keep';
  onProviderFailure?: 'wait' | 'otherVoice' | 'fail';
  onUnknownOutcome?: 'retry' | 'hold';
}

export type ScriptMode = 'notes' | 'ai' | 'auto';
export type EmptySlidePolicy = 'hold' | 'skip' | 'write';
export type Resolution = '720p' | '1080p' | '2160p';
export type Aspect = '16:9' | '9:16' | '4:3';
/** 24 is absent on purpose: its pictures and AAC packets have no common length under 2.7 s (see domain/timeline.ts). */
export type Fps = 25 | 30;
export type ProviderName = 'offline' | 'openai' | 'elevenlabs';

/** Who presents, and on which slides: every spoken one where not said. */
export interface PresenterChoice {
  provider?: PresenterProvider;
  name?: string;
  layout?: PresenterLayout;
  shape?: PresenterShape;
  slides?: number[];
}

/** Whether a presenter is asked for on this slide, where something is spoken there. */
export const isPresented = ({ presenter }: Pick<TaskOptions, 'presenter'>, slide: number): boolean =>
  presenter !== undefined && presenter.slides?.includes(slide) !== false;

/** Whether a model is asked for words: a script, a translation or a dialogue. A translation into the deck's own language is none. */
export const wantsWriter = ({ script, languages = [], subtitles, podcast }: TaskOptions): boolean =>
  script?.mode === 'ai' || languages.length > 1 || (subtitles?.languages ?? []).length > 0 || podcast?.speakers === 2;

/** Which voice is asked for; `rate` is a factor, 1 = the voice's own speed. */
export interface VoiceChoice {
  provider?: ProviderName;
  name?: string;
  model?: string;
  rate?: number;
}

/** The provider whose voice is asked for. */
export const voiceProvider = (voice: Pick<VoiceChoice, 'provider'> | undefined): ProviderName =>
  voice?.provider ?? 'offline';

/** A picture's size in pixels: the shorter side is the resolution's number, both sides are even. */
export interface PictureSize {
  width: number;
  height: number;
}

export const DEFAULT_FPS: Fps = 30;
/** How long a slide without words stays on screen where nothing else is asked. */
export const DEFAULT_HOLD_SECONDS = 4;

const SHORT_SIDE: Record<Resolution, number> = { '720p': 720, '1080p': 1080, '2160p': 2160 };
const RATIO: Record<Aspect, [number, number]> = { '16:9': [16, 9], '9:16': [9, 16], '4:3': [4, 3] };

/** The size of the video's pictures; a deck of another shape is letterboxed into it, never stretched. */
export function pictureSize({ output }: TaskOptions): PictureSize {
  const short = SHORT_SIDE[output?.resolution ?? '1080p'];
  const [x, y] = RATIO[output?.aspect ?? '16:9'];
  const unit = short / Math.min(x, y);
  return { width: Math.round(unit * x), height: Math.round(unit * y) };
}
