/** The offline voice, with the real espeak-ng and ffmpeg. */

import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createEspeakSpeaker } from '../../activities/adapters/espeak-speaker.ts';
import { listEspeakVoices } from '../../activities/adapters/espeak-voices.ts';
import { createCastVoice } from '../../activities/cast-voice.ts';
import { encodeNarration } from '../../activities/adapters/narration-encoder.ts';
import { narrationTimesSchema, timesKey } from '../../activities/narration-times.ts';
import { childReportSchema } from '../../activities/speech/espeak-report.ts';
import { bestVoice } from '../../activities/speech/voices.ts';
import { splitSentences } from '../../activities/script/sentences.ts';
import { createSpeakSlide } from '../../activities/speak-slide.ts';
import { LEAD_MS, TAIL_MS, type Script, type Voice } from '../../domain/index.ts';
import { someTaskRequest } from '../support/task-request.ts';
import { artifactKey } from '../../platform/artifact-key.ts';
import { createFileArtifacts } from '../../platform/artifacts.ts';

const signal = new AbortController().signal;
const speaker = createEspeakSpeaker();
let folder: string;
let voices: Voice[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'speech-'));
  voices = await listEspeakVoices(signal);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const run = async () => ({
  task: { id: 'test', attempt: 1 },
  signal,
  scratch: await mkdtemp(join(folder, 'scratch-')),
});

function voiceFor(language: string): Voice {
  const voice = bestVoice(voices, language);
  if (!voice) throw new Error(`no voice for ${language}`);
  return voice;
}

/** Speaks, and tells what the library said it pronounced. */
async function pronounce(text: string, language: string, rate = 1) {
  const place = await run();
  const speech = await speaker.speak(
    {
      sentences: splitSentences(text, language),
      voice: { ...voiceFor(language), rate },
      language,
      bill: { stage: 'speech' },
    },
    place,
  );
  const report: unknown = JSON.parse(await readFile(join(place.scratch, 'speech.json'), 'utf8'));
  return { ...speech, phonemes: childReportSchema.parse(report).phonemes.join(' ') };
}

async function narrate(text: string, language: string) {
  const artifacts = createFileArtifacts(await mkdtemp(join(folder, 'store-')));
  const script: Script = {
    language,
    slides: [{ number: 7, text, source: 'notes', treatment: 'speak', holdMs: 0, flags: [] }],
  };
  const key = artifactKey('script', script, 'json');
  await artifacts.writeJson(key, script);
  const speak = createSpeakSlide({ artifacts, speakers: { offline: speaker }, encodeNarration });
  const narration = await speak(
    { script: { key, version: 1, language, slides: script.slides }, slide: 7, voice: voiceFor(language) },
    await run(),
  );
  const times = await artifacts.readJson(timesKey(narration.key), (value) => narrationTimesSchema.parse(value));
  return { narration, times, artifacts };
}

const SAID: [language: string, text: string, heard: RegExp][] = [
  ['en', 'Good morning. The results are in.', /ɡʊdmɔːɹnɪŋ/],
  ['de', 'Guten Morgen. Die Ergebnisse liegen vor.', /ɡuːtənmɔɾɡən/],
  ['es', 'Buenos días. Ya tenemos los resultados.', /bwenos/],
  ['fr', 'Bonjour à tous. Voici les résultats.', /bɔ̃ʒuʁ/],
  ['ja', '東京タワーは高い。今日はスーパーで話します。', /to̞kʲo̞/],
  ['ja', 'クラウドはCloud Computingです。Good morning.', /klaʊdkəmpjuːɾɪŋ.*ɡʊdmɔːɹnɪŋ/],
  ['he', 'שלום לכולם, Docker is here.', /ʃalom.*dɑːkɚɹɪzhɪɹ/],
  ['zh', '你好世界。这是一个测试。', /niχɑu/],
  ['yue', '你好世界。', /neihou/],
  ['ar', 'مرحبا بالعالم. هذه تجربة.', /mrħba/],
  ['hi', 'नमस्ते दुनिया। यह एक परीक्षण है।', /nəmʌsteː/],
  ['th', 'สวัสดีชาวโลก', /sawm?sad/],
  ['ru', 'Добрый день. Это проверка.', /dobr/],
  ['ko', '안녕하세요. 시험입니다.', /ɐnnjʌŋ/],
];

test.each(SAID)('%s is spoken in words, not letter by letter', async (language, text, heard) => {
  const speech = await pronounce(text, language);
  expect(speech.phonemes).toMatch(heard);
  expect(speech.phonemes).not.toMatch(/lɛ[tɾ]ɚ|le̞tə|lˈetə|buːxʃtɑːb/);
  expect(speech.sentences.map((sentence) => sentence.text)).toEqual(splitSentences(text, language).map((s) => s.text));
  const letters = text.match(/\p{L}/gu)?.length ?? 0;
  expect(speech.durationMs / letters).toBeGreaterThan(30);
  expect(speech.durationMs / letters).toBeLessThan(500);
});

/** Where sound begins and ends in a WAV file, in ms: stretches that are louder than the voice's breath. */
async function audibleStretches(wav: string): Promise<{ startMs: number; endMs: number }[]> {
  const file = await readFile(wav);
  const sampleRate = file.readUInt32LE(24);
  const stretches: { startMs: number; endMs: number }[] = [];
  for (let at = 44; at < file.length; at += 2) {
    if (Math.abs(file.readInt16LE(at)) < 328) continue;
    const ms = ((at - 44) / 2 / sampleRate) * 1000;
    const last = stretches.at(-1);
    if (last && ms - last.endMs < 250) last.endMs = ms;
    else stretches.push({ startMs: ms, endMs: ms });
  }
  return stretches;
}

