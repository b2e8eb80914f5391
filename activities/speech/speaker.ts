/** The port through which every voice speaks: espeak-ng, and paid providers alike. */

import type { PaidStage, ProviderName, TimedText, Voice } from '../../domain/index.ts';
import type { Sentence } from '../script/sentences.ts';
import type { Run } from '../run.ts';

export interface Speaker {
  /** What determines the sound beside voice, language and words; part of every narration's key. Raise it to speak anew. */
  readonly version: string;
  /** Every voice that can be had now. @throws ProviderError `provider_key_invalid` and what else a vendor answers */
  voices(run: Pick<Run, 'signal'>): Promise<Voice[]>;
  /** One call that costs nothing, made anew each time; absent where nobody is paid. @throws as `voices` */
  check?(run: Pick<Run, 'signal'>): Promise<unknown>;
  /** Another voice made of this one, told from it at once; absent where a provider has several of every language. */
  twin?(voice: Voice): Voice;
  /** The most characters that `speak` takes at once; longer texts are spoken in several. */
  maxCharacters(voice: Voice): number;
  /** The letters of `text`, each once, that the voice would have to leave out. Emoji and symbols do not count. */
  unreadable(text: string, voice: Voice): string[];
  /**
   * Speaks the sentences one after another into one sound file under `run.scratch`. A paid voice is paid once, for the same
   * words with the same settings, whoever asks.
   * @throws ProviderError `speech_failed`, `speech_unusable`, and what else a vendor answers
   */
  speak(request: SpeechRequest, run: Run): Promise<Speech>;
}

export interface SpeechRequest {
  /** As they are said. */
  sentences: readonly Sentence[];
  voice: Voice;
  /** BCP 47, of the words. */
  language: string;
  /** On whose line of the bill it stands. */
  bill: { stage: PaidStage; slide?: number; language?: string };
}

export interface Speech {
  /** 16-bit mono WAV. */
  wav: string;
  durationMs: number;
  /** One for each sentence asked for, in ms from the start of the file; without sound, start and end are the same. */
  sentences: TimedText[];
  /** In order. */
  words: TimedText[];
  /** IPA, where the voice tells: what a presenter's lips follow. */
  phonemes?: TimedText[];
}

/** Who speaks, by the name under which `options.voice.provider` asks for it. */
export type Speakers = Partial<Record<ProviderName, Speaker>> & { offline: Speaker };
