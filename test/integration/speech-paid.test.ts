/** Paid voices against the stand-in, with the real clients, espeak-ng's sound and ffmpeg. */

import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { encodeNarration } from '../../activities/adapters/narration-encoder.ts';
import { createCastVoice } from '../../activities/cast-voice.ts';
import { narrationTimesSchema, timesKey } from '../../activities/narration-times.ts';
import { createSpeakSlide } from '../../activities/speak-slide.ts';
import { createSpeakers } from '../../activities/speech/create-speakers.ts';
import { audibleStretches, envelopeOf } from '../../activities/speech/envelope.ts';
import { decodePaidSound } from '../../activities/speech/paid-sound.ts';
import type { Speakers } from '../../activities/speech/speaker.ts';
import { wavHeader } from '../../activities/speech/wav-header.ts';
import { decodeSpeechArgs } from '../../activities/adapters/ffmpeg-speech.ts';
import { PRICES, scriptRef, type Lexicon, type Script, type VoiceChoice } from '../../domain/index.ts';
import { artifactKey } from '../../platform/artifact-key.ts';
import { createFileArtifacts, type Artifacts } from '../../platform/artifacts.ts';
import { runCommand } from '../../platform/run-command.ts';
import { startStandIn, type StandIn } from '../stand-in/stand-in.ts';
import { createTestPaidCalls } from '../support/paid-calls.ts';

let folder: string;
let standIn: StandIn;
let artifacts: Artifacts;
let speakers: Speakers;
let paid: ReturnType<typeof createTestPaidCalls>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'paid-speech-'));
  standIn = await startStandIn();
});
afterAll(async () => {
  await standIn.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  standIn.reset();
  standIn.setFaults({});
  artifacts = createFileArtifacts(await mkdtemp(join(folder, 'store-')));
  paid = createTestPaidCalls(artifacts);
  speakers = await speakersWith('sk-stand-in-openai');
});

function speakersWith(openAiKey: string, { openai, elevenlabs } = standIn.baseUrls): Promise<Speakers> {
  const limits = { concurrency: 2, perMinute: 100 };
  return createSpeakers({
    artifacts,
    paid,
    prices: PRICES,
    providers: {
      openai: { apiKey: openAiKey, baseUrl: openai, textModel: 'none', speechModel: 'gpt-4o-mini-tts', ...limits },
      elevenlabs: { apiKey: 'stand-in', baseUrl: elevenlabs, model: 'eleven_multilingual_v2', ...limits },
    },
  });
}

const run = async () => ({
  task: { id: 'test', attempt: 1 },
  signal: new AbortController().signal,
  scratch: await mkdtemp(join(folder, 'scratch-')),
});

async function scriptOf(text: string, language = 'en') {
  const script: Script = {
    language,
    slides: [{ number: 4, text, source: 'notes', treatment: 'speak', holdMs: 0, flags: [] }],
  };
  const key = artifactKey('script', script, 'json');
  await artifacts.writeJson(key, script);
  return scriptRef(script, key, 1);
}

async function cast(text: string, choice: VoiceChoice) {
  const deck = { key: 'tasks/t/deck', name: 'd.pdf', format: 'pdf' as const, sizeBytes: 1, sha256: '' };
  const task = { id: 't', attempt: 1, owner: 'o', deck, options: { voice: choice } };
  const script = await scriptOf(text);
  const { voice } = await createCastVoice({ artifacts, speakers })({ task, script }, await run());
  return { script, voice };
}

/** Casts and speaks a slide, decoded to a WAV, with its times. */
async function narrate(text: string, choice: VoiceChoice, lexicon: Lexicon = []) {
  const { script, voice } = await cast(text, choice);
  const lexiconKey = 'tasks/t/lexicon.json';
  await artifacts.writeJson(lexiconKey, lexicon);
  const place = await run();
  const speak = createSpeakSlide({ artifacts, speakers, encodeNarration });
  const narration = await speak({ script, slide: 4, voice, lexiconKey }, place);
  const times = await artifacts.readJson(timesKey(narration.key), (value) => narrationTimesSchema.parse(value));
  const wav = join(place.scratch, 'heard.wav');
  const args = decodeSpeechArgs(await artifacts.file(narration.key), 24_000, wav);
  await runCommand('ffmpeg', args, { signal: place.signal, timeoutMs: 30_000 });
  return { narration, times, voice, heard: audibleStretches(await envelopeOf(wav)) };
}