test('a sentence has the time at which it is heard', async () => {
  const speech = await pronounce('First comes this one. Then comes another. And this is the last.', 'en');
  const heard = await audibleStretches(speech.wav);
  expect(heard).toHaveLength(3);
  for (const [index, { startMs, endMs }] of speech.sentences.entries()) {
    expect(Math.abs(startMs - (heard[index]?.startMs ?? Infinity))).toBeLessThan(40);
    expect(Math.abs(endMs - (heard[index]?.endMs ?? Infinity))).toBeLessThan(40);
  }
});

test('words have times inside their sentence, in order, as they are written', async () => {
  const speech = await pronounce('In 2024 we sold 1,234 pieces. It’s a start.', 'en');
  expect(speech.words.map(({ text }) => text)).toEqual([
    'In',
    '2024',
    'we',
    'sold',
    '1,234',
    'pieces',
    'It’s',
    'a',
    'start',
  ]);
  for (const [index, word] of speech.words.entries()) {
    expect(word.endMs).toBeGreaterThanOrEqual(word.startMs);
    expect(word.startMs).toBeGreaterThanOrEqual(speech.words[index - 1]?.endMs ?? 0);
  }
});

test('Japanese words keep their kanji while kana are spoken', async () => {
  const { words } = await pronounce('東京タワーは高い。', 'ja');
  expect(words.map(({ text }) => text).join('')).toContain('東京タワーは');
});

test('a rate of two halves the time', async () => {
  const text = 'The quick brown fox jumps over the lazy dog. And it does so twice a day.';
  const plain = await pronounce(text, 'en');
  const quick = await pronounce(text, 'en', 2);
  expect(quick.durationMs / plain.durationMs).toBeGreaterThan(0.42);
  expect(quick.durationMs / plain.durationMs).toBeLessThan(0.62);
});

test('letters that the voice can only spell are left out of the speech and kept in the sentence', async () => {
  const speech = await pronounce('The town of 東京 and Привет ✅ are here 🎉.', 'en');
  expect(speech.phonemes).not.toMatch(/tʃaɪn|lɛɾɚ|sɪɹɪlɪk|tʃɛk|pɑːpɚ/);
  expect(speech.sentences[0]?.text).toBe('The town of 東京 and Привет ✅ are here 🎉.');
});

test('a slide is kept as sound and times, both after the lead, and is the same bytes when spoken again', async () => {
  const text = 'This is the first sentence.\nThis is the second.';
  const first = await narrate(text, 'en');
  const second = await narrate(text, 'en');
  const hash = async ({ artifacts, narration }: typeof first) =>
    createHash('sha256')
      .update(await readFile(await artifacts.file(narration.key)))
      .digest('hex');
  expect(await hash(second)).toBe(await hash(first));
  expect(first.narration).toEqual(second.narration);
  expect(first.times.durationMs).toBe(first.narration.durationMs);
  expect(first.times.sentences[0]?.startMs).toBeGreaterThanOrEqual(LEAD_MS);
  expect(first.times.sentences[0]?.startMs).toBeLessThan(LEAD_MS + 100);
  expect(first.narration.durationMs - (first.times.sentences[1]?.endMs ?? 0)).toBeGreaterThanOrEqual(TAIL_MS);
});

test('notes of 30,000 characters without a full stop are spoken to their end', async () => {
  const speech = await pronounce('these notes go on and on without an end '.repeat(750), 'en', 2);
  expect(speech.sentences.length).toBeGreaterThan(60);
  expect(speech.durationMs).toBeGreaterThan(600_000);
  expect(speech.words.length).toBeGreaterThan(6_000);
});

test('a cancel ends the voice at once', async () => {
  const cancel = new AbortController();
  const place = await run();
  const speaking = speaker.speak(
    {
      sentences: splitSentences('So many words. '.repeat(5000), 'en'),
      voice: voiceFor('en'),
      language: 'en',
      bill: { stage: 'speech' },
    },
    { ...place, signal: cancel.signal },
  );
  setTimeout(() => cancel.abort(new Error('cancelled')), 150);
  await expect(speaking).rejects.toThrow('cancelled');
});

test('what is only pictures cannot be spoken, and the slide is named', async () => {
  await expect(narrate('🎉 — •', 'en')).rejects.toMatchObject({ code: 'nothing_to_speak', slide: 7 });
  await expect(narrate('日本語', 'en')).rejects.toMatchObject({ code: 'voice_cannot_read', slide: 7 });
});

test('a guest is heard to be another, also where there is one voice of the language', async () => {
  const artifacts = createFileArtifacts(await mkdtemp(join(folder, 'store-')));
  const script = { key: artifactKey('script', 'guest', 'json'), version: 1, language: 'de', slides: [] };
  await artifacts.writeJson(script.key, { language: 'de', slides: [] });
  const host = voiceFor('de');
  expect(voices.filter(({ languages }) => languages[0] === 'de')).toHaveLength(1);
  const cast = createCastVoice({ artifacts, speakers: { offline: speaker } });
  const { voice: guest } = await cast({ task: someTaskRequest(), script, besides: host }, await run());
  expect(guest.gender).not.toBe(host.gender);
  const said = [];
  for (const voice of [host, guest]) {
    const sentences = splitSentences('Guten Tag und willkommen.', 'de');
    const speech = await speaker.speak({ sentences, voice, language: 'de', bill: { stage: 'podcast' } }, await run());
    said.push({ sound: await readFile(speech.wav), words: speech.words.map(({ text }) => text) });
  }
  expect(said[0]?.words).toEqual(said[1]?.words);
  expect(said[0]?.sound.equals(said[1]?.sound ?? Buffer.alloc(0))).toBe(false);
});
