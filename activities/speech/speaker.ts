/** The port through which every voice speaks: espeak-ng, and paid providers alike. */

import type { ProviderName, TimedText, Voice } from '../../domain/index.ts';
import type { Sentence } from '../script/sentences.ts';
import type { Run } from '../run.ts';

export interface Speaker {
  /** What determines the sound beside voice, language and words; part of every narration's key. Raise it to speak anew. */
  readonly version: string;
  /** Every voice that can be had now. */
  voices(run: Pick<Run, 'signal'>): Promise<Voice[]>;
  /** The letters of `text`, each once, that the voice would have to leave out. Emoji and symbols do not count. */
  unreadable(text: string, voice: Voice): string[];
  /**
   * Speaks the sentences one after another into one sound file under `run.scratch`.
   * @throws ProviderError `speech_failed`
   */
  speak(request: SpeechRequest, run: Run): Promise<Speech>;
}

interface SpeechRequest {
  sentences: readonly Sentence[];
  voice: Voice;
  /** BCP 47, of the words. */
  language: string;
}

export interface Speech {
  /** A sound file that ffmpeg reads. */
  wav: string;
  durationMs: number;
  /** In the words of the script, in ms from the start of the file; sentences without sound are left out. */
  sentences: TimedText[];
  words: TimedText[];
  /** IPA, where the voice tells: what a presenter's lips follow. */
  phonemes?: TimedText[];
}

/** Who speaks, by the name under which `options.voice.provider` asks for it. */
export type Speakers = Partial<Record<ProviderName, Speaker>> & { offline: Speaker };