/** AAC's first packet, which a clip leaves out. */
const PRIMING_MS = 1024 / 48;
const TEXT = 'Good morning. Today we look at the cell. It has two membranes. Every fold makes more room.';

test.each(['openai', 'elevenlabs'] as const)('%s: a slide is one call, and again none', async (provider) => {
  const first = await narrate(TEXT, { provider });
  const again = await narrate(TEXT, { provider });
  expect(again.narration).toEqual(first.narration);
  const { billedCalls, schemaViolations, cents } = standIn.counters()[provider];
  expect({ billedCalls, schemaViolations }).toEqual({ billedCalls: 1, schemaViolations: [] });
  expect(paid.purchases).toMatchObject([{ slide: 4, stage: 'speech', outcome: 'paid' }]);
  expect(paid.purchases[0]?.cents).toBeCloseTo(cents, 9);
  expect(paid.purchases[0]?.atMostCents).toBeGreaterThanOrEqual(cents);
});

test.each(['openai', 'elevenlabs'] as const)('%s: a sentence has the time at which it is heard', async (provider) => {
  const { times, heard } = await narrate(TEXT, { provider });
  expect(times.sentences.map(({ text }) => text)).toEqual(TEXT.split(/(?<=\.) /));
  for (const { startMs, endMs } of times.sentences) {
    expect(Math.min(...heard.map((stretch) => Math.abs(stretch.startMs - PRIMING_MS - startMs)))).toBeLessThan(40);
    expect(Math.min(...heard.map((stretch) => Math.abs(stretch.endMs - PRIMING_MS - endMs)))).toBeLessThan(40);
  }
  expect(times.words.map(({ text }) => text).join(' ')).toBe(TEXT.replaceAll('.', ''));
});

test('pauses and a hold are silence in one purchase, and subtitles go on after them', async () => {
  const plain = await narrate('First comes this. Then comes that.', { provider: 'openai' });
  const directed = await narrate('First comes this. [pause 2s] Then comes that. [hold 3s]', { provider: 'openai' });
  expect(standIn.counters().openai.billedCalls).toBe(1);
  const gap = (of: typeof plain): number => (of.times.sentences[1]?.startMs ?? 0) - (of.times.sentences[0]?.endMs ?? 0);
  expect(gap(directed) - gap(plain)).toBeGreaterThan(1_980);
  expect(gap(directed) - gap(plain)).toBeLessThan(2_020);
  const [before, after] = [plain, directed].map(({ times }) => times.durationMs - (times.sentences[1]?.endMs ?? 0));
  expect((after ?? 0) - (before ?? 0)).toBeGreaterThan(2_700);
  expect(directed.times.sentences.map(({ text }) => text).join(' ')).toBe('First comes this. Then comes that.');
});

test('two voices share a slide, as loud as each other', async () => {
  const { times, heard } = await narrate(
    'This is the host who speaks for a while. [voice nova] And this is the guest, who answers.',
    {
      provider: 'openai',
    },
  );
  expect(paid.purchases).toHaveLength(2);
  expect(times.sentences).toHaveLength(2);
  const gapMs = (times.sentences[1]?.startMs ?? 0) - (times.sentences[0]?.endMs ?? 0);
  expect(gapMs).toBeGreaterThan(400);
  expect(heard.some(({ startMs }) => Math.abs(startMs - PRIMING_MS - (times.sentences[1]?.startMs ?? 0)) < 40)).toBe(
    true,
  );
});

