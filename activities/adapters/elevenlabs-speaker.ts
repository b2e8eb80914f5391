/** Voices of ElevenLabs, which says of each character when it is heard. */

import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ElevenLabsClient, type ElevenLabs } from 'elevenlabs';
import { z } from 'zod';
import { centsFor, ProviderError, type Prices, type Voice } from '../../domain/index.ts';
import { artifactKey } from '../../platform/artifact-key.ts';
import type { Artifacts } from '../../platform/artifacts.ts';
import type { ProvidersConfig } from '../../platform/config.ts';
import { LostAnswerError } from '../paid/answers.ts';
import { boundedFetch } from '../paid/bounded-fetch.ts';
import type { Buy, PaidCalls, Receipt } from '../paid/paid-calls.ts';
import { vendorError } from '../paid/vendor-errors.ts';
import { timeByRests } from '../speech/align.ts';
import { timeByCharacters } from '../speech/character-times.ts';
import { createKept } from '../speech/kept.ts';
import { decodePaidSound, paidText, speechLimitMs, usableSound } from '../speech/paid-sound.ts';
import type { Run } from '../run.ts';
import type { Speaker } from '../speech/speaker.ts';
import { wavHeader } from '../speech/wav-header.ts';
import { findLostSpeech, type LostSpeech } from './elevenlabs-history.ts';
import { within } from './elevenlabs-limits.ts';

export interface ElevenLabsSpeakerPorts {
  config: NonNullable<ProvidersConfig['elevenlabs']>;
  prices: Prices;
  artifacts: Artifacts;
  paid: PaidCalls;
}

/** A page of names. */
const LIST_LIMIT_SECONDS = 15;
/** The most that a page holds. */
const PAGE_SIZE = 100;
/** Part of every plan; better ones ask for Pro (the vendor's description of `output_format`). */
const FORMAT = 'pcm_24000';
const RATE = 24_000;
/** Models take 3,000 (eleven_v3) to 40,000 characters at once; an answer to more than 5,000 is 25 MB in memory. */
const MOST_CHARACTERS = 5_000;
const LEAST_CHARACTERS = 3_000;
/** As many ideographs take 17 minutes, and base64 a third more. */
const ANSWER_BYTES = 64 * 2 ** 20;

/** As it lies in the store: the vendor's answer. */
const answerSchema = z.object({
  audio: z.base64(),
  times: z
    .object({ characters: z.array(z.string()), starts: z.array(z.number()), ends: z.array(z.number()) })
    .optional(),
});

