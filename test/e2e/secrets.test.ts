import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import { z } from 'zod';
import { voicesSchema } from '../../api/schemas/voices.ts';
import { createPayloadCodec } from '../../platform/payload-codec.ts';
import { newPptx } from '../support/deck-files.ts';
import { metricsOfAll } from '../support/metrics.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

/** Words that occur nowhere else, by where they stand in the deck. */
const WORDS = {
  name: 'Quillfeather',
  title: 'Xylograph',
  body: 'Zanzibarium',
  notes: 'Wobblestone',
  foreign: '薔薇檸檬',
};
const KEYS = { api: 'api-key-of-the-test-4711', openai: 'sk-openai-of-the-test-4711' };
const payloadKey = randomBytes(32);
const headers = { authorization: `Bearer ${KEYS.api}` };
let system: TestSystem;
let folder: string;
let temporal: Client;
/** The finished task. */
let done: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'secrets-'));
  system = await startTestSystem({
    API_KEYS: `teacher:${KEYS.api}:read+make+operator,pupil:a-key-of-pupils`,
    OPENAI_API_KEY: KEYS.openai,
    OPENAI_BASE_URL: 'http://127.0.0.1:9', // nobody listens there: what is sent fails, and must not tell of it
    PAYLOAD_KEY: `test:${payloadKey.toString('base64')}`,
    LOG_LEVEL: 'trace',
  });
  temporal = new Client({ connection: await Connection.connect({ address: system.temporalAddress }) });
}, 180_000);
afterAll(async () => {
  await temporal.connection.close();
  await system.stop();
  await rm(folder, { recursive: true });
});

async function deck(notes: string): Promise<string> {
  const pptx = newPptx();
  pptx.defineSlideMaster({
    title: 'TITLED',
    objects: [{ placeholder: { options: { name: 'title', type: 'title', x: 1, y: 0.5, w: 8, h: 1 }, text: '' } }],
  });
  const slide = pptx.addSlide({ masterName: 'TITLED' });
  slide.addText(WORDS.title, { placeholder: 'title' });
  slide.addText(`${WORDS.body} is on the slide`, { x: 1, y: 2, w: 8, h: 1 });
  slide.addNotes(notes);
  const file = join(folder, `${WORDS.name}.pptx`);
  await pptx.writeFile({ fileName: file });
  return file;
}

async function voiceOf(language: string): Promise<string> {
  const { voices } = voicesSchema.parse(await (await fetch(`${system.url}/api/voices`, { headers })).json());
  const voice = voices.find(({ provider, languages }) => provider === 'offline' && languages[0]?.startsWith(language));
  if (!voice) throw new Error(`no voice speaks ${language}`);
  return voice.name;
}

/** Every byte under a folder of the system's data, by file. */
async function bytesUnder(part: string): Promise<Map<string, string>> {
  const root = join(system.dataDir, part);
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return new Map(await Promise.all(files.map(async (file) => [file, await readFile(file, 'utf8')] as const)));
}

function expectNowhere(texts: Map<string, string>, words: readonly string[]): void {
  expect(texts.size).toBeGreaterThan(0);
  expect([...texts.values()].join('').length).toBeGreaterThan(100);
  const found = [...texts].flatMap(([where, text]) =>
    words.filter((word) => text.includes(word)).map((word) => `${word} in ${where}`),
  );
  expect(found).toEqual([]);
}

test('after a finished, a refused, a failed and a cancelled task, no key and no word of the deck lies where it does not belong', async () => {
  const file = await deck(`${WORDS.notes} is what the speaker says.`);
  done = (await system.submit(file, {}, headers)).id;
  expect(await system.end(done, 180_000, headers)).toMatchObject({ status: 'completed' });
  // An English voice cannot read it.
  const english = await voiceOf('en');
  const failed = await system.submit(await deck(`${WORDS.foreign}の話です。`), { voice: { name: english } }, headers);
  expect(await system.end(failed.id, 60_000, headers)).toMatchObject({ status: 'failed' });
  const cancelled = await system.submit(file, { review: true, output: { resolution: '720p' } }, headers);
  await fetch(`${system.url}/api/tasks/${cancelled.id}/cancel`, { method: 'POST', headers });
  expect(await system.end(cancelled.id, 60_000, headers)).toMatchObject({ status: 'cancelled' });
  const refused = await fetch(`${system.url}/api/tasks`, {
    method: 'POST',
    headers: { authorization: 'Bearer wrong' },
  });
  expect(refused.status).toBe(401);

  const everything = [...Object.values(WORDS), ...Object.values(KEYS), payloadKey.toString('base64')];
  expectNowhere(await bytesUnder('logs'), everything);
  // Temporal's database, byte by byte: arguments, results, memo, summaries, failures.
  expectNowhere(await bytesUnder('temporal'), everything);
  const { name, title, ...unlisted } = WORDS;
  // Redis holds what REST lists: names and titles. What is read and said on a slide lies in the store.
  const redis = await bytesUnder('redis');
  expect([...redis.values()].join('')).toContain(name);
  expect([...redis.values()].join('')).toContain(title);
  expectNowhere(redis, [...Object.values(unlisted), ...Object.values(KEYS)]);
  const metrics = await metricsOfAll(system);
  expect([...metrics.keys()].toSorted()).toEqual(['api', 'master', 'worker']);
  for (const [name, text] of metrics) expect(text).toContain(`process="${name}"`);
  expectNowhere(metrics, everything);
  expectNowhere(await bytesUnder('content'), Object.values(KEYS));
  expectNowhere(await bytesUnder('tasks'), Object.values(KEYS));
}, 300_000);

test('the console reads it all the same, through the codec endpoint, and nobody without a key does', async () => {
  const { events } = await temporal.workflow.getHandle(done).fetchHistory();
  const payloads = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads ?? [];
  const body = JSON.stringify({
    payloads: payloads.map(({ metadata, data }) => ({
      metadata: Object.fromEntries(
        Object.entries(metadata ?? {}).map(([field, value]) => [field, Buffer.from(value).toString('base64')]),
      ),
      data: Buffer.from(data ?? []).toString('base64'),
    })),
  });
  const ask = (extra: Record<string, string>) =>
    fetch(`${system.url}/codec/decode`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', ...extra },
    });
  const answer = await ask(headers);
  const { payloads: readable } = z
    .object({ payloads: z.array(z.object({ data: z.string() })) })
    .parse(await answer.json());
  expect(Buffer.from(readable[0]?.data ?? '', 'base64').toString()).toContain(`${WORDS.name}.pptx`);
  expect((await ask({})).status).toBe(401);
  expect((await ask({ authorization: 'Bearer a-key-of-pupils' })).status).toBe(403);
  expect((await ask({ ...headers, origin: 'http://elsewhere.test' })).status).toBe(403);
  await expect(createPayloadCodec([{ id: 'test', key: randomBytes(32) }]).decode(payloads)).rejects.toThrow('damaged');
});
