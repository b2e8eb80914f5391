import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import axios, { AxiosError, type AxiosInstance } from 'axios';
import { z } from 'zod';
import { toError } from '../../domain/index.ts';
import { createSpeak, SPEECH_RATE } from '../stand-in/speech.ts';
import { writeSound } from '../stand-in/sound-format.ts';
import { startStandIn, type StandIn } from '../stand-in/stand-in.ts';
import { eventually } from '../support/redis.ts';
import { decodeSound } from '../support/sound.ts';

let standIn: StandIn;
let client: AxiosInstance;
let folder: string;
let wav: Buffer;

beforeAll(async () => {
  standIn = await startStandIn({ limits: { heygen: { concurrent: 1 } } });
  client = axios.create({ baseURL: standIn.baseUrls.heygen, headers: { 'X-Api-Key': 'any' } });
  folder = await mkdtemp(join(tmpdir(), 'stand-in-'));
  const speech = await createSpeak('spoken')({ text: 'Ships wait for the tide.', voice: 'nova', speed: 1 });
  wav = (await writeSound(speech, { name: 'wav', rate: SPEECH_RATE })).bytes;
});
afterEach(async () => {
  for (const { id } of (await list()).data) await client.delete(`/v3/videos/${id}`);
  standIn.setFaults({});
  standIn.reset();
});
afterAll(async () => {
  await standIn.close();
  await rm(folder, { recursive: true });
});

const video = z.object({
  id: z.string(),
  title: z.string().nullable(),
  status: z.enum(['pending', 'processing', 'completed', 'failed']),
  video_url: z.string().nullable(),
  duration: z.number().nullable(),
  failure_code: z.string().nullable(),
});

test('avatars, looks and voices are listed by pages, with pictures', async () => {
  const shape = z.object({
    data: z.array(z.object({ id: z.string(), preview_image_url: z.string() })),
    has_more: z.boolean(),
    next_token: z.string().nullable(),
  });
  const first = shape.parse((await client.get('/v3/avatars/looks', { params: { limit: 10 } })).data);
  const token = first.next_token;
  const second = shape.parse((await client.get('/v3/avatars/looks', { params: { limit: 10, token } })).data);
  expect([first.data.length, second.data.length, second.has_more]).toEqual([10, 2, false]);
  const picture = await client.get(first.data[0]?.preview_image_url ?? '', { responseType: 'arraybuffer' });
  expect(picture.headers['content-type']).toBe('image/png');
  expect((await client.get('/v3/voices')).status).toBe(200);
  expect((await client.get('/v3/users/me')).status).toBe(200);
});

test('our narration becomes a video of its length, whose sound begins a little late', async () => {
  const order = { type: 'avatar', avatar_id: 'chloe_office_front', audio_asset_id: await upload(), title: 'slide 1' };
  const id = await submit(order, 'key-1');
  const done = await finished(id);
  const seconds = (wav.length - 44) / 2 / SPEECH_RATE;
  expect(done.duration).toBeGreaterThanOrEqual(seconds);
  expect(done.duration).toBeLessThan(seconds + 0.35);
  const file = join(folder, 'video.mp4');
  await writeFile(file, z.instanceof(Buffer).parse((await download(done.video_url)).data));
  expect(decodeSound(file, 0, 60).length / 48_000).toBeCloseTo(done.duration ?? 0, 1);
  const { heygen } = standIn.counters();
  expect(heygen).toMatchObject({ billedCalls: 1, schemaViolations: [], peak: 1, running: 0, cents: 49.5 });
});

test('the same key is answered again with the same video, and is paid once', async () => {
  const order = { type: 'avatar', avatar_id: 'chloe_office_front', audio_asset_id: await upload(), title: 'slide 2' };
  const id = await submit(order, 'key-2');
  expect(await submit(order, 'key-2')).toBe(id);
  await finished(id);
  expect(await submit(order, 'key-2')).toBe(id);
  expect((await list({ title: 'slide 2' })).data.map((found) => found.id)).toEqual([id]);
  expect(standIn.counters().heygen.billedCalls).toBe(1);
});

test.each([
  ['reset_after_billing', 'ECONNRESET', undefined],
  ['gateway_timeout', 'ERR_BAD_RESPONSE', 504],
] as const)(
  'an answer lost by %s after the order was accepted is replayed under its key',
  async (fault, code, status) => {
    standIn.setFaults({ 'heygen.submit': { [fault]: { atMost: 1 } } });
    const order = { type: 'avatar', avatar_id: 'chloe_office_front', audio_asset_id: await upload(), title: fault };
    const lost = await refusalOf(submit(order, fault));
    expect([lost.code, lost.response?.status]).toEqual([code, status]);
    const id = await submit(order, fault);
    expect((await list({ title: fault })).data.map((found) => found.id)).toEqual([id]);
  },
);

