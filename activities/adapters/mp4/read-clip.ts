/** Reads back what writeMp4 wrote for one slide: the sizes of its samples, and where its bytes lie. */

import { open } from 'node:fs/promises';
import { packetsFor, type VideoFormat } from '../../../domain/index.ts';
import { filePieces } from '../../../platform/file-pieces.ts';
import { box, findBox, boxesIn } from './boxes.ts';
import { sumOf, type Segment } from './film.ts';

export interface ClipParts {
  avcConfiguration: Buffer;
  segment: Segment;
}

/**
 * The one segment of a clip, ready to be copied into a video.
 * @throws RangeError where the file is not such a clip or not whole.
 */
export async function readClip(file: string, { fps }: Pick<VideoFormat, 'fps'>): Promise<ClipParts> {
  const { moov, contentStart, fileBytes } = await readHead(file);
  const tracks = [...boxesIn(moov)].filter(({ name }) => name === 'trak').map(({ content }) => content);
  const [video, audio] = ['vide', 'soun'].map((handler) =>
    tracks.find((track) => findBox(track, 'mdia', 'hdlr')?.toString('latin1', 8, 12) === handler),
  );
  const pictureSizes = sampleSizes(video);
  const [primingBytes = 0, ...packets] = sampleSizes(audio);
  const packetSizes = Uint32Array.from(packets);
  const start = contentStart + primingBytes;
  const whole = start + sumOf(pictureSizes) + sumOf(packetSizes) === fileBytes;
  if (!whole || packetSizes.length !== packetsFor(pictureSizes.length, fps))
    throw new RangeError('the clip is not whole');
  return {
    avcConfiguration: avcConfigurationIn(video),
    segment: {
      frames: pictureSizes.length,
      pictureSizes,
      packetSizes,
      bytes: () => filePieces(file, start),
    },
  };
}

/** Reads the boxes up to the content: ftyp, moov, and the 16 bytes that begin mdat. */
async function readHead(file: string): Promise<{ moov: Buffer; contentStart: number; fileBytes: number }> {
  const handle = await open(file);
  try {
    const read = async (position: number, length: number): Promise<Buffer> => {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
      if (bytesRead < length) throw new RangeError('the clip ends too early');
      return buffer;
    };
    const { size: fileBytes } = await handle.stat();
    const moovStart = (await read(0, 4)).readUInt32BE();
    const moovBytes = (await read(moovStart, 4)).readUInt32BE();
    if (moovStart + moovBytes > fileBytes) throw new RangeError('the clip ends too early');
    const moov = findBox(await read(moovStart, moovBytes), 'moov');
    if (!moov) throw new RangeError('the clip does not begin as ours do');
    return { moov, contentStart: moovStart + moovBytes + 16, fileBytes };
  } finally {
    await handle.close();
  }
}

function sampleSizes(track: Buffer | undefined): Uint32Array {
  const table = track && findBox(track, 'mdia', 'minf', 'stbl', 'stsz');
  if (!table) throw new RangeError('the clip lacks a track');
  return Uint32Array.from({ length: table.readUInt32BE(8) }, (_, index) => table.readUInt32BE(12 + index * 4));
}

/** Behind the 8 bytes that head `stsd` stands the `avc1` entry; its boxes begin after 78 bytes of its own. */
function avcConfigurationIn(track: Buffer | undefined): Buffer {
  const descriptions = track && findBox(track, 'mdia', 'minf', 'stbl', 'stsd');
  const entry = descriptions && findBox(descriptions.subarray(8), 'avc1');
  const content = entry && findBox(entry.subarray(78), 'avcC');
  if (!content) throw new RangeError('the clip lacks its H.264 parameters');
  return box('avcC', content);
}
