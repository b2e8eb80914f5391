/**
 * A program of its own: speaks sentences with libespeak-ng into a WAV file and writes when each was said.
 *
 * It runs as a child of the worker (adapters/espeak-speaker.ts), because a fault inside the library ends the whole
 * process, the synthesis blocks it, and the Japanese dictionary takes 170 MB. Standard input: a ChildRequest.
 */

import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { childRequestSchema, type ChildReport } from './espeak-report.ts';
import { openEspeak } from './espeak-library.ts';
import { splitVoices } from './voice-runs.ts';
import { timePhonemes, timeWords } from './word-times.ts';
import { WAV_HEADER_BYTES, wavHeader } from './wav-header.ts';

const input: unknown = JSON.parse(readFileSync(0, 'utf8'));
const request = childRequestSchema.parse(input);
// The dictionary is loaded only by who needs it.
const toKana = request.kana ? (await import('./kana.ts')).createKana() : () => [];
const wav = openSync(request.wav, 'w');
writeSync(wav, Buffer.alloc(WAV_HEADER_BYTES));
const espeak = openEspeak({ ...request, onSound: (chunk) => writeSync(wav, chunk) });
const toMs = (samples: number): number => Math.round((samples * 1000) / espeak.sampleRate);

const report: ChildReport = { durationMs: 0, sentences: [], words: [], phonemes: [], timedPhonemes: [] };
let written = 0;
for (const { text, spoken, pauseMs } of request.sentences) {
  // A call for each sentence: its time is then known to the sample, whatever the library makes of the punctuation.
  const characters = Array.from(text);
  const runs = request.latinVoice === undefined ? [{ text: spoken, position: 0, latin: false }] : splitVoices(spoken);
  const heard: { startMs: number; endMs: number }[] = [];
  let phonemes = '';
  for (const run of runs) {
    const original = characters.slice(run.position, run.position + Array.from(run.text).length).join('');
    const kana = request.kana && !run.latin;
    const pieces = kana ? toKana(run.text) : [{ spoken: run.text, original }];
    const voice = run.latin ? (request.latinVoice ?? request.voice) : request.voice;
    const said = espeak.say(pieces.map((piece) => piece.spoken).join(''), voice);
    const audible = { startMs: toMs(written + said.firstAudible), endMs: toMs(written + said.lastAudible) };
    if (said.lastAudible > 0) heard.push(audible);
    report.words.push(...timeWords(said.words, pieces, { offsetMs: toMs(written), ...audible }));
    phonemes += said.phonemes.map(({ ipa }) => ipa).join('');
    report.timedPhonemes.push(...timePhonemes(said.phonemes, toMs(written), toMs(said.lastAudible)));
    written += said.samples;
  }
  const silentAt = toMs(written);
  report.sentences.push({ text, startMs: heard[0]?.startMs ?? silentAt, endMs: heard.at(-1)?.endMs ?? silentAt });
  report.phonemes.push(phonemes);
  const pause = Math.round((pauseMs * espeak.sampleRate) / 1000);
  writeSync(wav, Buffer.alloc(pause * 2));
  written += pause;
}
report.durationMs = toMs(written);
writeSync(wav, wavHeader(written * 2, espeak.sampleRate), 0, WAV_HEADER_BYTES, 0);
closeSync(wav);
writeFileSync(request.report, JSON.stringify(report));
