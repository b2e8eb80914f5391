/** Speaks one slide's script, and keeps the sound with the times of its sentences and words. */

import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  LEAD_MS,
  ProviderError,
  type Narration,
  type NarrationTimes,
  type Script,
  type TimedText,
  type Voice,
} from '../domain/index.ts';
import { artifactKey } from '../platform/artifact-key.ts';
import type { Artifacts } from '../platform/artifacts.ts';
import { narrationTimesSchema, timesKey } from './narration-times.ts';
import type { Run } from './run.ts';
import { scriptSchema } from './script/schema.ts';
import { splitSentences, type Sentence } from './script/sentences.ts';
import { checkSpeech } from './speech/check-speech.ts';
import type { Speakers } from './speech/speaker.ts';
import { speakerFor } from './speech/voices.ts';
import type { Activities } from './verbs.ts';

/** Raise it when the same speech is encoded or timed in another way. */
const NARRATION_VERSION = 2;

export interface SpeakSlidePorts {
  artifacts: Artifacts;
  speakers: Speakers;
  /** activities/adapters/narration-encoder.ts */
  encodeNarration: (input: {
    wav: string;
    file: string;
    run: Run;
  }) => Promise<{ durationMs: number; loudnessLufs: number }>;
}

/**
 * Retry: safe. The key is made of everything that determines the sound, so another attempt, another task or a revision
 * finds what was already spoken; the sound gets its name last, so a key that exists has its times beside it.
 * @throws ProviderError `speech_failed`, `speech_unusable`, `nothing_to_speak`, each with the slide's number
 */
export const createSpeakSlide =
  ({ artifacts, speakers, encodeNarration }: SpeakSlidePorts) =>
  async ({ script: ref, slide, voice }: Parameters<Activities['speakSlide']>[0], run: Run): Promise<Narration> => {
    const script = await artifacts.readJson(ref.key, (value) => scriptSchema.parse(value));
    const sentences = sentencesOf(script, slide);
    const speaker = speakerFor(speakers, voice);
    const key = narrationKey({ speaker: speaker.version, voice, language: script.language, sentences });
    if ((await artifacts.has(key)) && (await artifacts.has(timesKey(key)))) {
      const { durationMs } = await artifacts.readJson(timesKey(key), (value) => narrationTimesSchema.parse(value));
      return { slide, key, durationMs };
    }

    const speech = await speaker
      .speak({ sentences, voice, language: script.language }, run)
      .catch((thrown: unknown) => {
        throw ofSlide(thrown, slide);
      });
    const sound = join(run.scratch, 'narration.aac');
    const encoded = await encodeNarration({ wav: speech.wav, file: sound, run });
    await checkSpeech({ slide, sentences, speech, encoded, sound, voice }, run);

    const times: NarrationTimes = {
      durationMs: encoded.durationMs,
      sentences: speech.sentences.map(afterLead),
      words: speech.words.map(afterLead),
      ...(speech.phonemes ? { phonemes: speech.phonemes.map(afterLead) } : {}),
    };
    await artifacts.writeJson(timesKey(key), times);
    await artifacts.write(key, (file) => copyFile(sound, file));
    return { slide, key, durationMs: encoded.durationMs };
  };

function sentencesOf(script: Script, slide: number): Sentence[] {
  const text = script.slides.find(({ number }) => number === slide)?.text ?? '';
  const sentences = splitSentences(text, script.language);
  if (sentences.length > 0) return sentences;
  throw new ProviderError(
    'nothing_to_speak',
    `Slide ${slide} is to be spoken, but its script has no words.`,
    { retry: 'never' },
    { slide },
  );
}

function narrationKey(inputs: { speaker: string; voice: Voice; language: string; sentences: Sentence[] }): string {
  const { provider, name, model, rate } = inputs.voice;
  return artifactKey(
    'narration',
    { ...inputs, voice: { provider, name, model, rate }, version: NARRATION_VERSION },
    'aac',
  );
}

const afterLead = ({ text, startMs, endMs }: TimedText): TimedText => ({
  text,
  startMs: startMs + LEAD_MS,
  endMs: endMs + LEAD_MS,
});

/** A speaker knows no slides; the person who reads its failure must. */
function ofSlide(thrown: unknown, slide: number): unknown {
  if (!(thrown instanceof ProviderError) || thrown.slide !== undefined) return thrown;
  const when =
    thrown.retryAfterMs === undefined
      ? { retry: thrown.retry === 'never' ? thrown.retry : ('later' as const) }
      : { retry: 'after' as const, retryAfterMs: thrown.retryAfterMs };
  return new ProviderError(thrown.code, `Slide ${slide}: ${thrown.message}`, when, { slide, cause: thrown });
}
