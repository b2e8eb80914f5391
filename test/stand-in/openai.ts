/** OpenAI: models, responses with structured output, speech. */

import { randomUUID } from 'node:crypto';
import express, { Router } from 'express';
import {
  createResponse,
  createSpeech,
  isReasoning,
  SPEECH_MODELS,
  type CreateResponse,
  type CreateSpeech,
} from './contracts/openai.ts';
import { centsFor } from '../../domain/index.ts';
import { contentHash, chance } from './chance.ts';
import { createCounter, PAID_REQUEST, type Ask, type ExchangeDeps } from './exchange.ts';
import type { Fault } from './faults.ts';
import { checked, errors, modelNotFound } from './openai-errors.ts';
import { writeSound } from './sound-format.ts';
import { SPEECH_RATE, type Speak } from './speech.ts';
import { spoil } from './spoil.ts';
import { write } from './writer.ts';

/** Takes the writer's place where it answers with anything but undefined. */
export type Respond = (request: CreateResponse) => unknown;

export interface OpenAiDeps extends ExchangeDeps {
  speak: Speak;
  respond: Respond;
}

const WRITING_MODELS = [
  'gpt-5-mini',
  'gpt-5-nano',
  'gpt-5',
  'gpt-5.1',
  'gpt-5.4-mini',
  'gpt-4.1-mini',
  'gpt-4o',
  'gpt-4o-mini',
];
/** A page of text and pictures as data URLs. */
const MAX_BODY = '64mb';
const CREATED_AT = 1_760_000_000;
/** Real latencies: speech begins after some 300 ms and takes 5 ms a letter; a script takes 2 to 6 s. */
const SPEECH_LATENCY = { startMs: 300, letterMs: 5 };
const WRITING_LATENCY = { leastMs: 2_000, spreadMs: 4_000 };
const IMAGE_TOKENS = 800;

export function createOpenAi(deps: OpenAiDeps): Router {
  const { serve, failed } = createCounter(deps, {
    vendor: 'openai',
    errors,
    keyOf: (req) => /^Bearer (.+)$/.exec(req.get('authorization') ?? '')?.[1],
  });
  const router = Router();
  router.use(express.json({ limit: MAX_BODY, strict: false }));
  router.use((_, res, next) => {
    res.set('x-request-id', `req_${randomUUID().replaceAll('-', '')}`);
    next();
  });
  router.get(
    '/v1/models',
    serve('openai.models', () => ({
      hash: 'models',
      work: async () => ({ reply: { body: { object: 'list', data: MODELS.map(modelView) } } }),
    })),
  );
  router.post(
    '/v1/responses',
    serve('openai.responses', (req) => responses(deps, checked(createResponse, req.body))),
  );
  router.post(
    '/v1/audio/speech',
    serve('openai.speech', (req) => speech(deps, checked(createSpeech, req.body))),
  );
  router.use((req) => {
    throw errors.invalid(`Invalid URL (${req.method} ${req.path})`);
  });
  router.use(failed);
  return router;
}

const MODELS = [...WRITING_MODELS, ...SPEECH_MODELS];
const modelView = (id: string) => ({ id, object: 'model', created: CREATED_AT, owned_by: 'openai' });

function speech({ speak }: OpenAiDeps, request: CreateSpeech): Ask {
  const { model, input, voice, speed = 1, response_format: format = 'mp3' } = request;
  if (!SPEECH_MODELS.some((known) => known === model)) throw modelNotFound(model);
  const hash = contentHash({ route: 'speech', ...request });
  return {
    hash,
    isPaid: true,
    possible: [...PAID_REQUEST, 'truncated_audio', 'silent_audio'],
    latencyMs: SPEECH_LATENCY.startMs + SPEECH_LATENCY.letterMs * input.length,
    work: async (fault) => {
      const spoken = spoil(await speak({ text: input, voice, speed }), fault, { hash, isTimed: false });
      const { bytes, contentType } = await writeSound(spoken, {
        name: format,
        rate: SPEECH_RATE,
        hasKnownLength: false,
      });
      const units = { characters: Array.from(input).length, seconds: spoken.samples.length / SPEECH_RATE };
      return {
        reply: { headers: { 'Content-Type': contentType }, body: bytes },
        bill: { model, units, cents: centsFor('openai', model, units) },
      };
    },
  };
}

