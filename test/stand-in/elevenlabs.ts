/** ElevenLabs: voices, models, subscription, history, speech with and without timestamps. */

import express, { Router, type Request } from 'express';
import type { z } from 'zod';
import { centsFor } from '../../domain/index.ts';
import { contentHash } from './chance.ts';
import { historyQuery, textToSpeech, textToSpeechQuery, voicesQuery } from './contracts/elevenlabs.ts';
import {
  allowsFormat,
  DEPRECATED_MODELS,
  MODELS,
  modelViews,
  RACHEL,
  subscriptionView,
  voices,
  type CatalogVoice,
  type Tier,
} from './elevenlabs-catalog.ts';
import { checked, errors, refusal } from './elevenlabs-errors.ts';
import { createCounter, PAID_REQUEST, type Ask, type ExchangeDeps } from './exchange.ts';
import { writeSound } from './sound-format.ts';
import { SPEECH_RATE, type Speak, type Speech } from './speech.ts';
import { spoil } from './spoil.ts';

export interface ElevenLabsDeps extends ExchangeDeps {
  speak: Speak;
  tier: Tier;
  /** Of what the price list says, so much is charged. */
  creditShare: number;
  /** Where this router is reached; known once it listens. */
  baseUrl: () => string;
}

/** Source: SpeechHistoryItemResponse of the SDK. */
interface HistoryItem {
  history_item_id: string;
  request_id: string;
  voice_id: string;
  voice_name: string;
  model_id: string;
  text: string;
  date_unix: number;
  character_count_change_from: number;
  character_count_change_to: number;
  content_type: string;
  state: 'created';
  source: 'TTS';
  alignments: { alignment: Alignment; normalized_alignment: Alignment };
  output_format: string;
}

interface Alignment {
  characters: string[];
  character_start_times_seconds: number[];
  character_end_times_seconds: number[];
}

interface Account {
  credits: number;
  /** Newest first. */
  history: HistoryItem[];
  /** By the item's id, of the newest. */
  sounds: Map<string, Speech>;
}

/** Real latencies: the first words after some 300 ms, then 5 ms a letter. */
const LATENCY = { startMs: 300, letterMs: 5 };
const MAX_BODY = '2mb';

export function createElevenLabs(deps: ElevenLabsDeps): Router {
  const { tier, baseUrl } = deps;
  const account: Account = { credits: 0, history: [], sounds: new Map() };
  const { serve, failed } = createCounter(deps, {
    vendor: 'elevenlabs',
    errors,
    keyOf: (req) => req.get('xi-api-key'),
  });
  const free = (name: string, view: (req: Request) => unknown) =>
    serve(`elevenlabs.${name}`, (req) => {
      const body = view(req);
      return { hash: name, work: async () => ({ reply: { body } }) };
    });
  const router = Router();
  router.use(express.json({ limit: MAX_BODY, strict: false }));
  router.get('/v1/models', free('models', modelViews));
  router.get(
    '/v1/user/subscription',
    free('subscription', () => subscriptionView(tier, account.credits)),
  );
  router.get(
    '/v2/voices',
    free('voices', (req) => voicesPage(voices(baseUrl()), checked(voicesQuery, req.query, 'query'))),
  );
  router.get(
    '/v1/history',
    free('history', (req) => historyPage(account, checked(historyQuery, req.query, 'query'))),
  );
  router.get(
    '/v1/history/:item/audio',
    serve('elevenlabs.historyAudio', (req) => historyAudio(account, req.params['item'])),
  );
  router.get('/previews/:file', async (req, res) => {
    const { file } = req.params;
    const speech = await deps.speak({ text: 'This is how I sound.', voice: file, speed: 1 });
    res.type('audio/mpeg').send((await writeSound(speech, { name: 'mp3', rate: SPEECH_RATE })).bytes);
  });
  for (const withTimestamps of [false, true]) {
    router.post(
      `/v1/text-to-speech/:voice${withTimestamps ? '/with-timestamps' : ''}`,
      serve('elevenlabs.speech', (req) => speechAsk(deps, account, req, withTimestamps)),
    );
  }
  router.use(() => {
    throw refusal(404, 'not_found', 'Not Found', { isViolation: true });
  });
  router.use(failed);
  return router;
}

