/** Whoever stands in for a vendor may answer without end, and a deck may speak to a vendor: the real clients against a server that listens. */

import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import { createElevenLabsSpeaker } from '../../activities/adapters/elevenlabs-speaker.ts';
import { createHeyGen } from '../../activities/adapters/heygen.ts';
import { createOpenAiSpeaker } from '../../activities/adapters/openai-speaker.ts';
import { createOpenAiWriter } from '../../activities/adapters/openai-writer.ts';
import type { Run } from '../../activities/run.ts';
import type { Speaker } from '../../activities/speech/speaker.ts';
import { PRICES, type Voice } from '../../domain/index.ts';
import { createFileArtifacts } from '../../platform/artifacts.ts';
import { createTestPaidCalls } from '../support/paid-calls.ts';

/** What a connection on one machine may have under way when it is closed. */
const UNDER_WAY_MIB = 16;
const PIECE = 'x'.repeat(2 ** 20);
let server: Server;
let folder: string;
let sentMiB = 0;
let baseUrl: string;
const asked: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'endless-'));
  server = createServer((req, res) => {
    void text(req).then((body) => asked.push(body));
    res.writeHead(200, { 'content-type': 'application/json' });
    void pipeline(withoutEnd(), res).catch(() => undefined); // hung up on, as it must be
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  baseUrl = `http://127.0.0.1:${z.object({ port: z.number() }).parse(server.address()).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});
afterEach(() => {
  sentMiB = 0;
});

function* withoutEnd(): Generator<string> {
  yield '{"data":"';
  while (true) {
    sentMiB += 1;
    yield PIECE;
  }
}

const limits = { concurrency: 1, perMinute: 100 };
const artifacts = () => createFileArtifacts(join(folder, 'store'));
async function someRun(): Promise<Run> {
  const scratch = await mkdtemp(join(folder, 'scratch-'));
  return { task: { id: 't', attempt: 1 }, signal: new AbortController().signal, scratch };
}

async function speakWith(speaker: Speaker, provider: Voice['provider'], words = 'Good morning.'): Promise<void> {
  const voice: Voice = { provider, name: 'v', label: 'V', languages: ['en'], rate: 1 };
  const sentences = [{ text: words, endsParagraph: true }];
  await speaker.speak({ sentences, voice, language: 'en', bill: { stage: 'speech' } }, await someRun());
}

const lost = { code: 'answer_lost' };

test('an answer without end is given up, counts as lost, and leaves nothing: OpenAI speaks', async () => {
  const config = { apiKey: 'k', baseUrl, textModel: 'm', speechModel: 'gpt-4o-mini-tts', ...limits };
  const store = artifacts();
  const speaker = createOpenAiSpeaker({ config, prices: PRICES, artifacts: store, paid: createTestPaidCalls(store) });
  await expect(speakWith(speaker, 'openai')).rejects.toMatchObject(lost);
  expect(sentMiB).toBeLessThan(64 + UNDER_WAY_MIB);
  expect(await bytesIn(folder)).toBe(0);
});

test('an answer without end is given up: OpenAI writes', async () => {
  const config = { apiKey: 'k', baseUrl, textModel: 'gpt-4.1-mini', speechModel: 's', ...limits };
  const question = { name: 'q', instructions: 'i', material: 'm', schema: {}, maxOutputTokens: 100 };
  const asked = createOpenAiWriter(config, PRICES).ask(question, await someRun());
  await expect(asked).rejects.toMatchObject(lost);
  expect(sentMiB).toBeLessThan(8 + UNDER_WAY_MIB);
});

test('an answer without end is given up: ElevenLabs speaks, and is asked for what was lost', async () => {
  const config = { apiKey: 'k', baseUrl, model: 'eleven_multilingual_v2', ...limits };
  const store = artifacts();
  const paid = createTestPaidCalls(store);
  const speaker = createElevenLabsSpeaker({ config, prices: PRICES, artifacts: store, paid });
  await expect(speakWith(speaker, 'elevenlabs')).rejects.toMatchObject(lost);
  // The speech, and the history that is searched for it.
  expect(sentMiB).toBeLessThan(2 * (64 + UNDER_WAY_MIB));
  await expect(speaker.voices(await someRun())).rejects.toMatchObject(lost);
});

test('what a deck says is no command to ElevenLabs, which obeys some tags', async () => {
  const config = { apiKey: 'k', baseUrl, model: 'eleven_multilingual_v2', ...limits };
  const store = artifacts();
  const paid = createTestPaidCalls(store);
  const speaker = createElevenLabsSpeaker({ config, prices: PRICES, artifacts: store, paid });
  asked.length = 0;
  const hostile = 'Wait <break time="3s"/> for </speak><phoneme ph="x">it</phoneme>, and 1 < 2.';
  await expect(speakWith(speaker, 'elevenlabs', hostile)).rejects.toMatchObject(lost);
  const { text: sent } = z.object({ text: z.string() }).parse(JSON.parse(asked[0] ?? ''));
  expect(sent).toBe('Wait ‹break time="3s"/> for ‹/speak>‹phoneme ph="x">it‹/phoneme>, and 1 < 2.');
});

test('an answer without end is given up: HeyGen', async () => {
  const free = {
    take: () => Promise.resolve(undefined),
    free: () => Promise.resolve(),
    worked: () => Promise.resolve(),
  };
  const heygen = createHeyGen({ config: { apiKey: 'k', baseUrl, ...limits }, limits: free });
  await expect(heygen.looks(new AbortController().signal)).rejects.toMatchObject(lost);
  expect(sentMiB).toBeLessThan(2 + UNDER_WAY_MIB);
});

async function bytesIn(root: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(root, { recursive: true })) {
    const found = await stat(join(root, name));
    if (found.isFile()) bytes += found.size;
  }
  return bytes;
}