test('another rate is not bought again', async () => {
  const plain = await narrate(TEXT, { provider: 'openai' });
  const quick = await narrate(TEXT, { provider: 'openai', rate: 1.5 });
  expect(standIn.counters().openai.billedCalls).toBe(1);
  expect((plain.times.sentences.at(-1)?.endMs ?? 0) / (quick.times.sentences.at(-1)?.endMs ?? 1)).toBeGreaterThan(1.4);
});

test('a lexicon changes what is bought, never what is shown', async () => {
  const { times } = await narrate('We use SQL every day.', { provider: 'elevenlabs' }, [
    { word: 'sql', say: 'sequel' },
  ]);
  expect(times.sentences[0]?.text).toBe('We use SQL every day.');
  expect(times.words.map(({ text }) => text)).toContain('SQL');
  expect(standIn.counters().elevenlabs.units.characters).toBe('We use sequel every day.'.length);
});

test('text beyond the vendor’s limit is bought in parts of whole sentences, and joined', async () => {
  const { openai } = speakers;
  if (!openai) throw new Error('no speaker');
  const [voice] = await openai.voices({ signal: new AbortController().signal });
  expect(voice && openai.maxCharacters(voice)).toBe(4_096);
  speakers = { ...speakers, openai: { ...openai, maxCharacters: () => 50 } };
  const { times } = await narrate(TEXT, { provider: 'openai' });
  expect(paid.purchases).toHaveLength(2);
  expect(times.sentences).toHaveLength(4);
  const gapMs = (times.sentences[2]?.startMs ?? 0) - (times.sentences[1]?.endMs ?? 0);
  expect(gapMs).toBeGreaterThan(250);
  expect(gapMs).toBeLessThan(550);
});

test.each([
  ['openai', 'silent_audio', 'is silent'],
  ['openai', 'truncated_audio', 'is not all of the text'],
  ['elevenlabs', 'silent_audio', 'is silent'],
  // Two thirds and more of it are there.
  ['elevenlabs', 'truncated_audio', 'before the text does'],
] as const)('%s: %s is not used', async (provider, fault, why) => {
  standIn.setFaults({ [provider]: { [fault]: 1 } });
  await expect(narrate(TEXT, { provider })).rejects.toMatchObject({
    ...{ code: 'speech_unusable', slide: 4, message: expect.stringContaining(why) },
  });
  expect(paid.purchases).toMatchObject([{ outcome: 'failed' }]);
});

test('a WAV that holds less than its head says has lost its end, one that says nothing of its length has not', async () => {
  const place = await run();
  const file = join(place.scratch, 'half.wav');
  const second = Buffer.alloc(48_000, 'sound');
  const missing = async (saidBytes: number): Promise<number> => {
    const head = wavHeader(second.length, 24_000);
    head.writeUInt32LE(saidBytes, head.length - 4);
    await writeFile(file, Buffer.concat([head, second]));
    return (await decodePaidSound(file, 1, place)).missingMs;
  };
  expect(await missing(2 * 48_000)).toBe(1_000);
  expect(await missing(48_000)).toBe(0);
  for (const unknown of [0, 0xff_ff_ff_ff, 0x7f_ff_f0_00]) expect(await missing(unknown)).toBe(0);
});

test.each([
  ['eleven_multilingual_v2', 0.5, 11],
  ['eleven_flash_v2_5', 0.5, 12],
  // Half a credit that is rounded up.
  ['eleven_flash_v2_5', 1, 21],
])(
  'ElevenLabs: what it says that it took is what is booked (%s, %p of its list)',
  async (model, creditShare, characters) => {
    const own = await startStandIn({ audio: 'tone', creditShare });
    speakers = await speakersWith('sk-any', own.baseUrls);
    const [voice] = (await speakers.elevenlabs?.voices(await run())) ?? [];
    if (!voice) throw new Error('no voice');
    const sentences = [{ text: 'Ships wait for tides.', endsParagraph: true }];
    const request = { sentences, voice: { ...voice, model }, language: 'en', bill: { stage: 'speech' as const } };
    await speakers.elevenlabs?.speak(request, await run());
    const { cents } = own.counters().elevenlabs;
    await own.close();
    expect(paid.purchases).toMatchObject([{ usage: { characters } }]);
    expect(paid.purchases[0]?.cents).toBeCloseTo(cents, 9);
  },
);