function voicesPage(all: CatalogVoice[], query: z.infer<typeof voicesQuery>) {
  const search = query.search?.toLowerCase() ?? '';
  const found = all.filter(({ name, description }) => `${name} ${description}`.toLowerCase().includes(search));
  const from = Number(query.next_page_token ?? 0);
  const to = from + query.page_size;
  const hasMore = to < found.length;
  return {
    voices: found.slice(from, to),
    has_more: hasMore,
    total_count: found.length,
    next_page_token: hasMore ? String(to) : null,
  };
}

function historyPage({ history }: Account, query: z.infer<typeof historyQuery>) {
  const after = history.findIndex((item) => item.history_item_id === query.start_after_history_item_id);
  const found = history
    .slice(after + 1)
    .filter((item) => item.voice_id === (query.voice_id ?? item.voice_id))
    .filter((item) => item.date_unix >= (query.date_after_unix ?? 0))
    .filter((item) => item.text.includes(query.search ?? ''));
  const page = found.slice(0, query.page_size);
  return { history: page, has_more: found.length > page.length, last_history_item_id: page.at(-1)?.history_item_id };
}

/** Source: History.getAudio of the SDK. In which format what was ordered as samples is given, the vendor does not say: MP3 here. */
function historyAudio({ history, sounds }: Account, id: unknown): Ask {
  const item = history.find((one) => one.history_item_id === id);
  const heard = sounds.get(item?.history_item_id ?? '');
  if (!item || !heard) throw refusal(404, 'history_item_not_found', 'There is no such item.', { isViolation: true });
  return {
    hash: `history ${item.history_item_id}`,
    work: async () => {
      const { bytes, contentType } = await writeSound(heard, { name: 'mp3', rate: SPEECH_RATE });
      return { reply: { headers: { 'Content-Type': contentType }, body: bytes } };
    },
  };
}

function speechAsk(deps: ElevenLabsDeps, account: Account, req: Request, withTimestamps: boolean): Ask {
  const request = checked(textToSpeech, req.body, 'body');
  const { output_format: format } = checked(textToSpeechQuery, req.query, 'query');
  const voice = voices('').find(({ voice_id: id }) => id === req.params['voice']);
  const { text, model_id: model = 'eleven_multilingual_v2' } = request;
  const rates = checkPlan({ tier: deps.tier, voice, model, format, letters: text.length });
  const hash = contentHash({ route: 'speech', voice: voice?.voice_id, format, withTimestamps, ...request });
  return {
    hash,
    isPaid: true,
    possible: [...PAID_REQUEST, 'truncated_audio', 'silent_audio'],
    latencyMs: LATENCY.startMs + LATENCY.letterMs * text.length,
    work: async (fault) => {
      const characters = Array.from(text).length;
      const spoken = await deps.speak({
        text,
        voice: voice?.voice_id ?? '',
        speed: request.voice_settings?.speed ?? 1,
        language: request.language_code,
      });
      const [name = 'mp3', rate = '44100', kilobits] = format.split('_');
      const bits = kilobits === undefined ? {} : { bitsPerSecond: Number(kilobits) * 1000 };
      const heard = spoil(spoken, fault, { hash, isTimed: withTimestamps });
      const { bytes, contentType } = await writeSound(heard, { name, rate: Number(rate), ...bits });
      const credits = Math.ceil(characters * rates.creditsACharacter * deps.creditShare);
      const units = { characters: deps.creditShare === 1 ? characters : credits / rates.creditsACharacter };
      const item = record(account, { hash, text, model, voice, credits, contentType, spoken, format });
      keepSound(account, item, heard);
      return {
        reply: {
          headers: {
            'Content-Type': withTimestamps ? 'application/json' : contentType,
            'request-id': item.request_id,
            'history-item-id': item.history_item_id,
            'character-cost': String(credits),
            'current-concurrent-requests': String(deps.tally.running('elevenlabs')),
            'maximum-concurrent-requests': String(deps.limits.elevenlabs?.concurrent ?? 5),
          },
          body: withTimestamps ? timed(bytes, spoken) : bytes,
        },
        bill: { model, units, cents: centsFor('elevenlabs', model, units) },
      };
    },
  };
}

