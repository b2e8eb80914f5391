/** Speaks what several voices say with their pauses into one sound, and says when each word is heard. */

import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { PaidStage, TimedText, Voice } from '../../domain/index.ts';
import { decodeSpeechArgs } from '../adapters/ffmpeg-speech.ts';
import { wavLoudness } from '../adapters/wav-loudness.ts';
import { runFfmpeg } from '../adapters/run-ffmpeg.ts';
import type { Run } from '../run.ts';
import { joinSounds, type Cut } from './join-sounds.ts';
import type { Speakers, Speech } from './speaker.ts';
import {
  restAfter,
  saidText,
  shownWords,
  type DirectedScript,
  type SpokenSentence,
  type Utterance,
} from './utterances.ts';
import { speakerFor } from './voices.ts';
import { withWav } from './wav-file.ts';

export interface SpokenScript {
  /** 16-bit mono WAV. */
  wav: string;
  durationMs: number;
  /** Of it, what a voice took; the rest is silence that the author wants. */
  spokenMs: number;
  /** As they are shown; those of which nothing can be heard are left out. */
  sentences: TimedText[];
  words: TimedText[];
  /** IPA, where every voice told: what a presenter's lips follow. */
  phonemes?: TimedText[];
  /** When each utterance is heard. */
  utterances: { startMs: number; endMs: number }[];
}

interface Chunk {
  /** Index of its utterance. */
  of: number;
  voice: Voice;
  sentences: SpokenSentence[];
  restMs: number;
}

/** A chunk as it was spoken, in its own file's time. */
interface SpokenChunk extends Chunk {
  speech: Speech;
}

/** A sound's edges that are kept around what can be heard, so that no consonant is lost. */
const KEPT_BEFORE_MS = 30;
const KEPT_AFTER_MS = 60;
/** Resampling half an hour takes seconds. */
const TIMEOUT_MS = 120_000;

/** @throws ProviderError as `Speaker.speak` does */
export async function speakUtterances(
  { utterances, holdMs }: DirectedScript,
  { language, bill }: { language: string; bill: { stage: PaidStage; slide?: number } },
  speakers: Speakers,
  run: Run,
): Promise<SpokenScript> {
  const spoken: SpokenChunk[] = [];
  for (const [index, chunk] of chunksOf(utterances, speakers).entries()) {
    const scratch = join(run.scratch, `speech-${index}`);
    await mkdir(scratch);
    const sentences = chunk.sentences.map(({ wordings, endsParagraph }) => ({
      text: saidText(wordings),
      endsParagraph,
    }));
    const speaker = speakerFor(speakers, chunk.voice);
    const speech = await speaker.speak(
      { sentences, voice: chunk.voice, language, bill: { ...bill, language } },
      { ...run, scratch },
    );
    spoken.push({ ...chunk, speech });
  }
  const spokenMs = spoken.reduce((sum, { speech }) => sum + speech.durationMs, 0);
  const [only] = spoken;
  // The usual slide is one sound as it is: nothing to cut, nothing to copy.
  const plain = only && spoken.length === 1 && only.restMs + holdMs + pausesIn(only.sentences) === 0;
  if (plain)
    return {
      ...shownTimes([{ chunk: only, from: 0, to: only.sentences.length, shiftMs: 0 }]),
      wav: only.speech.wav,
      durationMs: only.speech.durationMs,
      spokenMs,
    };

  const wav = join(run.scratch, 'joined.wav');
  const { sounds, rate } = await atOneRate(spoken, run);
  const gains = await gainsOf(spoken);
  const pieces = spoken.flatMap((chunk, index) =>
    piecesOf(chunk, sounds[index] ?? chunk.speech.wav, gains[index] ?? 0),
  );
  const tail = spoken.at(-1)?.sentences.at(-1)?.pauseMs ?? 0;
  let pauseMs = 0;
  const cuts = pieces.map(({ cut, afterMs }) => {
    const silenceMs = cut.silenceMs + pauseMs;
    pauseMs = afterMs;
    return { ...cut, silenceMs };
  });
  const joined = await joinSounds(cuts, { file: wav, rate, tailMs: holdMs + tail });
  const placed = pieces.map(({ chunk, from, to, cut }, index) => ({
    chunk,
    from,
    to,
    shiftMs: (joined.startsMs[index] ?? 0) - cut.startMs,
  }));
  return { ...shownTimes(placed), wav, durationMs: joined.durationMs, spokenMs };
}

/** What is spoken in one call each: utterances that are longer than their voice takes at once come in parts of whole sentences. */
export function chunksOf(utterances: readonly Utterance[], speakers: Speakers): Chunk[] {
  return utterances.flatMap(({ voice, sentences, restMs }, of) => {
    const most = speakerFor(speakers, voice).maxCharacters(voice);
    const chunks: Chunk[] = [];
    let characters = 0;
    for (const sentence of sentences) {
      const length = saidText(sentence.wordings).length + 1;
      const last = chunks.at(-1);
      if (last && characters + length <= most) {
        last.sentences.push(sentence);
        characters += length;
        continue;
      }
      const before = last?.sentences.at(-1);
      const rest = before ? restAfter({ sentence: before, ended: true }, voice.rate) : restMs;
      chunks.push({ of, voice, sentences: [sentence], restMs: rest });
      characters = length;
    }
    return chunks;
  });
}

/** Silence inside a chunk; what comes after its last sentence belongs to what follows. */
const pausesIn = (sentences: readonly SpokenSentence[]): number =>
  sentences.reduce((sum, { pauseMs }) => sum + pauseMs, 0);

