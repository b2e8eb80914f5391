/** Puts sounds one after another into one WAV: digital silence between them, and no click where they meet. */

import { open, type FileHandle } from 'node:fs/promises';
import { WAV_HEADER_BYTES, wavHeader } from './wav-header.ts';
import { withWav } from './wav-file.ts';

/** A part of a sound; all sounds of one join have the same rate. */
export interface Cut {
  wav: string;
  startMs: number;
  endMs: number;
  /** Before it. */
  silenceMs: number;
  gainDb: number;
}

/** Inaudible as a fade, long enough to end a wave without a click. */
const FADE_MS = 4;

/** Where each cut begins in `file`, and how long all of it is, `tailMs` of silence at its end included. */
export async function joinSounds(
  cuts: readonly Cut[],
  { file, rate, tailMs }: { file: string; rate: number; tailMs: number },
): Promise<{ startsMs: number[]; durationMs: number }> {
  const out = await open(file, 'w');
  try {
    await out.writeFile(Buffer.alloc(WAV_HEADER_BYTES));
    const startsMs: number[] = [];
    let written = 0;
    for (const cut of cuts) {
      written += await writeSilence(out, Math.round((cut.silenceMs * rate) / 1000));
      startsMs.push((written * 1000) / rate);
      written += await writeCut(out, cut, rate);
    }
    written += await writeSilence(out, Math.round((tailMs * rate) / 1000));
    await out.write(wavHeader(written * 2, rate), 0, WAV_HEADER_BYTES, 0);
    return { startsMs, durationMs: (written * 1000) / rate };
  } finally {
    await out.close();
  }
}

/** A hold of ten minutes need not be in memory at once. */
const SILENCE_SAMPLES = 64 * 1024;

async function writeSilence(out: FileHandle, samples: number): Promise<number> {
  for (let left = samples; left > 0; left -= SILENCE_SAMPLES)
    await out.writeFile(Buffer.alloc(2 * Math.min(left, SILENCE_SAMPLES)));
  return Math.max(0, samples);
}

async function writeCut(out: FileHandle, { wav, startMs, endMs, gainDb }: Cut, rate: number): Promise<number> {
  return withWav(wav, async (sound) => {
    if (sound?.rate !== rate) throw new RangeError(`a sound to be joined has not ${rate} samples a second`);
    const [from, to] = [startMs, endMs].map((ms) => Math.min(sound.samples, Math.round((ms * rate) / 1000)));
    if (from === undefined || to === undefined) return 0;
    const gain = 10 ** (gainDb / 20);
    const fade = Math.min((FADE_MS * rate) / 1000, (to - from) / 2);
    let at = from;
    for await (const block of sound.read(from, to)) {
      const shaped = block.map((sample, index) => {
        const place = at + index;
        const edge = Math.min(1, (place - from) / fade, (to - 1 - place) / fade);
        return Math.max(-32768, Math.min(32767, Math.round(sample * gain * edge)));
      });
      await out.writeFile(Buffer.from(shaped.buffer, shaped.byteOffset, shaped.byteLength));
      at += block.length;
    }
    return at - from;
  });
}
