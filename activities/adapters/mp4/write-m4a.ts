/**
 * Writes narrations one after the other as an M4A with chapters. Encodes nothing.
 *
 *   ftyp | moov | mdat: chapters' names | one priming packet | narration 1 | narration 2 | …
 */

import { writeFile } from 'node:fs/promises';
import { readAdtsPackets, SILENT_PACKET } from './adts.ts';
import { box, sizeOf, text, u32, u64 } from './boxes.ts';
import { sumOf, TICKS_PER_PACKET, type Label } from './film.ts';
import { soundMoov } from './moov.ts';
import { chapterSamples, textTable } from './text-samples.ts';

export interface Sound {
  /** Of what is spoken, BCP 47. */
  language: string;
  chapters: Label[];
  /** ADTS files, and how many packets of each are heard, its priming packet not counted. */
  narrations: { file: string; packets: number }[];
}

/** With a length of 64 bits, as in our videos. */
const MDAT_HEAD_BYTES = 16;
/** Written at a time: a packet alone has a quarter of a kilobyte. */
const WRITE_BYTES = 256 * 1024;

/** The same sound makes the same bytes. @throws RangeError where a narration is shorter than said */
export async function writeM4a(file: string, sound: Sound): Promise<void> {
  const sizes = [SILENT_PACKET.length];
  const chunkSamples = [1];
  for (const narration of sound.narrations) {
    for await (const packet of packetsOf(narration)) sizes.push(packet.length);
    chunkSamples.push(narration.packets);
  }
  const packetSizes = Uint32Array.from(sizes);
  const chapters = chapterSamples(sound.chapters, (sizes.length - 1) * TICKS_PER_PACKET);
  const names = Buffer.concat(chapters.bytes);

  const describe = (contentStart: number): Buffer[] =>
    soundMoov(
      sound,
      {
        audio: {
          sizes: packetSizes,
          chunkSamples,
          chunkOffsets: chunkOffsets(contentStart + names.length, sizes, chunkSamples),
        },
        ...(sound.chapters.length > 0 ? { chapters: textTable(chapters, contentStart) } : {}),
      },
      false,
    );
  const ftyp = box('ftyp', text('M4A '), u32(0x200), text('M4A isomiso2mp42'));
  const contentStart = ftyp.length + sizeOf(describe(0)) + MDAT_HEAD_BYTES;
  const contentBytes = names.length + sumOf(packetSizes);
  const head = [ftyp, ...describe(contentStart), u32(1), text('mdat'), u64(contentBytes + MDAT_HEAD_BYTES), names];
  await writeFile(file, inPortions([...head, SILENT_PACKET], sound.narrations));
}

/** Where each narration begins. */
function chunkOffsets(start: number, sizes: readonly number[], chunkSamples: readonly number[]): number[] {
  let at = start;
  let sample = 0;
  return chunkSamples.map((count) => {
    const offset = at;
    at += sizes.slice(sample, (sample += count)).reduce((sum, size) => sum + size, 0);
    return offset;
  });
}

async function* inPortions(head: readonly Buffer[], narrations: Sound['narrations']): AsyncGenerator<Buffer> {
  let portion = [...head];
  let bytes = 0;
  for (const narration of narrations) {
    for await (const packet of packetsOf(narration)) {
      portion.push(packet);
      bytes += packet.length;
      if (bytes < WRITE_BYTES) continue;
      yield Buffer.concat(portion);
      [portion, bytes] = [[], 0];
    }
  }
  yield Buffer.concat(portion);
}

/** From its second packet on: the first is the encoder's priming. */
async function* packetsOf({ file, packets }: Sound['narrations'][number]): AsyncGenerator<Buffer> {
  let index = 0;
  for await (const packet of readAdtsPackets(file)) {
    if (index > packets) break;
    if (index++ > 0) yield packet;
  }
  if (index <= packets) throw new RangeError('the narration is shorter than said');
}