interface Piece {
  chunk: SpokenChunk;
  /** Its sentences, `to` not included. */
  from: number;
  to: number;
  cut: Cut;
  /** Silence that its author wants after it. */
  afterMs: number;
}

/** A chunk cut where a pause is wanted: in the middle of the voice's own rest. */
function piecesOf(chunk: SpokenChunk, wav: string, gainDb: number): Piece[] {
  const { sentences, speech, restMs } = chunk;
  const heard = speech.sentences.filter(({ startMs, endMs }) => endMs > startMs);
  const beginMs = Math.max(0, (heard[0]?.startMs ?? 0) - KEPT_BEFORE_MS);
  const finishMs = Math.min(speech.durationMs, (heard.at(-1)?.endMs ?? speech.durationMs) + KEPT_AFTER_MS);
  const pieces: Piece[] = [];
  let from = 0;
  let startMs = beginMs;
  for (const [index, { pauseMs }] of sentences.entries()) {
    const isLast = index === sentences.length - 1;
    if (!isLast && pauseMs === 0) continue;
    const [before, after] = [speech.sentences[index], speech.sentences[index + 1]];
    const endMs = isLast || !before || !after ? finishMs : (before.endMs + after.startMs) / 2;
    const cut = { wav, startMs, endMs, silenceMs: from === 0 ? restMs : 0, gainDb };
    pieces.push({ chunk, from, to: index + 1, cut, afterMs: pauseMs });
    from = index + 1;
    startMs = endMs;
  }
  return pieces;
}

/** A place of `from` to `to`, shifted in time. */
interface Placed {
  chunk: SpokenChunk;
  from: number;
  to: number;
  shiftMs: number;
}

function shownTimes(placed: readonly Placed[]): Pick<SpokenScript, 'sentences' | 'words' | 'phonemes' | 'utterances'> {
  const sentences: TimedText[] = [];
  const words: TimedText[] = [];
  const phonemes: TimedText[] = [];
  const utterances: { startMs: number; endMs: number }[] = [];
  for (const { chunk, from, to, shiftMs } of placed) {
    for (let index = from; index < to; index++) {
      const [shown, said] = [chunk.sentences[index], chunk.speech.sentences[index]];
      if (!shown || !said || said.endMs <= said.startMs) continue;
      const sentence = shifted({ ...said, text: shown.text }, shiftMs);
      const own = chunk.speech.words.filter(({ startMs }) => startMs >= said.startMs && startMs < said.endMs);
      sentences.push(sentence);
      words.push(...shownWords(own, shown.wordings).map((word) => shifted(word, shiftMs)));
      const lips = chunk.speech.phonemes?.filter(({ startMs, endMs }) => endMs > said.startMs && startMs < said.endMs);
      phonemes.push(...(lips ?? []).map((phoneme) => shifted(phoneme, shiftMs)));
      const utterance = (utterances[chunk.of] ??= { startMs: sentence.startMs, endMs: sentence.endMs });
      utterance.endMs = sentence.endMs;
    }
  }
  const told = placed.every(({ chunk }) => chunk.speech.phonemes !== undefined);
  return { sentences, words, utterances, ...(told ? { phonemes } : {}) };
}

const shifted = ({ text, startMs, endMs }: TimedText, byMs: number): TimedText => ({
  text,
  startMs: Math.max(0, Math.round(startMs + byMs)),
  endMs: Math.max(0, Math.round(endMs + byMs)),
});

/** Voices of several providers have several rates: all are brought to the highest. */
async function atOneRate(spoken: readonly SpokenChunk[], run: Run): Promise<{ sounds: string[]; rate: number }> {
  const rates = await Promise.all(
    spoken.map(({ speech }) => withWav(speech.wav, (wav) => Promise.resolve(wav?.rate ?? 0))),
  );
  const rate = Math.max(...rates);
  const sounds: string[] = [];
  for (const [index, { speech }] of spoken.entries()) {
    if (rates[index] === rate) {
      sounds.push(speech.wav);
      continue;
    }
    const file = join(run.scratch, `resampled-${index}.wav`);
    await runFfmpeg(decodeSpeechArgs(speech.wav, rate, file), { signal: run.signal, timeoutMs: TIMEOUT_MS });
    sounds.push(file);
  }
  return { sounds, rate };
}

/** Shorter sounds have no loudness that can be measured; they go with their voice. */
const LEAST_MEASURED_MS = 1_000;
const MOST_GAIN_DB = 12;
const PEAK_DB = -1;

/** What brings voices that are spoken apart to one loudness; the whole gets its own from the narration's encoder. */
async function gainsOf(spoken: readonly SpokenChunk[]): Promise<number[]> {
  if (spoken.length === 1) return [0];
  const measured = await Promise.all(
    spoken.map(async ({ speech }) => (speech.durationMs < LEAST_MEASURED_MS ? undefined : wavLoudness(speech.wav))),
  );
  const known = measured.filter((loudness) => loudness !== undefined);
  const aim = known.reduce((sum, { lufs }) => sum + lufs, 0) / Math.max(1, known.length);
  const gains = measured.map((loudness) =>
    loudness
      ? Math.max(-MOST_GAIN_DB, Math.min(MOST_GAIN_DB, aim - loudness.lufs, PEAK_DB - loudness.peakDb))
      : undefined,
  );
  const voiceOf = ({ voice }: Chunk): string => `${voice.provider}/${voice.name}`;
  return gains.map((gain, index) => {
    const voice = spoken[index] && voiceOf(spoken[index]);
    const same = gains.find((other, at) => other !== undefined && spoken[at] && voiceOf(spoken[at]) === voice);
    return gain ?? same ?? 0;
  });
}
