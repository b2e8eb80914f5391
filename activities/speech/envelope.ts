/** How loud a sound is from moment to moment, and where it can be heard. */

import { withWav } from './wav-file.ts';

export interface Envelope {
  durationMs: number;
  /** In dBFS, one for each frame. */
  levels: Float32Array;
  /** Some FRAME_MS: a whole number of samples. */
  frameMs: number;
}

export interface Stretch {
  startMs: number;
  endMs: number;
}

/** Short enough to place a word, long enough for one period of the deepest voice. */
const FRAME_MS = 5;
const FLOOR_DB = -100;
/** Below the loud parts of a voice by this much is a rest: its faintest consonants are some 30 dB below. */
const REST_BELOW_DB = 36;
/** Nothing is heard below, however faint the voice. */
const INAUDIBLE_DB = -62;
/** The closures of p, t and k are shorter than this, and rests between phrases are longer. */
const SHORTEST_REST_MS = 70;

/** @param wav 16-bit mono WAV; anything else is nothing to be heard */
export async function envelopeOf(wav: string): Promise<Envelope> {
  return withWav(wav, async (sound) => {
    if (!sound) return { durationMs: 0, levels: new Float32Array(0), frameMs: FRAME_MS };
    const perFrame = Math.round((sound.rate * FRAME_MS) / 1000);
    const levels = new Float32Array(Math.ceil(sound.samples / perFrame));
    let frame = 0;
    let energy = 0;
    let counted = 0;
    for await (const samples of sound.read()) {
      for (const sample of samples) {
        energy += sample * sample;
        if (++counted < perFrame) continue;
        levels[frame++] = decibels(energy / perFrame);
        energy = counted = 0;
      }
    }
    if (counted > 0) levels[frame] = decibels(energy / counted);
    return { durationMs: (sound.samples * 1000) / sound.rate, levels, frameMs: (perFrame * 1000) / sound.rate };
  });
}

/** The stretches in which something is heard, between rests; empty where nothing is. */
export function audibleStretches({ levels, durationMs, frameMs }: Envelope): Stretch[] {
  const threshold = Math.max(INAUDIBLE_DB, loudLevel(levels) - REST_BELOW_DB);
  const stretches: Stretch[] = [];
  for (const [frame, level] of levels.entries()) {
    if (level < threshold) continue;
    const startMs = frame * frameMs;
    const endMs = Math.min(durationMs, startMs + frameMs);
    const last = stretches.at(-1);
    if (last && startMs - last.endMs < SHORTEST_REST_MS) last.endMs = endMs;
    else stretches.push({ startMs, endMs });
  }
  return stretches;
}

/** Whether the sound breaks off at full voice: no voice that came to its end does. */
export function breaksOff({ levels }: Envelope): boolean {
  const end = levels.slice(-END_FRAMES);
  return end.length > 0 && Math.max(...end) > loudLevel(levels) - FULL_VOICE_DB;
}

const END_FRAMES = 2;
const FULL_VOICE_DB = 20;

/** What a voice reaches in its vowels: the level above which a tenth of what is heard lies. */
function loudLevel(levels: Float32Array): number {
  const heard = levels.filter((level) => level > INAUDIBLE_DB).sort();
  return heard[Math.floor(heard.length * 0.9)] ?? FLOOR_DB;
}

const decibels = (meanSquare: number): number => Math.max(FLOOR_DB, 10 * Math.log10(meanSquare / 32768 ** 2));
