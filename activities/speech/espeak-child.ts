/**
 * A program of its own: speaks sentences with libespeak-ng into a WAV file and writes when each was said.
 *
 * It runs as a child of the worker (adapters/espeak-speaker.ts), because a fault inside the library ends the whole
 * process, the synthesis blocks it, and the Japanese dictionary takes 170 MB. Standard input: a ChildRequest.
 */

import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { childRequestSchema, type ChildReport } from './espeak-report.ts';
import { openEspeak } from './espeak-library.ts';
import type { Piece } from './kana.ts';
import { timeWords } from './word-times.ts';
import { WAV_HEADER_BYTES, wavHeader } from './wav-header.ts';

const plain = (text: string): Piece[] => [{ spoken: text, original: text }];

const input: unknown = JSON.parse(readFileSync(0, 'utf8'));
const request = childRequestSchema.parse(input);
// The dictionary is loaded only by who needs it.
const piecesOf = request.kana ? (await import('./kana.ts')).createKana() : plain;
const wav = openSync(request.wav, 'w');
writeSync(wav, Buffer.alloc(WAV_HEADER_BYTES));
const espeak = openEspeak({ ...request, onSound: (chunk) => writeSync(wav, chunk) });
const toMs = (samples: number): number => Math.round((samples * 1000) / espeak.sampleRate);

const report: ChildReport = { durationMs: 0, sentences: [], words: [], phonemes: [] };
let written = 0;
for (const { text, spoken, pauseMs } of request.sentences) {
  // A call for each sentence: its time is then known to the sample, whatever the library makes of the punctuation.
  const pieces = piecesOf(spoken);
  const said = espeak.say(pieces.map((piece) => piece.spoken).join(''));
  const [startMs, endMs] = [toMs(written + said.firstAudible), toMs(written + said.lastAudible)];
  report.sentences.push({ text, startMs, endMs });
  report.words.push(
    ...timeWords(said.words, request.kana ? pieces : plain(text), { offsetMs: toMs(written), startMs, endMs }),
  );
  report.phonemes.push(said.phonemes);
  const pause = Math.round((pauseMs * espeak.sampleRate) / 1000);
  writeSync(wav, Buffer.alloc(pause * 2));
  written += said.samples + pause;
}
report.durationMs = toMs(written);
writeSync(wav, wavHeader(written * 2, espeak.sampleRate), 0, WAV_HEADER_BYTES, 0);
closeSync(wav);
writeFileSync(request.report, JSON.stringify(report));
