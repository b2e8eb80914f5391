/** Slide pictures and narrations to make videos of: drawn and spoken here, the same every time. */

import sharp, { type Sharp } from 'sharp';
import { runCommand } from '../../platform/run-command.ts';

export type SlideKind = 'text' | 'photo' | 'chart';
interface Size {
  width: number;
  height: number;
}

/** Draws slide `number`: text beside a photo, one full-bleed grainy photo, or a chart. A PNG of exactly this size. */
export async function drawSlide(file: string, number: number, kind: SlideKind, size: Size): Promise<void> {
  const layers = { text: textSlide, photo: photoSlide, chart: chartSlide };
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1600 900" preserveAspectRatio="none" width="${size.width}" height="${size.height}">${layers[kind](number)}</svg>`;
  const background = kind === 'photo' ? photo(size, number, 7) : photo({ width: 1, height: 1 }, 0, 0);
  const drawing = { input: Buffer.from(svg) };
  const inset = { width: even(size.width * 0.4), height: even(size.height * 0.5) };
  const picture = {
    input: await photo(inset, number, 3).png().toBuffer(),
    left: even(size.width * 0.55),
    top: even(size.height * 0.3),
  };
  await background
    .resize(size.width, size.height, { fit: 'fill' })
    .composite(kind === 'text' ? [drawing, picture] : [drawing])
    .png({ compressionLevel: 3 })
    .toFile(file);
}

/** Speaks `seconds` of plain English with espeak-ng into a WAV, begun at another sentence for each `number`. */
export async function speakSound(file: string, number: number, seconds: number): Promise<void> {
  const signal = AbortSignal.timeout(120_000);
  const words = Array.from(
    { length: Math.ceil(seconds / 4) + 1 },
    (_, index) => SENTENCES[(number + index) % SENTENCES.length],
  );
  const spoken = `${file}.long.wav`;
  await runCommand('espeak-ng', ['-v', 'en', '-s', '140', '-w', spoken, words.join(' ')], {
    signal,
    timeoutMs: 60_000,
  });
  await runCommand('ffmpeg', ['-nostdin', '-v', 'error', '-y', '-i', spoken, '-t', String(seconds), file], {
    signal,
    timeoutMs: 60_000,
  });
}

const SENTENCES = [
  `Slide after slide, the cell turns food into energy and never rests.`,
  'It has two membranes, and the inner one is folded like a curtain.',
  'Every fold makes more room for the work that is done there.',
  'When you run, the cells of your legs hold thousands of them.',
  'Compare the first column with the last, and you will see why.',
];

const textSlide = (number: number): string =>
  `<rect width="1600" height="900" fill="#fbfaf7"/><text x="90" y="150" font-size="72" font-weight="bold" fill="#1d3557">Slide ${number}: what a cell is made of</text>` +
  SENTENCES.map(
    (line, index) => `<text x="90" y="${300 + index * 90}" font-size="34" fill="#333">• ${line.slice(0, 42)}</text>`,
  ).join('');

const photoSlide = (number: number): string =>
  `<rect y="700" width="1600" height="120" fill="#000" fill-opacity="0.55"/><text x="90" y="785" font-size="64" fill="#fff">A photo, number ${number}</text>`;

const chartSlide = (number: number): string =>
  `<rect width="1600" height="900" fill="#ffffff"/><text x="90" y="130" font-size="60" fill="#222">Chart ${number}</text>` +
  Array.from({ length: 12 }, (_, index) => {
    const height = 120 + ((index * 37 + number * 53) % 480);
    const hue = (index * 30 + number * 40) % 360;
    return `<rect x="${120 + index * 115}" y="${800 - height}" width="80" height="${height}" fill="hsl(${hue},70%,50%)"/>`;
  }).join('');

/** A landscape with detail of every size and film grain of about `grain` levels: what cameras deliver, and encoders find hard. */
function photo({ width, height }: Size, seed: number, grain: number): Sharp {
  const pixels = Buffer.alloc(width * height * 3);
  let state = seed * 7919 + 1;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32 - 0.5;
  };
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const hill = Math.sin((x / width) * 7 + seed) + Math.sin((x / width) * 17 - seed) * 0.4;
      const ground = y / height > 0.6 + hill * 0.08;
      const light = (random() + random()) * 2 * grain + (ground ? 24 : 10) * detail(x, y, seed);
      const [red, green, blue] = ground
        ? [70, 110 - (y / height) * 40, 60]
        : [150 - (y / height) * 60, 180, 230 - (y / height) * 90];
      for (const value of [red, green, blue]) pixels[at++] = Math.max(0, Math.min(255, value + light));
    }
  }
  return sharp(pixels, { raw: { width, height, channels: 3 } });
}

/** Waves of shrinking length, crossing each other: between about -1 and 1. */
function detail(x: number, y: number, seed: number): number {
  let sum = 0;
  for (let length = 160, height = 0.5; length > 4; length /= 2.3, height *= 0.8) {
    sum +=
      height *
      Math.sin(x / length + seed + Math.sin(y / length) * 2) *
      Math.sin(y / length - seed + Math.sin(x / length / 1.7) * 2);
  }
  return sum;
}

const even = (value: number): number => Math.round(value / 2) * 2;