/** What the plan and the models allow. @throws VendorError as the vendor words it */
function checkPlan(ask: {
  tier: Tier;
  voice: CatalogVoice | undefined;
  model: string;
  format: string;
  letters: number;
}) {
  const { tier, voice, model, format, letters } = ask;
  const violation = { isViolation: true };
  if (!voice) throw refusal(404, 'voice_not_found', 'A voice with this ID was not found.', violation);
  if (voice.voice_id === RACHEL && tier === 'free') {
    throw refusal(402, 'paid_plan_required', 'Free users cannot use library voices via the API.', violation);
  }
  if (DEPRECATED_MODELS.includes(model)) {
    throw refusal(400, 'model_deprecated', `The model ${model} is deprecated. Use a newer one.`, violation);
  }
  const rates = MODELS[model];
  if (!rates) throw refusal(400, 'model_not_found', `A model with ID ${model} does not exist.`, violation);
  if (letters > rates.characters) {
    const message = `The text has ${letters} characters; ${model} takes ${rates.characters} in one request.`;
    throw refusal(400, 'max_character_limit_exceeded', message, violation);
  }
  if (!allowsFormat(tier, format)) {
    throw refusal(403, 'output_format_not_allowed', `${format} is not part of the plan ${tier}.`, violation);
  }
  return rates;
}

function record(
  account: Account,
  made: {
    hash: string;
    text: string;
    model: string;
    voice: CatalogVoice | undefined;
    credits: number;
    contentType: string;
    spoken: Speech;
    format: string;
  },
): HistoryItem {
  const id = contentHash([made.hash, account.history.length]).slice(0, 20);
  const item: HistoryItem = {
    history_item_id: id,
    request_id: `req${id}`,
    voice_id: made.voice?.voice_id ?? '',
    voice_name: made.voice?.name ?? '',
    model_id: made.model,
    text: made.text,
    date_unix: Math.floor(Date.now() / 1000),
    character_count_change_from: account.credits,
    character_count_change_to: account.credits + made.credits,
    content_type: made.contentType,
    state: 'created',
    source: 'TTS',
    alignments: { alignment: alignmentOf(made.spoken), normalized_alignment: alignmentOf(made.spoken) },
    output_format: made.format,
  };
  account.credits += made.credits;
  account.history.unshift(item);
  return item;
}

/** So many answers may be looked for; the rest is only room. */
const MOST_SOUNDS = 50;

function keepSound({ sounds }: Account, { history_item_id: id }: HistoryItem, heard: Speech): void {
  sounds.set(id, heard);
  const [oldest] = sounds.keys();
  if (sounds.size > MOST_SOUNDS && oldest !== undefined) sounds.delete(oldest);
}

/** Source: AudioWithTimestampsResponseModel. */
function timed(audio: Buffer, spoken: Speech) {
  const alignment = alignmentOf(spoken);
  return { audio_base64: audio.toString('base64'), alignment, normalized_alignment: alignment };
}

/** Within a sentence, every character gets an equal share of its time. */
function alignmentOf({ sentences }: Speech): Alignment {
  const times = sentences.flatMap(({ text, startSample, endSample }) => {
    const characters = Array.from(text);
    const at = (index: number): number =>
      round((startSample + ((endSample - startSample) * index) / characters.length) / SPEECH_RATE);
    return characters.map((character, index) => ({ character, start: at(index), end: at(index + 1) }));
  });
  return {
    characters: times.map(({ character }) => character),
    character_start_times_seconds: times.map(({ start }) => start),
    character_end_times_seconds: times.map(({ end }) => end),
  };
}

const round = (seconds: number): number => Math.round(seconds * 1000) / 1000;