export function createElevenLabsSpeaker({ config, prices, artifacts, paid }: ElevenLabsSpeakerPorts): Speaker {
  const { apiKey, baseUrl } = config;
  const client = new ElevenLabsClient({
    apiKey,
    ...(baseUrl === undefined ? {} : { baseUrl }),
    // Retries are ours alone: a second layer would pay twice.
    maxRetries: 0,
    fetch: boundedFetch(ANSWER_BYTES),
  });
  const host = baseUrl === undefined ? undefined : new URL(baseUrl).host;
  const limits = new Map<string, number>();

  const list = async (): Promise<Voice[]> => {
    try {
      const models = (await client.models.list(within(LIST_LIMIT_SECONDS))).filter(
        ({ canDoTextToSpeech }) => canDoTextToSpeech === true,
      );
      for (const { modelId, maximumTextLengthPerRequest } of models)
        if (maximumTextLengthPerRequest !== undefined) limits.set(modelId, maximumTextLengthPerRequest);
      const ids = models.map(({ modelId }) => modelId);
      const ordered = [...ids.filter((id) => id === config.model), ...ids.filter((id) => id !== config.model)];
      const first = models.find(({ modelId }) => modelId === ordered[0]);
      const languages = first?.languages?.map(({ languageId }) => languageId) ?? [];
      return (await listVoices(client)).map((voice) => voiceOf(voice, ordered, languages));
    } catch (thrown) {
      throw vendorError('elevenlabs', thrown);
    }
  };

  return {
    version: ['elevenlabs 1', host].filter((part) => part !== undefined).join(' '),
    voices: createKept(list),
    check: list,
    maxCharacters: ({ model = config.model }) =>
      Math.min(MOST_CHARACTERS, limits.get(model) ?? (model === 'eleven_v3' ? LEAST_CHARACTERS : MOST_CHARACTERS)),
    unreadable: () => [],
    speak: async ({ sentences, voice, language, bill }, run) => {
      const model = voice.model ?? config.model;
      const text = withoutTags(paidText(sentences));
      const inputs = { provider: 'elevenlabs', host, model, voice: voice.name, text, format: FORMAT };
      const key = artifactKey('speech', inputs, 'json');
      const billedFor = (credits?: number) => {
        const usage = { characters: charactersFor(credits, Array.from(text).length, model) };
        return { usage, cents: centsFor('elevenlabs', model, usage, prices) };
      };
      const open = async (file: string, tempo: number) => {
        const answer = await readAnswer(file);
        const wav = join(run.scratch, 'answer.wav');
        await writeFile(wav, Buffer.concat([wavHeader(answer.sound.length, RATE), answer.sound]));
        const sound = await decodePaidSound(wav, tempo, run);
        // The vendor says when the last character is heard, also where the sound that it sends ends before.
        const saidMs = ((answer.times?.ends.at(-1) ?? 0) * 1000) / tempo;
        return { ...sound, missingMs: Math.max(0, saidMs - sound.durationMs), times: answer.times };
      };
      const asked = { model, voice: voice.name, text };
      const keep = async (answer: Answer, file: string): Promise<Receipt> => {
        await writeFile(file, JSON.stringify(answer.kept));
        const billed = billedFor(answer.credits);
        await usableSound(
          () => open(file, 1),
          text,
          { voice, bill },
          () => billed,
          run,
        );
        return { ...billed, ...(answer.vendorId === null ? {} : { vendorId: answer.vendorId }) };
      };
      const find = async (at: number): Promise<Buy | undefined> => {
        const answer = await lostAnswer(client, { ...asked, sentAt: at }, run);
        return answer && ((file) => keep(answer, file));
      };
      await paid.once(
        { key, provider: 'elevenlabs', model, ...bill, atMostCents: billedFor().cents, find },
        async (file) => keep(await fetchSpeech(client, asked, run), file),
        run,
      );
      const { wav, durationMs, stretches, times } = await open(await artifacts.file(key), voice.rate);
      const texts = sentences.map((sentence) => sentence.text);
      const exact = times && timeByCharacters(times, texts, { stretches, tempo: voice.rate, language });
      return { wav, durationMs, ...(exact ?? timeByRests(texts, stretches, language)) };
    },
  };
}

/** The vendor obeys `<break>` and `<phoneme>`, whoever wrote them (its page on controls); as a mere quotation mark the sign is not spoken. */
const withoutTags = (text: string): string => text.replace(/<(?=[/!?a-z])/gi, '‹');

/** Flash and turbo cost half a credit a character (the vendor's page on models). */
const creditsACharacter = (model: string): number => (/^eleven_(?:flash|turbo)_/.test(model) ? 0.5 : 1);

/**
 * For how many characters of the price list the vendor took its credits: all that were sent, unless it says otherwise. A half credit that
 * it rounds up is not otherwise: an estimate is by the letter.
 */
function charactersFor(credits: number | undefined, sent: number, model: string): number {
  const each = creditsACharacter(model);
  return credits === undefined || credits === Math.ceil(sent * each) ? sent : credits / each;
}

interface Answer {
  /** As it is kept in the store. */
  kept: z.input<typeof answerSchema>;
  vendorId: string | null;
  /** What the vendor says that it took. */
  credits?: number;
}

const answerOf = (
  audio: string,
  alignment: ElevenLabs.CharacterAlignmentResponseModel | undefined,
  vendorId: string | null,
): Answer => {
  if (!alignment) return { kept: { audio }, vendorId };
  const { characters, characterStartTimesSeconds: starts, characterEndTimesSeconds: ends } = alignment;
  return { kept: { audio, times: { characters, starts, ends } }, vendorId };
};

