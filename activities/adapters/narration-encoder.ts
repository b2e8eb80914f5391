/** Makes a narration out of a voice's sound: silence around it, the same loudness as every other, AAC. */

import { PACKET_SAMPLES, PlatformError, SAMPLE_RATE, toError } from '../../domain/index.ts';
import type { Run } from '../run.ts';
import { encodeNarrationArgs, measureNarrationArgs, PEAK_LIMIT, SPARE_PACKETS } from './ffmpeg.ts';
import { countAdtsPackets } from './mp4/adts.ts';
import { runFfmpeg } from './run-ffmpeg.ts';
import { wavLoudness, type Loudness } from './wav-loudness.ts';

/** What every narration is brought to, as ffmpeg's ebur128 measures it (charter 5). */
const TARGET_LUFS = -16;
/** Half of what the charter allows between two slides (spread <= 1 LU), less the meter's rounding to 0.1. */
const TOLERANCE_LU = 0.4;
/** The first guess is nearly always right; the second corrects it; a click in silence would never get there. */
const MAX_ENCODES = 3;
/** Below the meter's floor nothing was spoken, and amplifying it would only make noise. */
const SILENCE_LUFS = -69;
const MAX_GAIN_DB = 40;
/** The longest notes seen (30,000 characters) take 20 s of computing; only a hang takes ten minutes. */
const TIMEOUT_MS = 600_000;

/** A narration as it was written. */
export interface EncodedNarration {
  /** Lead, speech and tail, rounded up to whole AAC packets. `file` goes on for SPARE_PACKETS more of silence. */
  durationMs: number;
  /** Integrated loudness of the file; -70 where nothing can be heard. */
  loudnessLufs: number;
}

/**
 * Encodes `wav` (any sound that ffmpeg reads) to `file`: ADTS AAC-LC, 48 kHz mono, LEAD_MS of silence, the speech at
 * -16 LUFS, TAIL_MS of silence. Packet 0 is the encoder's own priming: a clip leaves it out, and then the first sample
 * of the lead is the first sample that is heard. Speech therefore starts exactly LEAD_MS after the slide appears.
 * @throws PlatformError `sound_not_encoded`
 */
export async function encodeNarration({
  wav,
  file,
  run,
}: {
  wav: string;
  file: string;
  run: Run;
}): Promise<EncodedNarration> {
  const measured = await wavLoudness(wav);
  let heard: Loudness = measured ?? (await listen(measureNarrationArgs(wav), run));
  let gainDb = firstGain(heard);
  for (let encodes = 1; ; encodes++) {
    heard = await listen(encodeNarrationArgs(wav, gainDb, file, measured?.rate), run);
    const missing = TARGET_LUFS - heard.lufs;
    if (heard.lufs < SILENCE_LUFS || Math.abs(missing) <= TOLERANCE_LU || encodes === MAX_ENCODES) break;
    // Where the limiter works it takes back about half of what is added.
    gainDb = clampGain(gainDb + missing * (heard.peakDb >= LIMIT_DB - 0.2 ? 1.8 : 1));
  }
  const packets = (await countAdtsPackets(file)) - 1 - SPARE_PACKETS;
  if (packets < 1) throw new PlatformError('sound_not_encoded', 'The voice delivered no sound.');
  return { durationMs: (packets * PACKET_SAMPLES * 1000) / SAMPLE_RATE, loudnessLufs: heard.lufs };
}

const LIMIT_DB = 20 * Math.log10(PEAK_LIMIT);
/** Loudness lost for each dB by which the peaks are driven into the limiter; measured on espeak-ng. */
const LIMITER_LOSS = 0.2;

function firstGain({ lufs, peakDb }: Loudness): number {
  if (lufs < SILENCE_LUFS) return 0;
  const plain = TARGET_LUFS - lufs;
  const over = peakDb + plain - LIMIT_DB;
  return clampGain(over <= 0 ? plain : plain + (LIMITER_LOSS / (1 - LIMITER_LOSS)) * over);
}

const clampGain = (gainDb: number): number => Math.max(-MAX_GAIN_DB, Math.min(MAX_GAIN_DB, gainDb));

async function listen(args: string[], run: Run): Promise<Loudness> {
  const { stderr } = await runFfmpeg(args, { signal: run.signal, timeoutMs: TIMEOUT_MS }).catch((thrown: unknown) => {
    run.signal.throwIfAborted();
    throw new PlatformError('sound_not_encoded', 'The sound of the voice could not be read or encoded.', {
      cause: toError(thrown),
    });
  });
  return parseLoudness(stderr);
}

/** Reads the end of ebur128's report. Digital silence is -70 LUFS at -inf dBFS. */
export function parseLoudness(report: string): Loudness {
  const lufs = /I:\s+(-?[\d.]+) LUFS/.exec(report)?.[1];
  const peak = /Peak:\s+(-?(?:[\d.]+|inf)) dBFS/.exec(report)?.[1];
  if (lufs === undefined || peak === undefined) {
    throw new PlatformError('sound_not_encoded', 'ffmpeg did not report the loudness of the sound.');
  }
  return { lufs: Number(lufs), peakDb: peak.endsWith('inf') ? -Infinity : Number(peak) };
}
