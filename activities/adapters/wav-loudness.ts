/**
 * Loudness of a WAV without starting a program: ITU-R BS.1770 as ffmpeg's ebur128 measures it. A first guess at a
 * narration's gain; what was made of it is measured by ffmpeg.
 */

import { LEAD_MS, TAIL_MS } from '../../domain/index.ts';
import { withWav } from '../speech/wav-file.ts';

export interface Loudness {
  /** Integrated; -70 where nothing can be heard. */
  lufs: number;
  /** The highest sample in dBFS; -Infinity for digital silence. */
  peakDb: number;
}

/** Blocks of 400 ms, one every 100 ms; quieter ones than -70 LUFS, or 10 LU below the mean of the rest, do not count. */
const HOPS_PER_SECOND = 10;
const HOPS_PER_BLOCK = 4;
const FLOOR_LUFS = -70;
const GATE_LU = 10;
/** -360 dB: in digital silence the filters would fade into denormal numbers, at which processors are ten times slower. */
const NEVER_NOTHING = 1e-18;

/** Undefined where the file is no 16-bit mono WAV. The silence that a narration gets around it counts as in the narration. */
export async function wavLoudness(file: string): Promise<(Loudness & { rate: number }) | undefined> {
  return withWav(file, async (wav) => {
    if (!wav) return undefined;
    const meter = createMeter(wav.rate);
    meter.add(new Int16Array((wav.rate * LEAD_MS) / 1000));
    for await (const samples of wav.read()) meter.add(samples);
    meter.add(new Int16Array((wav.rate * TAIL_MS) / 1000));
    return { ...meter.result(), rate: wav.rate };
  });
}

function createMeter(rate: number): { add: (samples: Int16Array) => void; result: () => Loudness } {
  const [shelf, highPass] = [shelfFilter(rate), highPassFilter(rate)];
  const hop = Math.round(rate / HOPS_PER_SECOND);
  const hops: number[] = [];
  const kept = { a1: 0, a2: 0, b1: 0, b2: 0, energy: 0, counted: 0, peak: 0 };
  return {
    add: (samples) => {
      // Two filters of two delays each (direct form 2). Local variables: those of a closure would be boxed.
      let { a1, a2, b1, b2, energy, counted, peak } = kept;
      // By index: `for … of` costs twice as much until the loop is compiled.
      let index = 0;
      while (index < samples.length) {
        const sample = (samples[index++] ?? 0) / 32768 + NEVER_NOTHING;
        if (Math.abs(sample) > peak) peak = Math.abs(sample);
        const a0 = sample - shelf.a1 * a1 - shelf.a2 * a2;
        const b0 = shelf.b0 * a0 + shelf.b1 * a1 + shelf.b2 * a2 - highPass.a1 * b1 - highPass.a2 * b2;
        const weighted = b0 - 2 * b1 + b2;
        a2 = a1;
        a1 = a0;
        b2 = b1;
        b1 = b0;
        energy += weighted * weighted;
        if (++counted < hop) continue;
        hops.push(energy / hop);
        energy = 0;
        counted = 0;
      }
      Object.assign(kept, { a1, a2, b1, b2, energy, counted, peak });
    },
    result: () => ({
      lufs: integrated(hops),
      peakDb: kept.peak > 2 * NEVER_NOTHING ? 20 * Math.log10(kept.peak) : -Infinity,
    }),
  };
}

function integrated(hops: readonly number[]): number {
  const blocks = hops.slice(HOPS_PER_BLOCK - 1).map((_, index) => mean(hops.slice(index, index + HOPS_PER_BLOCK)));
  const heard = blocks.filter((block) => lufsOf(block) > FLOOR_LUFS);
  const gate = lufsOf(mean(heard)) - GATE_LU;
  return Math.max(FLOOR_LUFS, lufsOf(mean(heard.filter((block) => lufsOf(block) > gate))));
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
const lufsOf = (energy: number): number => -0.691 + 10 * Math.log10(energy);

/** BS.1770's head filter for any sample rate, as libebur128 derives it. */
function shelfFilter(rate: number): { b0: number; b1: number; b2: number; a1: number; a2: number } {
  const k = Math.tan((Math.PI * 1681.974450955533) / rate);
  const q = k / 0.7071752369554196;
  const high = 10 ** (3.999843853973347 / 20);
  const middle = high ** 0.4996667741545416 * q;
  const a0 = 1 + q + k * k;
  return {
    b0: (high + middle + k * k) / a0,
    b1: (2 * (k * k - high)) / a0,
    b2: (high - middle + k * k) / a0,
    a1: (2 * (k * k - 1)) / a0,
    a2: (1 - q + k * k) / a0,
  };
}

function highPassFilter(rate: number): { a1: number; a2: number } {
  const k = Math.tan((Math.PI * 38.13547087602444) / rate);
  const q = k / 0.5003270373238773;
  const a0 = 1 + q + k * k;
  return { a1: (2 * (k * k - 1)) / a0, a2: (1 - q + k * k) / a0 };
}