async function fetchSpeech(client: ElevenLabsClient, asked: Omit<LostSpeech, 'sentAt'>, run: Run): Promise<Answer> {
  const { model, voice, text } = asked;
  const sentAt = Date.now();
  try {
    const { data, rawResponse } = await client.textToSpeech
      .convertWithTimestamps(
        voice,
        { text, modelId: model, outputFormat: FORMAT },
        within(speechLimitMs(text) / 1000, run.signal),
      )
      .withRawResponse();
    const { headers } = rawResponse;
    const cost = headers.get('character-cost') ?? '';
    const answer = answerOf(data.audioBase64, data.alignment, headers.get('request-id'));
    return { ...answer, ...(/^\d+$/.test(cost) ? { credits: Number(cost) } : {}) };
  } catch (thrown) {
    run.signal.throwIfAborted();
    const error = needsPlan(thrown) ?? vendorError('elevenlabs', thrown);
    const found = error instanceof LostAnswerError ? await lostAnswer(client, { ...asked, sentAt }, run) : undefined;
    if (!found) throw error;
    return found;
  }
}

/** Undefined also where the key may not read the history, or the vendor is away: then nobody knows. */
async function lostAnswer(client: ElevenLabsClient, lost: LostSpeech, run: Run): Promise<Answer | undefined> {
  const found = await findLostSpeech(client, lost, RATE, run).catch(() => undefined);
  run.signal.throwIfAborted();
  return found && answerOf(found.sound.toString('base64'), found.alignment, found.vendorId);
}

/** A voice of the vendor's library; it is listed for everybody, and speaks for those with a plan. */
function needsPlan(thrown: unknown): ProviderError | undefined {
  const answer = z.object({ statusCode: z.literal(402), body: z.unknown() }).safeParse(thrown).data;
  if (!answer || !JSON.stringify(answer.body).includes('paid_plan_required')) return undefined;
  return new ProviderError(
    'voice_not_in_plan',
    'ElevenLabs lets only paying accounts use this voice of its library. Choose another voice, or a plan there.',
    { retry: 'never' },
    { cause: thrown },
  );
}

async function readAnswer(file: string) {
  const json: unknown = JSON.parse(await readFile(file, 'utf8'));
  const { audio, times } = answerSchema.parse(json);
  return { sound: Buffer.from(audio, 'base64'), times };
}

async function listVoices(client: ElevenLabsClient): Promise<ElevenLabs.Voice[]> {
  const found: ElevenLabs.Voice[] = [];
  let nextPageToken: string | undefined;
  do {
    const page = await client.voices.search(
      { pageSize: PAGE_SIZE, ...(nextPageToken === undefined ? {} : { nextPageToken }) },
      within(LIST_LIMIT_SECONDS),
    );
    found.push(...page.voices);
    nextPageToken = page.hasMore ? page.nextPageToken : undefined;
  } while (nextPageToken !== undefined && found.length < MOST_VOICES);
  // Everybody may use the first kinds; those of the library need a plan.
  return found.toSorted((a, b) => Number(needsNoPlan(b)) - Number(needsNoPlan(a)));
}

/** A list that never ends is a mistake of the vendor's. */
const MOST_VOICES = 5_000;
const needsNoPlan = ({ category }: ElevenLabs.Voice): boolean => category !== 'professional';

function voiceOf(voice: ElevenLabs.Voice, models: string[], languages: readonly string[]): Voice {
  const { gender } = voice.labels ?? {};
  const own = [voice.labels?.['language'], ...(voice.verifiedLanguages ?? []).map(({ language }) => language)];
  return {
    provider: 'elevenlabs',
    name: voice.voiceId,
    label: voice.name ?? voice.voiceId,
    languages: [...new Set([...own, ...languages])].filter((tag) => tag !== undefined),
    ...(gender === 'female' || gender === 'male' ? { gender } : {}),
    rate: 1,
    models,
    ...(voice.previewUrl === undefined ? {} : { sampleUrl: voice.previewUrl }),
  };
}
