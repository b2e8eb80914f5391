/** Speaks one slide's script, and keeps the sound with the times of its sentences and words. */

import { copyFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  LEAD_MS,
  ProviderError,
  type Narration,
  type NarrationTimes,
  type PaidStage,
  type TimedText,
} from '../domain/index.ts';
import { artifactKey } from '../platform/artifact-key.ts';
import type { Artifacts } from '../platform/artifacts.ts';
import { narrationTimesSchema, timesKey } from './narration-times.ts';
import { ofSlide } from './of-slide.ts';
import type { Run } from './run.ts';
import { scriptSchema } from './script/schema.ts';
import { checkSpeech } from './speech/check-speech.ts';
import { readLexicon } from './speech/read-lexicon.ts';
import { speakUtterances } from './speech/speak-utterances.ts';
import type { Speakers } from './speech/speaker.ts';
import { namesVoices, utterancesOf, type DirectedScript } from './speech/utterances.ts';
import { speakerFor } from './speech/voices.ts';
import type { Activities } from './verbs.ts';

/** Raise it when the same speech is encoded or timed in another way. */
const NARRATION_VERSION = 3;

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
 * finds what was already spoken; the sound gets its name last, so a key that exists has its times beside it. What a paid
 * voice said is kept by itself: encoding it anew pays nothing.
 * @throws ProviderError `speech_failed`, `speech_unusable`, `nothing_to_speak` and what else a voice throws, each with the slide's number
 */
export function createSpeakSlide(ports: SpeakSlidePorts) {
  const speakWords = createSpeakWords(ports);
  return async (
    { script: ref, slide, ...how }: Parameters<Activities['speakSlide']>[0],
    run: Run,
  ): Promise<Narration> => {
    const { language, slides } = await ports.artifacts.readJson(ref.key, (value) => scriptSchema.parse(value));
    const text = slides.find(({ number }) => number === slide)?.text ?? '';
    return speakWords({ text, language, slide, stage: 'speech', ...how }, run);
  };
}

/** Words about a slide, to be spoken on that line of the bill. */
interface ToSpeak extends Pick<Parameters<Activities['speakSlide']>[0], 'slide' | 'voice' | 'lexiconKey'> {
  text: string;
  language: string;
  stage: PaidStage;
}

/** As speakSlide, for any words. */
export const createSpeakWords =
  ({ artifacts, speakers, encodeNarration }: SpeakSlidePorts) =>
  async ({ text, language, slide, stage, voice, lexiconKey }: ToSpeak, run: Run): Promise<Narration> => {
    const { directed, key } = await prepareSpeech(
      { text, language, slide, voice, ...(lexiconKey === undefined ? {} : { lexiconKey }) },
      { artifacts, speakers },
      run,
    );
    if ((await artifacts.has(key)) && (await artifacts.has(timesKey(key)))) {
      const { durationMs } = await artifacts.readJson(timesKey(key), (value) => narrationTimesSchema.parse(value));
      return { slide, key, durationMs };
    }

    const speech = await speakUtterances(directed, { language, bill: { stage, slide } }, speakers, run).catch(
      (thrown: unknown) => {
        throw ofSlide(thrown, slide);
      },
    );
    const sound = join(run.scratch, 'narration.aac');
    const encoded = await encodeNarration({ wav: speech.wav, file: sound, run });
    await checkSpeech({ slide, utterances: directed.utterances, speech, encoded, sound, voice }, run);

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

/** What the voices have to say, and the key under which the narration is kept. @throws ProviderError `nothing_to_speak` */
export async function prepareSpeech(
  { text, language, slide, voice, lexiconKey }: Omit<ToSpeak, 'stage'>,
  { artifacts, speakers }: Pick<SpeakSlidePorts, 'artifacts' | 'speakers'>,
  run: Run,
): Promise<{ directed: DirectedScript; key: string }> {
  const lexicon = await readLexicon(artifacts, lexiconKey);
  const voices = namesVoices(text) ? await speakerFor(speakers, voice).voices(run) : [];
  const directed = utterancesOf(text, { voice, voices, language, lexicon });
  if (directed.utterances.length === 0) throw nothingToSpeak(slide);
  return { directed, key: narrationKey(directed, language, speakers) };
}

const nothingToSpeak = (slide: number): ProviderError =>
  new ProviderError(
    'nothing_to_speak',
    `Slide ${slide} is to be spoken, but its script has no words.`,
    { retry: 'never' },
    { slide },
  );

function narrationKey({ utterances, holdMs }: DirectedScript, language: string, speakers: Speakers): string {
  const spoken = utterances.map(({ voice, ...said }) => {
    const { provider, name, model, rate } = voice;
    return { ...said, voice: { provider, name, model, rate }, speaker: speakerFor(speakers, voice).version };
  });
  return artifactKey('narration', { spoken, holdMs, language, version: NARRATION_VERSION }, 'aac');
}

const afterLead = ({ text, startMs, endMs }: TimedText): TimedText => ({
  text,
  startMs: startMs + LEAD_MS,
  endMs: endMs + LEAD_MS,
});
