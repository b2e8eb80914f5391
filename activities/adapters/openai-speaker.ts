/** Voices of OpenAI, or of a server that speaks its language: Kokoro, LocalAI. */

import { open } from 'node:fs/promises';
import OpenAI from 'openai';
import { z } from 'zod';
import { centsFor, type Prices, type Usage, type Voice } from '../../domain/index.ts';
import { artifactKey } from '../../platform/artifact-key.ts';
import type { Artifacts } from '../../platform/artifacts.ts';
import type { ProvidersConfig } from '../../platform/config.ts';
import { boundedFetch } from '../paid/bounded-fetch.ts';
import type { PaidCalls, Receipt } from '../paid/paid-calls.ts';
import { vendorError } from '../paid/vendor-errors.ts';
import type { Run } from '../run.ts';
import { timeByRests } from '../speech/align.ts';
import { createKept } from '../speech/kept.ts';
import {
  decodePaidSound,
  longestSeconds,
  paidText,
  speechLimitMs,
  usableSound,
  type PaidSound,
} from '../speech/paid-sound.ts';
import type { Speaker, SpeechRequest } from '../speech/speaker.ts';

export interface OpenAiSpeakerPorts {
  config: NonNullable<ProvidersConfig['openai']>;
  prices: Prices;
  artifacts: Artifacts;
  paid: PaidCalls;
}

/** A list of names. */
const LIST_LIMIT_MS = 15_000;
/** POST /v1/audio/speech refuses more. */
const MAX_CHARACTERS = 4_096;
/** 23 minutes at 24 kHz: a slow voice needs ten for as many characters. */
const ANSWER_BYTES = 64 * 2 ** 20;

/** Of these `coral` is OpenAI's own example; the last four need a model newer than tts-1. */
const VOICES = 'coral alloy ash echo fable nova onyx sage shimmer ballad cedar marin verse'.split(' ');
const NEWER_VOICES = new Set(['ballad', 'cedar', 'marin', 'verse']);
const isOlder = (model: string): boolean => model.startsWith('tts-1');
/** platform.openai.com/docs/guides/text-to-speech, supported languages. */
const LANGUAGES = (
  'en af ar az be bg bs ca cs cy da de el es et fa fi fr gl he hi hr hu hy id is it ja kk kn ko lt lv mi mk mr ms ne nl no pl pt ro ' +
  'ru sk sl sr sv sw ta th tl tr uk ur vi zh'
).split(' ');