test.each(['reset_after_billing', 'gateway_timeout'])(
  'ElevenLabs: an answer that was lost by %s is found in the history, and not bought again',
  async (fault) => {
    const whole = await narrate(TEXT, { provider: 'elevenlabs' });
    artifacts = createFileArtifacts(await mkdtemp(join(folder, 'store-')));
    paid = createTestPaidCalls(artifacts);
    speakers = await speakersWith('sk-stand-in-openai');
    await sleep(1_100); // what was said before is not what was lost
    standIn.reset();
    standIn.setFaults({ 'elevenlabs.speech': { [fault]: { atMost: 1 } } });
    const found = await narrate(TEXT, { provider: 'elevenlabs' });
    expect(paid.purchases).toMatchObject([{ outcome: 'paid' }]);
    const { billedCalls, schemaViolations, cents } = standIn.counters().elevenlabs;
    expect({ billedCalls, schemaViolations }).toEqual({ billedCalls: 1, schemaViolations: [] });
    expect(paid.purchases[0]?.cents).toBeCloseTo(cents, 9);
    expect(found.times.words.map(({ text }) => text)).toEqual(whole.times.words.map(({ text }) => text));
    expect(Math.abs(found.times.durationMs - whole.times.durationMs)).toBeLessThan(100);
  },
);

test.each([
  ['was never spoken', { 'elevenlabs.speech': { reset_before_billing: 1 } }],
  [
    'is in a history that cannot be read',
    { 'elevenlabs.history': { unauthorized: 1 }, 'elevenlabs.speech': { reset_after_billing: 1 } },
  ],
] as const)('ElevenLabs: what was lost and %s stays unknown', async (_, faults) => {
  const { script, voice } = await cast(TEXT, { provider: 'elevenlabs' });
  standIn.setFaults(faults);
  const speak = createSpeakSlide({ artifacts, speakers, encodeNarration });
  await expect(speak({ script, slide: 4, voice }, await run())).rejects.toMatchObject({ code: 'answer_lost' });
});

test('an invalid key, a model that is gone and an unknown voice are found before anything is bought', async () => {
  await expect(cast('Hi.', { provider: 'openai', model: 'tts-9' })).rejects.toMatchObject({ code: 'unknown_model' });
  await expect(cast('Hi.', { provider: 'openai', name: 'rachel' })).rejects.toMatchObject({ code: 'unknown_voice' });
  standIn.setFaults({ openai: { unauthorized: 1 } });
  speakers = await speakersWith('sk-wrong');
  await expect(cast('Hi.', { provider: 'openai' })).rejects.toMatchObject({ code: 'provider_key_invalid' });
  expect(standIn.counters().openai.billedCalls).toBe(0);
});

test('voices come with their models: tts-1 has nine, newer ones thirteen; ElevenLabs’ pages are read to the end', async () => {
  const signal = new AbortController().signal;
  const openai = (await speakers.openai?.voices({ signal })) ?? [];
  expect(openai).toHaveLength(13);
  expect(openai.filter(({ models }) => models?.includes('tts-1') === true)).toHaveLength(9);
  const elevenlabs = (await speakers.elevenlabs?.voices({ signal })) ?? [];
  expect(elevenlabs).toHaveLength(25);
  // A voice of the library is for those with a plan: never the default.
  expect(elevenlabs[0]?.label).not.toBe('Rachel');
});

test('the artifact that was paid is the vendor’s own answer', async () => {
  await narrate(TEXT, { provider: 'openai' });
  const file = await readFile(await artifacts.file(paid.purchases[0]?.key ?? ''));
  expect(file.toString('latin1', 0, 4)).toBe('RIFF');
});
