/** The sound: a voice speaking one slide's script, with the times of its sentences. */

import type { ProviderName } from './options.ts';

/** A voice that can be had, and a person's choice made whole: enough to make the same sound again. */
export interface Voice {
  provider: ProviderName;
  /** The provider's own id, as `options.voice.name` takes it. */
  name: string;
  /** What people call it. */
  label: string;
  /** Languages it speaks, BCP 47, best first. */
  languages: string[];
  gender?: 'female' | 'male';
  model?: string;
  /** A factor, 1 = the voice's own speed. */
  rate: number;
  /** The models that can speak it, best first; absent where there is no choice. */
  models?: string[];
  /** Where its maker's own sample of it is, an MP3. */
  sampleUrl?: string;
}

/** One slide's narration in the store: AAC at `key`, a NarrationTimes beside it. */
export interface Narration {
  slide: number;
  key: string;
  /** Of the spoken sound, silence before and after it included: what the slide must at least be shown for. */
  durationMs: number;
}

/** When what is said, in ms from the start of the narration. Kept beside the sound, never in Temporal. */
export interface NarrationTimes {
  durationMs: number;
  sentences: TimedText[];
  words: TimedText[];
  /** IPA, where the voice told: what a presenter's lips follow. */
  phonemes?: TimedText[];
}

export interface TimedText {
  text: string;
  startMs: number;
  endMs: number;
}