export function createOpenAiSpeaker({ config, prices, artifacts, paid }: OpenAiSpeakerPorts): Speaker {
  const { apiKey, baseUrl, speechModel } = config;
  // Retries are ours alone: a second layer would pay twice.
  const client = new OpenAI({ apiKey, baseURL: baseUrl ?? null, maxRetries: 0, fetch: boundedFetch(ANSWER_BYTES) });
  const host = baseUrl === undefined ? undefined : new URL(baseUrl).host;

  const list = async (): Promise<Voice[]> => {
    const signal = AbortSignal.timeout(LIST_LIMIT_MS);
    const all = await client.models.list({ signal }).then(
      ({ data }) => data.map(({ id }) => id),
      (thrown: unknown) => {
        // A compatible server need not list its models.
        if (host !== undefined && thrown instanceof OpenAI.NotFoundError) return [];
        throw vendorError('openai', thrown);
      },
    );
    const isOpenAi = host === undefined || all.some((id) => id.startsWith('gpt-'));
    const speaking = isOpenAi ? all.filter((id) => id.includes('tts')) : all;
    const models = speaking.length === 0 && host !== undefined ? [speechModel] : preferred(speaking, speechModel);
    const names = isOpenAi ? VOICES : ((await foreignVoices(client, signal)) ?? VOICES);
    return names.flatMap((name) => {
      const own = models.filter((model) => !(isOlder(model) && NEWER_VOICES.has(name)));
      return own.length === 0 ? [] : [voiceOf(name, own)];
    });
  };

  const buy = async (text: string, { voice, bill }: SpeechRequest, run: Run, file: string) => {
    const model = voice.model ?? speechModel;
    const vendorId = await fetchSpeech(client, { model, voice: voice.name, text }, file, run.signal);
    const billed = (seconds: number): { usage: Usage; cents: number } => {
      const usage = { characters: Array.from(text).length, seconds };
      return { usage, cents: centsFor('openai', model, usage, prices) };
    };
    const sound = await usableSound(() => decodePaidSound(file, 1, run), text, { voice, bill }, billed, run);
    const receipt: Receipt = { ...billed(sound.durationMs / 1000), ...(vendorId === null ? {} : { vendorId }) };
    return { sound, receipt };
  };

  return {
    version: ['openai 1', host].filter((part) => part !== undefined).join(' '),
    voices: createKept(list),
    check: list,
    maxCharacters: () => MAX_CHARACTERS,
    unreadable: () => [],
    speak: async (request, run) => {
      const { sentences, voice, language, bill } = request;
      const model = voice.model ?? speechModel;
      const text = paidText(sentences);
      const key = artifactKey('speech', { provider: 'openai', host, model, voice: voice.name, text }, 'wav');
      const most = { characters: Array.from(text).length, seconds: longestSeconds(text) };
      let bought: PaidSound | undefined;
      await paid.once(
        { key, provider: 'openai', model, ...bill, atMostCents: centsFor('openai', model, most, prices) },
        async (file) => {
          const { sound, receipt } = await buy(text, request, run, file);
          bought = sound;
          return receipt;
        },
        run,
      );
      const sound =
        bought && voice.rate === 1 ? bought : await decodePaidSound(await artifacts.file(key), voice.rate, run);
      const texts = sentences.map((sentence) => sentence.text);
      return { wav: sound.wav, durationMs: sound.durationMs, ...timeByRests(texts, sound.stretches, language) };
    },
  };
}

/** WAV and not PCM: it says its own rate, which servers other than OpenAI's choose as they like. */
async function fetchSpeech(
  client: OpenAI,
  { model, voice, text }: { model: string; voice: string; text: string },
  file: string,
  cancel: AbortSignal,
): Promise<string | null> {
  const timeout = speechLimitMs(text);
  const signal = AbortSignal.any([cancel, AbortSignal.timeout(timeout)]);
  try {
    const response = await client.audio.speech.create(
      { model, voice, input: text, response_format: 'wav' },
      { signal, timeout },
    );
    const out = await open(file, 'w');
    try {
      for await (const chunk of response.body ?? []) {
        const bytes: unknown = chunk;
        if (ArrayBuffer.isView(bytes))
          await out.writeFile(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
      }
    } finally {
      await out.close();
    }
    return response.headers.get('x-request-id');
  } catch (thrown) {
    cancel.throwIfAborted();
    throw vendorError('openai', thrown);
  }
}

const voiceOf = (name: string, models: string[]): Voice => ({
  provider: 'openai',
  name,
  label: name.charAt(0).toUpperCase() + name.slice(1),
  languages: LANGUAGES,
  rate: 1,
  models,
});

/** The keeper's choice first, and the better of the others before tts-1. */
const preferred = (models: readonly string[], first: string): string[] =>
  models
    .toSorted((a, b) => rank(b) - rank(a) || a.localeCompare(b))
    .toSorted((a, b) => Number(b === first) - Number(a === first));

const rank = (model: string): number => (isOlder(model) ? 0 : 1);

const foreignSchema = z
  .object({ voices: z.array(z.union([z.string(), z.object({ id: z.string() }).transform(({ id }) => id)])).min(1) })
  .transform(({ voices }) => voices);

/** What Kokoro and others answer; OpenAI itself has no such list. */
async function foreignVoices(client: OpenAI, signal: AbortSignal): Promise<string[] | undefined> {
  const answer: unknown = await client.get('/audio/voices', { signal }).catch(() => undefined);
  return foreignSchema.safeParse(answer).data;
}
