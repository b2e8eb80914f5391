/** `trak`: one track of an MP4, with where its samples lie and when each is shown. */

import { box, fullBox, looseBox, table32, table64, text, u16, u32, zeros } from './boxes.ts';
import { TICKS_PER_SECOND } from './film.ts';
import { iso639Of } from './language-code.ts';

/** Where a track's samples lie: `chunks[i]` holds `chunkSamples[i]` samples, one after the other, from this offset. */
export interface SampleTable {
  sizes: Uint32Array;
  chunkOffsets: number[];
  chunkSamples: number[];
}

export interface Track {
  id: number;
  flags: number;
  size?: { width: number; height: number };
  volume?: number;
  /** Tracks of one group are alternatives. */
  group?: number;
  /** What is presented, in ticks. */
  duration: number;
  mediaDuration: number;
  mediaStart?: number;
  references?: Buffer | [];
  handler: string;
  language: string;
  header: Buffer;
  entry: Buffer;
  table: SampleTable;
  times: [count: number, ticks: number][];
  more?: Buffer;
  large: boolean;
}

/** In pieces. Creation times are 0 everywhere: the same inputs make the same bytes. */
export function track(t: Track): Buffer[] {
  const { width, height } = t.size ?? { width: 0, height: 0 };
  const head = [
    u32(0, 0, t.id, 0, t.duration),
    zeros(8),
    u16(0, t.group ?? 0, t.volume ?? 0, 0),
    matrix(),
    u32(width * 65536, height * 65536),
  ];
  const media = looseBox(
    'mdia',
    fullBox('mdhd', 0, 0, u32(0, 0, TICKS_PER_SECOND, t.mediaDuration), u16(packedLanguage(t.language), 0)),
    fullBox('hdlr', 0, 0, zeros(4), text(t.handler), zeros(12), text('SlideSpeaker\0')),
    t.language === 'und' ? [] : fullBox('elng', 0, 0, text(`${t.language}\0`)),
    looseBox('minf', t.header, box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1))), sampleBoxes(t)),
  );
  const edit = box('edts', fullBox('elst', 0, 0, u32(1, t.duration, t.mediaStart ?? 0, 0x10000)));
  return looseBox('trak', fullBox('tkhd', 0, t.flags, head), edit, t.references ?? [], media);
}

function sampleBoxes({ entry, table, times, more, large }: Track): Buffer[] {
  const { sizes, chunkOffsets, chunkSamples } = table;
  const chunkRuns: number[] = [];
  chunkSamples.forEach((count, index) => {
    if (count !== chunkSamples[index - 1]) chunkRuns.push(index + 1, count, 1);
  });
  return looseBox(
    'stbl',
    fullBox('stsd', 0, 0, u32(1), entry),
    fullBox('stts', 0, 0, u32(times.length), u32(...times.flat())),
    more ?? [],
    fullBox('stsc', 0, 0, u32(chunkRuns.length / 3), table32(chunkRuns)),
    looseBox('stsz', u32(0, 0, sizes.length), table32(sizes)),
    fullBox(
      large ? 'co64' : 'stco',
      0,
      0,
      u32(chunkOffsets.length),
      large ? table64(chunkOffsets) : table32(chunkOffsets),
    ),
  );
}

/** Three letters of five bits. */
function packedLanguage(language: string): number {
  return text(iso639Of(language)).reduce((packed, letter) => packed * 32 + letter - 0x60, 0);
}

/** No turning, no scaling. */
export const matrix = (): Buffer => u32(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);
