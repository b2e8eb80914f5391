/** Writes an MP4 from its parts: everything that describes it first, then the bytes, streamed; never the whole in memory. */

import { open, type FileHandle } from 'node:fs/promises';
import { SILENT_PACKET } from './adts.ts';
import { box, sizeOf, text, u32, u64 } from './boxes.ts';
import { groupsOf, sumOf, ticksPerFrame, type Film } from './film.ts';
import { moov, type Samples } from './moov.ts';
import { chapterSamples, subtitleSamples, textTable, type TextSamples } from './text-samples.ts';

/** 4 GiB, less what may stand before the content: beyond it, offsets need 64 bits. */
const MOST_SMALL_BYTES = 0xf0000000;
/** With a length of 64 bits, always, so that a clip's content begins at a place that is easily found. */
const MDAT_HEAD_BYTES = 16;

/**
 * Writes `film` to `file`. The same film makes the same bytes.
 * @throws RangeError where a segment's bytes are not as long as its sizes say.
 */
export async function writeMp4(file: string, film: Film): Promise<void> {
  const ticks = film.segments.reduce((sum, segment) => sum + segment.frames, 0) * ticksPerFrame(film.format.fps);
  const chapters = chapterSamples(film.chapters, ticks);
  const subtitles = film.subtitles.map(({ cues }) => subtitleSamples(cues, ticks));
  const texts = Buffer.concat([chapters, ...subtitles].flatMap(({ bytes }) => bytes));
  const segmentBytes = film.segments.map(({ pictureSizes, packetSizes }) => sumOf(pictureSizes) + sumOf(packetSizes));
  const contentBytes = segmentBytes.reduce((sum, size) => sum + size, texts.length + SILENT_PACKET.length);

  const ftyp = box('ftyp', text('isom'), u32(0x200), text('isomiso2avc1mp41'));
  const large = contentBytes > MOST_SMALL_BYTES;
  const describe = (contentStart: number): Buffer[] =>
    moov(film, locate(film, contentStart, [chapters, ...subtitles]), large);
  const contentStart = ftyp.length + sizeOf(describe(0)) + MDAT_HEAD_BYTES;
  const head = [ftyp, ...describe(contentStart), u32(1), text('mdat'), u64(contentBytes + MDAT_HEAD_BYTES)];

  const handle = await open(file, 'w');
  try {
    await writeAll(handle, Buffer.concat([...head, texts, SILENT_PACKET]));
    for (const [index, segment] of film.segments.entries()) {
      let written = 0;
      for await (const bytes of segment.bytes()) {
        await writeAll(handle, bytes);
        written += bytes.length;
      }
      if (written !== segmentBytes[index])
        throw new RangeError(`part ${index + 1} has ${written} bytes, not ${segmentBytes[index] ?? 0}`);
    }
  } finally {
    await handle.close();
  }
}

/** Where every sample lies when the content begins at `contentStart`. */
function locate(film: Film, contentStart: number, texts: readonly TextSamples[]): Samples {
  let textBytes = 0;
  const [chapters, ...subtitles] = texts.map((samples) => {
    const table = textTable(samples, contentStart + textBytes);
    textBytes += sumOf(table.sizes);
    return table;
  });
  const video = {
    chunkOffsets: new Array<number>(),
    chunkSamples: new Array<number>(),
    syncSamples: new Array<number>(),
  };
  const audio = { chunkOffsets: [contentStart + textBytes], chunkSamples: [1] };
  let at = contentStart + textBytes + SILENT_PACKET.length;
  let frames = 0;
  for (const segment of film.segments) {
    let picture = 0;
    let packet = 0;
    for (const group of groupsOf(segment.frames, film.format.fps)) {
      video.chunkOffsets.push(at);
      video.chunkSamples.push(group.frames);
      video.syncSamples.push(frames + picture + 1);
      at += sumOf(segment.pictureSizes.subarray(picture, (picture += group.frames)));
      audio.chunkOffsets.push(at);
      audio.chunkSamples.push(group.packets);
      at += sumOf(segment.packetSizes.subarray(packet, (packet += group.packets)));
    }
    frames += segment.frames;
  }
  const sizes = (kind: 'pictureSizes' | 'packetSizes'): Uint32Array[] => film.segments.map((segment) => segment[kind]);
  return {
    video: { ...video, frames, sizes: joined(sizes('pictureSizes')) },
    audio: { ...audio, sizes: joined([Uint32Array.of(SILENT_PACKET.length), ...sizes('packetSizes')]) },
    subtitles,
    ...(chapters && chapters.sizes.length > 0 ? { chapters } : {}),
  };
}

function joined(parts: readonly Uint32Array[]): Uint32Array {
  const whole = new Uint32Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

async function writeAll(handle: FileHandle, bytes: Buffer): Promise<void> {
  let at = 0;
  while (at < bytes.length) at += (await handle.write(bytes, at)).bytesWritten;
}