function responses({ respond }: OpenAiDeps, request: CreateResponse): Ask {
  const { model } = request;
  if (!WRITING_MODELS.some((known) => model === known || model.startsWith(`${known}-20`))) throw modelNotFound(model);
  const hash = contentHash({ route: 'responses', ...request });
  return {
    hash,
    isPaid: true,
    possible: [...PAID_REQUEST, 'refusal', 'cut_off', 'wrong_shape', 'wrong_language'],
    latencyMs: WRITING_LATENCY.leastMs + WRITING_LATENCY.spreadMs * chance(hash),
    work: async (fault) => {
      const text = await answerText(request, respond, fault);
      const usage = usageOf(request, text);
      const units = { inputTokens: usage.input_tokens, outputTokens: usage.output_tokens };
      return {
        reply: { body: responseView(request, hash, text, usage, fault) },
        bill: { model, units, cents: centsFor('openai', model, units) },
      };
    },
  };
}

async function answerText(request: CreateResponse, respond: Respond, fault: Fault | undefined): Promise<string> {
  if (fault === 'wrong_shape') return JSON.stringify({ unexpected: 'shape' });
  const given = fault === 'wrong_language' ? undefined : respond(request);
  const written = given ?? (await write(request, { inWrongLanguage: fault === 'wrong_language' }));
  const text = typeof written === 'string' ? written : JSON.stringify(written);
  return fault === 'cut_off' ? text.slice(0, Math.ceil(text.length / 2)) : text;
}

/** Four letters are about one token; a picture some hundreds. */
function usageOf({ model, instructions = '', input, text }: CreateResponse, answer: string) {
  const sent = JSON.stringify(input).replaceAll(/data:image\/\w+;base64,[^"]*/g, '');
  const pictures = typeof input === 'string' ? 0 : (JSON.stringify(input).match(/"input_image"/g)?.length ?? 0);
  const reasoning = isReasoning(model) ? 64 : 0;
  const letters = instructions.length + sent.length + JSON.stringify(text ?? '').length;
  const inputTokens = Math.ceil(letters / 4) + pictures * IMAGE_TOKENS;
  const outputTokens = Math.ceil(answer.length / 4) + reasoning;
  return {
    input_tokens: inputTokens,
    input_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
    output_tokens: outputTokens,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: inputTokens + outputTokens,
  };
}

/** Source: components.schemas.Response, every field that it requires. */
function responseView(
  request: CreateResponse,
  hash: string,
  text: string,
  usage: ReturnType<typeof usageOf>,
  fault: Fault | undefined,
) {
  const isCut = fault === 'cut_off';
  const content =
    fault === 'refusal'
      ? { type: 'refusal', refusal: "I'm sorry, but I can't help with that." }
      : { type: 'output_text', text, annotations: [], logprobs: [] };
  const id = hash.slice(0, 48);
  const message = {
    id: `msg_${id}`,
    type: 'message',
    role: 'assistant',
    status: isCut ? 'incomplete' : 'completed',
    content: [content],
  };
  const createdAt = Math.floor(Date.now() / 1000);
  return {
    id: `resp_${id}`,
    object: 'response',
    created_at: createdAt,
    completed_at: isCut ? null : createdAt,
    status: isCut ? 'incomplete' : 'completed',
    error: null,
    incomplete_details: isCut ? { reason: 'max_output_tokens' } : null,
    instructions: request.instructions ?? null,
    max_output_tokens: request.max_output_tokens ?? null,
    model: request.model,
    output: isReasoning(request.model) ? [{ id: `rs_${id}`, type: 'reasoning', summary: [] }, message] : [message],
    parallel_tool_calls: true,
    previous_response_id: null,
    reasoning: { effort: request.reasoning?.effort ?? null, summary: null },
    temperature: request.temperature ?? 1,
    text: request.text ?? { format: { type: 'text' } },
    tool_choice: 'auto',
    tools: [],
    top_p: request.top_p ?? 1,
    truncation: 'disabled',
    usage,
    metadata: request.metadata ?? {},
  };
}