test('a second video at once is refused on a plan for one, with the time to wait', async () => {
  standIn.setFaults({ 'heygen.submit': { stuck_job: { atMost: 1 } } });
  const order = { type: 'avatar', avatar_id: 'chloe_office_front', audio_asset_id: await upload() };
  const stuck = await submit(order, 'key-4');
  const busy = await refusalOf(submit({ ...order, title: 'another' }, 'key-5'));
  expect([busy.response?.status, busy.response?.headers['retry-after']]).toEqual([429, '1']);
  await client.delete(`/v3/videos/${stuck}`);
  const id = await eventually(() => submit(order, 'key-6').catch(() => false as const));
  await finished(id);
  expect(standIn.counters().heygen).toMatchObject({ billedCalls: 1, overLimit: expect.any(Number) });
});

test('a job can fail, a link can expire, and neither costs', async () => {
  const order = { type: 'avatar', avatar_id: 'chloe_office_front', audio_asset_id: await upload() };
  standIn.setFaults({ heygen: { failed_job: { atMost: 1 }, expired_link: { atMost: 1 } } });
  expect(await finished(await submit(order, 'key-7'))).toMatchObject({
    status: 'failed',
    failure_code: 'rendering_failed',
  });
  expect(standIn.counters().heygen.billedCalls).toBe(0);
  const id = await submit(order, 'key-8');
  const done = await finished(id);
  expect((await refusalOf(download(done.video_url))).response?.status).toBe(403);
  expect((await download((await finished(id)).video_url)).status).toBe(200);
});

test.each([
  ['script and audio together', { script: 'Hello.' }, 'invalid_parameter'],
  ['no sound at all', { audio_asset_id: undefined }, 'invalid_parameter'],
  ['an unknown argument', { voice: 'x' }, 'invalid_parameter'],
  ['an avatar that is not there', { avatar_id: 'nobody' }, 'invalid_parameter'],
  ['a link to our own computer', { audio_asset_id: undefined, audio_url: 'http://localhost/a.wav' }, 'download_failed'],
])('a video with %s is refused and counted', async (_, wrong, code) => {
  const order = { type: 'avatar', avatar_id: 'chloe_office_front', audio_asset_id: await upload(), ...wrong };
  const { response } = await refusalOf(client.post('/v3/videos', order));
  expect(response).toMatchObject({ status: 400, data: { error: { code } } });
  expect(standIn.counters().heygen).toMatchObject({ schemaViolations: [expect.any(String)] });
});

test('a file that is no media is not taken', async () => {
  const form = new FormData();
  form.set('file', new Blob(['just words']), 'narration.wav');
  expect((await refusalOf(client.post('/v3/assets', form))).response?.status).toBe(400);
});

async function upload(): Promise<string> {
  const form = new FormData();
  form.set('file', new Blob([new Uint8Array(wav)]), 'narration.wav');
  const { data } = await client.post<unknown>('/v3/assets', form);
  return z.object({ data: z.object({ asset_id: z.string(), mime_type: z.literal('audio/wav') }) }).parse(data).data
    .asset_id;
}

async function submit(order: object, key: string): Promise<string> {
  const { data } = await client.post<unknown>('/v3/videos', order, { headers: { 'Idempotency-Key': key } });
  return z.object({ data: z.object({ video_id: z.string() }) }).parse(data).data.video_id;
}

const finished = (id: string) =>
  eventually(async () => {
    const { data } = await client.get<unknown>(`/v3/videos/${id}`);
    const found = z.object({ data: video }).parse(data).data;
    return ['completed', 'failed'].includes(found.status) && found;
  });

async function list(params = {}) {
  return z.object({ data: z.array(video) }).parse((await client.get('/v3/videos', { params })).data);
}

const download = (url: string | null) => axios.get<unknown>(url ?? '', { responseType: 'arraybuffer' });

async function refusalOf(call: Promise<unknown>): Promise<AxiosError> {
  const error = await call.then(
    () => new Error('was not refused'),
    (thrown: unknown) => toError(thrown),
  );
  if (error instanceof AxiosError) return error;
  throw error;
}
