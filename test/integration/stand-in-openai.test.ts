import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { writeFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import OpenAI, { APIError } from 'openai';
import { toError } from '../../domain/index.ts';
import { startStandIn, type StandIn } from '../stand-in/stand-in.ts';
import { decodeSound } from '../support/sound.ts';

let standIn: StandIn;
let client: OpenAI;
let folder: string;

beforeAll(async () => {
  standIn = await startStandIn();
  client = new OpenAI({ apiKey: 'sk-any', baseURL: standIn.baseUrls.openai, maxRetries: 0 });
  folder = await mkdtemp(join(tmpdir(), 'stand-in-'));
});
afterEach(() => {
  standIn.setFaults({});
  standIn.reset();
});
afterAll(async () => {
  await standIn.close();
  await rm(folder, { recursive: true });
});

const PIXEL =
  'data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
const request = {
  model: 'gpt-5-mini',
  instructions: 'Write the narration of every slide, 20 to 30 words each, in English.',
  input: [
    {
      role: 'user' as const,
      content: [
        {
          type: 'input_text' as const,
          text: 'Slide 1\nHarbours of the north\nShips wait for the tide in the harbour.\nSlide 2\nStorms come in the autumn and close the port for days.',
        },
        { type: 'input_image' as const, detail: 'low' as const, image_url: PIXEL },
      ],
    },
  ],
  text: {
    format: {
      type: 'json_schema' as const,
      name: 'narration',
      strict: true,
      schema: {
        type: 'object',
        additionalProperties: false,
        required: ['slides'],
        properties: {
          slides: {
            type: 'array',
            items: {
              type: 'object',
              additionalProperties: false,
              required: ['number', 'text'],
              properties: { number: { type: 'integer' }, text: { type: 'string' } },
            },
          },
        },
      },
    },
  },
};
const speech = { model: 'tts-1', voice: 'nova', input: 'Ships wait for the tide. Storms close the port.' };

test('the models are listed', async () => {
  const models = await client.models.list();
  expect(models.data.map(({ id }) => id)).toEqual(expect.arrayContaining(['gpt-5-mini', 'tts-1', 'gpt-4o-mini-tts']));
});

test('structured output fits the schema, speaks the request’s own words and is the same again', async () => {
  const answers = [await client.responses.create(request), await client.responses.create(request)];
  const [first, second] = answers.map(({ output_text: text }) => text);
  expect(second).toBe(first);
  expect(JSON.parse(first ?? '')).toEqual({
    slides: [
      { number: 1, text: expect.stringContaining('Ships wait for the tide in the harbour.') },
      { number: 2, text: expect.stringContaining('Storms come in the autumn') },
    ],
  });
  const { openai } = standIn.counters();
  expect(openai).toMatchObject({
    billedCalls: 2,
    distinctBilledCalls: 1,
    repeatedBilledCalls: 1,
    schemaViolations: [],
  });
  const usage = answers[0]?.usage;
  expect(usage?.total_tokens).toBe((usage?.input_tokens ?? 0) + (usage?.output_tokens ?? 0));
  expect(openai.cents).toBeCloseTo((2 * ((usage?.input_tokens ?? 0) * 25 + (usage?.output_tokens ?? 0) * 200)) / 1e6);
});

test('speech is heard, and its WAV does not know its length', async () => {
  const wav = Buffer.from(
    await (await client.audio.speech.create({ ...speech, response_format: 'wav' })).arrayBuffer(),
  );
  expect(wav.readUInt32LE(40)).toBe(0xff_ff_ff_ff);
  const pcm = Buffer.from(
    await (await client.audio.speech.create({ ...speech, response_format: 'pcm' })).arrayBuffer(),
  );
  expect(wav.subarray(44).equals(pcm)).toBe(true);
  const mp3 = Buffer.from(await (await client.audio.speech.create(speech)).arrayBuffer());
  const file = join(folder, 'speech.mp3');
  await writeFile(file, mp3);
  const samples = decodeSound(file, 0, 60);
  expect(samples.length / 48_000).toBeCloseTo(pcm.length / 2 / 24_000, 0);
  expect(samples.some((sample) => sample > 0.05)).toBe(true);
  expect(standIn.counters().openai.units.characters).toBe(3 * speech.input.length);
});

test.each([
  ['more than 4,096 characters', { ...speech, input: 'a'.repeat(4_097) }, 'input'],
  ['an unknown voice', { ...speech, voice: 'rachel' }, 'voice'],
  ['a voice that the old models lack', { ...speech, voice: 'marin' }, 'voice'],
  ['instructions to an old model', { ...speech, instructions: 'Speak slowly.' }, 'instructions'],
  ['an unknown argument', { ...speech, style: 'calm' }, 'style'],
])('a speech call with %s is refused and counted', async (_, body, param) => {
  const error = await refusalOf(client.audio.speech.create(body));
  expect(error).toMatchObject({ status: 400, type: 'invalid_request_error', param });
  expect(standIn.counters().openai).toMatchObject({ billedCalls: 0, schemaViolations: [expect.any(String)] });
});

test.each([
  ['an open object in a strict schema', { text: { format: { ...request.text.format, schema: { type: 'object' } } } }],
  ['a temperature for a reasoning model', { temperature: 0.2 }],
  ['a picture that is none', { input: [{ role: 'user' as const, content: [image('data:image/png;base64,AAAA')] }] }],
])('a text call with %s is refused', async (_, wrong) => {
  expect(await refusalOf(client.responses.create({ ...request, ...wrong }))).toMatchObject({ status: 400 });
  expect(standIn.counters().openai.schemaViolations).toHaveLength(1);
});

function image(url: string) {
  return { type: 'input_image' as const, detail: 'low' as const, image_url: url };
}

async function refusalOf(call: PromiseLike<unknown>): Promise<APIError> {
  const error = await Promise.resolve(call).then(
    () => new Error('was not refused'),
    (thrown: unknown) => toError(thrown),
  );
  if (error instanceof APIError) return error;
  throw error;
}
