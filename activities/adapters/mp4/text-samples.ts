/** The samples of a text track: chapters' names, subtitles. */

import { box, text, u16, u32 } from './boxes.ts';
import type { Label } from './film.ts';
import type { SampleTable } from './track.ts';

export interface TextSamples {
  bytes: Buffer[];
  durations: number[];
}

/** `encd` 0x100: without it QuickTime takes a chapter's name for MacRoman. */
const UTF8_MARK = box('encd', u32(0x100));

export const subtitleSamples = (cues: readonly Label[], ticks: number): TextSamples => textSamples(cues, ticks, sized);

export const chapterSamples = (chapters: readonly Label[], ticks: number): TextSamples =>
  textSamples(chapters, ticks, (name) => Buffer.concat([sized(name), UTF8_MARK]));

/** A text track has a sample at every moment: an empty one where there is nothing to read. */
function textSamples(labels: readonly Label[], ticks: number, encode: (text: string) => Buffer): TextSamples {
  const bytes: Buffer[] = [];
  const durations: number[] = [];
  const add = (sample: Buffer, duration: number): void => {
    if (duration <= 0) return;
    bytes.push(sample);
    durations.push(duration);
  };
  let now = 0;
  for (const label of labels) {
    add(u16(0), label.start - now);
    add(encode(label.text), label.end - label.start);
    now = label.end;
  }
  if (labels.length > 0) add(u16(0), ticks - now);
  return { bytes, durations };
}

function sized(value: string): Buffer {
  const bytes = text(value);
  return Buffer.concat([u16(bytes.length), bytes]);
}

/** All samples in one chunk at `offset`. */
export const textTable = (
  { bytes, durations }: TextSamples,
  offset: number,
): SampleTable & { durations: number[] } => ({
  sizes: Uint32Array.from(bytes, ({ length }) => length),
  chunkOffsets: [offset],
  chunkSamples: [bytes.length],
  durations,
});
