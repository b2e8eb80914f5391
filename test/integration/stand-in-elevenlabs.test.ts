import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { ElevenLabsClient, ElevenLabsError } from 'elevenlabs';
import { buffer } from 'node:stream/consumers';
import { toError } from '../../domain/index.ts';
import { startStandIn, type StandIn } from '../stand-in/stand-in.ts';

let standIn: StandIn;
let client: ElevenLabsClient;

beforeAll(async () => {
  standIn = await startStandIn({ audio: 'tone', tier: 'free' });
  client = new ElevenLabsClient({ apiKey: 'any', baseUrl: standIn.baseUrls.elevenlabs, maxRetries: 0 });
});
afterEach(() => {
  standIn.setFaults({});
  standIn.reset();
});
afterAll(() => standIn.close());

const RACHEL = '21m00Tcm4TlvDq8ikWAM';
const speech = { text: 'Ships wait for the tide. Storms close the port.', outputFormat: 'pcm_24000' as const };

test('the voices come page by page, each with a sample that plays', async () => {
  const first = await client.voices.search({ pageSize: 20 });
  expect(first).toMatchObject({ hasMore: true, totalCount: 25 });
  const token = first.nextPageToken;
  const second = await client.voices.search({ pageSize: 20, ...(token === undefined ? {} : { nextPageToken: token }) });
  expect([first.voices.length, second.voices.length, second.hasMore]).toEqual([20, 5, false]);
  const sample = await fetch(first.voices[1]?.previewUrl ?? '');
  expect(sample.headers.get('content-type')).toBe('audio/mpeg');
});

test('models say what they take, the subscription what is used', async () => {
  const models = await client.models.list();
  expect(models).toContainEqual(
    expect.objectContaining({ modelId: 'eleven_flash_v2_5', maximumTextLengthPerRequest: 40_000 }),
  );
  expect(await client.user.subscription.get()).toMatchObject({ tier: 'free', characterLimit: 10_000 });
  expect(standIn.counters().elevenlabs).toMatchObject({ requests: 2, billedCalls: 0, schemaViolations: [] });
});

test('speech with timestamps says of every character when it is heard', async () => {
  const voice = await anyVoice();
  const { data, rawResponse } = await client.textToSpeech.convertWithTimestamps(voice, speech).withRawResponse();
  const seconds = Buffer.from(data.audioBase64, 'base64').length / 2 / 24_000;
  expect(data.alignment?.characters.join('')).toBe(speech.text);
  expect(data.alignment?.characterEndTimesSeconds.at(-1)).toBeCloseTo(seconds, 2);
  expect(rawResponse.headers.get('character-cost')).toBe(String(speech.text.length));
  const { history } = await client.history.list({ pageSize: 5 });
  expect(history[0]).toMatchObject({
    historyItemId: rawResponse.headers.get('history-item-id'),
    text: speech.text,
    voiceId: voice,
  });
});

test('the same speech without timestamps has the same sound, and costs again', async () => {
  const voice = await anyVoice();
  const first = await buffer(await client.textToSpeech.convert(voice, speech));
  const second = await buffer(await client.textToSpeech.convert(voice, speech));
  expect(first.equals(second)).toBe(true);
  expect(standIn.counters().elevenlabs).toMatchObject({ billedCalls: 2, repeatedBilledCalls: 1, schemaViolations: [] });
});

test.each([
  ['a library voice on a free account', RACHEL, speech, 402, 'paid_plan_required'],
  ['a model that has ended', undefined, { ...speech, modelId: 'eleven_monolingual_v1' }, 400, 'model_deprecated'],
  ['a text too long', undefined, { ...speech, text: 'a'.repeat(10_001) }, 400, 'max_character_limit_exceeded'],
  [
    'a format beyond the plan',
    undefined,
    { ...speech, outputFormat: 'pcm_44100' as const },
    403,
    'output_format_not_allowed',
  ],
  ['an unknown voice', 'nobody', speech, 404, 'voice_not_found'],
])('%s is refused as the vendor does', async (_, voice, body, statusCode, code) => {
  const error = await refusalOf(client.textToSpeech.convert(voice ?? (await anyVoice()), body));
  expect(error).toMatchObject({ statusCode, body: { detail: { code, status: code } } });
  expect(standIn.counters().elevenlabs).toMatchObject({ billedCalls: 0, schemaViolations: [expect.any(String)] });
});

test('an empty text is 422, with a list of what is wrong', async () => {
  const error = await refusalOf(client.textToSpeech.convert(await anyVoice(), { ...speech, text: '' }));
  expect(error).toMatchObject({ statusCode: 422, body: { detail: [{ loc: ['body', 'text'] }] } });
});

test('no credit left is 401, too many at once is 429', async () => {
  const voice = await anyVoice();
  standIn.setFaults({ elevenlabs: { quota_exhausted: { atMost: 1 } } });
  const noCredit = await refusalOf(client.textToSpeech.convert(voice, speech));
  expect(noCredit).toMatchObject({ statusCode: 401, body: { detail: { status: 'quota_exceeded' } } });
  standIn.setFaults({ elevenlabs: { rate_limited: { atMost: 1 } } });
  const busy = await refusalOf(client.textToSpeech.convert(voice, speech));
  expect(busy.statusCode).toBe(429);
  expect(busy.rawResponse?.headers.get('retry-after')).toBe('1');
});

async function anyVoice(): Promise<string> {
  const { voices } = await client.voices.search({});
  return voices.find(({ voiceId }) => voiceId !== RACHEL)?.voiceId ?? '';
}

async function refusalOf(call: PromiseLike<unknown>): Promise<ElevenLabsError> {
  const error = await Promise.resolve(call).then(
    () => new Error('was not refused'),
    (thrown: unknown) => toError(thrown),
  );
  if (error instanceof ElevenLabsError) return error;
  throw error;
}
