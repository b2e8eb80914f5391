/**
 * `npm run check:contracts -- DIR`: compares the requests that our clients may make, and the answers that the stand-in gives, with
 * the vendors' published descriptions in DIR (openai.slice.json, elevenlabs.slice.json, heygen-v3.slice.json).
 */

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { differences, jsonSchema, schemaOf, type JsonSchema, type Refs } from './contract-differences.ts';
import { textToSpeech, textToSpeechQuery, voicesQuery } from './contracts/elevenlabs.ts';
import { createVideo } from './contracts/heygen.ts';
import { createResponse, createSpeech } from './contracts/openai.ts';
import { sampleAnswers, type SampleAnswers } from './sample-answers.ts';

/** A place in a vendor's document: the names on the way to it. */
type Place = readonly string[];

const schema = (name: string): Place => ['components', 'schemas', name];

const REQUESTS: { file: string; ours: z.ZodType; at: Place; isQuery?: true }[] = [
  { file: 'openai', ours: createSpeech, at: schema('CreateSpeechRequest') },
  { file: 'openai', ours: createResponse, at: schema('CreateResponse') },
  { file: 'elevenlabs', ours: textToSpeech, at: schema('Body_text_to_speech_full') },
  { file: 'elevenlabs', ours: textToSpeech, at: schema('Body_text_to_speech_full_with_timestamps') },
  {
    file: 'elevenlabs',
    ours: textToSpeechQuery,
    at: ['paths', '/v1/text-to-speech/{voice_id}/with-timestamps', 'post', 'parameters'],
    isQuery: true,
  },
  { file: 'elevenlabs', ours: voicesQuery, at: ['paths', '/v2/voices', 'get', 'parameters'], isQuery: true },
  { file: 'heygen-v3', ours: createVideo, at: ['POST /v3/videos', 'RequestSchema'] },
];

const ANSWERS: { file: string; of: keyof SampleAnswers; at: Place }[] = [
  { file: 'openai', of: 'openaiModels', at: schema('ListModelsResponse') },
  { file: 'openai', of: 'openaiResponse', at: schema('Response') },
  { file: 'openai', of: 'openaiError', at: schema('ErrorResponse') },
  { file: 'elevenlabs', of: 'elevenlabsVoices', at: schema('GetVoicesV2ResponseModel') },
  { file: 'elevenlabs', of: 'elevenlabsModel', at: schema('ModelResponseModel') },
  { file: 'elevenlabs', of: 'elevenlabsSubscription', at: schema('ExtendedSubscriptionResponseModel') },
  { file: 'elevenlabs', of: 'elevenlabsTimestamps', at: schema('AudioWithTimestampsResponseModel') },
  { file: 'elevenlabs', of: 'elevenlabsMistake', at: schema('HTTPValidationError') },
  { file: 'heygen-v3', of: 'heygenAsset', at: ['POST /v3/assets', 'ResponseSchema'] },
  { file: 'heygen-v3', of: 'heygenOrder', at: ['POST /v3/videos', 'ResponseSchema'] },
  { file: 'heygen-v3', of: 'heygenVideo', at: ['GET /v3/videos/{video_id}', 'ResponseSchema'] },
  { file: 'heygen-v3', of: 'heygenVideos', at: ['GET /v3/videos', 'ResponseSchema'] },
  { file: 'heygen-v3', of: 'heygenDeleted', at: ['DELETE /v3/videos/{video_id}', 'ResponseSchema'] },
  { file: 'heygen-v3', of: 'heygenAvatars', at: ['GET /v3/avatars', 'ResponseSchema'] },
  { file: 'heygen-v3', of: 'heygenLooks', at: ['GET /v3/avatars/looks', 'ResponseSchema'] },
  { file: 'heygen-v3', of: 'heygenVoices', at: ['GET /v3/voices', 'ResponseSchema'] },
  { file: 'heygen-v3', of: 'heygenMe', at: ['GET /v3/users/me', 'ResponseSchema'] },
];

async function checkAll(from: string): Promise<boolean> {
  const documents = new Map<string, unknown>();
  for (const file of new Set(REQUESTS.map((request) => request.file))) {
    documents.set(file, JSON.parse(await readFile(join(from, `${file}.slice.json`), 'utf8')));
  }
  const refsIn =
    (file: string): Refs =>
    (name) =>
      jsonSchema.parse(find(documents.get(file), name.replace('#/', '').split('/')));
  const requests = REQUESTS.map(({ file, ours, at, isQuery }) => {
    const found = find(documents.get(file), at);
    const theirs = isQuery ? fromParameters(found) : jsonSchema.parse(found);
    const mine = jsonSchema.parse(z.toJSONSchema(ours, { io: 'output', unrepresentable: 'any' }));
    return say(`${file} request ${at.slice(-3).join(' ')}`, differences(mine, theirs, refsIn(file)));
  });
  const samples = await sampleAnswers();
  const answers = ANSWERS.map(({ file, of, at }) => {
    const theirs = jsonSchema.parse(find(documents.get(file), at));
    return say(`${file} answer ${of}`, differences(schemaOf(samples[of]), theirs, refsIn(file)));
  });
  return [...requests, ...answers].every(Boolean);
}

function say(what: string, found: readonly string[]): boolean {
  process.stdout.write(
    `${found.length === 0 ? 'same     ' : 'DIFFERENT'} ${what}\n${found.map((line) => `            ${line}\n`).join('')}`,
  );
  return found.length === 0;
}

/** @throws Error where the document has no such place */
function find(document: unknown, place: Place): unknown {
  return place.reduce<unknown>((value, name) => {
    const { data } = z.record(z.string(), z.unknown()).safeParse(value);
    if (data?.[name] === undefined) throw new Error(`the description has no ${place.join(' → ')}`);
    return data[name];
  }, document);
}

const parameter = z.object({ in: z.string(), name: z.string(), required: z.boolean(), schema: jsonSchema });

/** A query as one object; in an address, booleans are words. */
function fromParameters(value: unknown): JsonSchema {
  const query = z
    .array(parameter)
    .parse(value)
    .filter((one) => one.in === 'query');
  const asText = (one: JsonSchema): JsonSchema => (one.type === 'boolean' ? { enum: ['true', 'false'] } : one);
  return {
    type: 'object',
    properties: Object.fromEntries(query.map((one) => [one.name, asText(one.schema)])),
    required: query.filter((one) => one.required).map((one) => one.name),
  };
}

const [folder] = process.argv.slice(2);
if (folder === undefined) {
  process.stderr.write('Say where the published descriptions are: npm run check:contracts -- DIR\n');
  process.exit(2);
}
process.exitCode = (await checkAll(folder)) ? 0 : 1;
