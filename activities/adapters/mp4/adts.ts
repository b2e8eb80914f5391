/** Reads AAC packets out of ADTS, the form in which ffmpeg writes them to a file. */

import { open } from 'node:fs/promises';

/** One AAC-LC packet that decodes to 1024 samples of digital silence, mono: an element without a single band. */
export const SILENT_PACKET = Buffer.from([0x01, 0x18, 0x20, 0x07]);

/** Bytes read at a time. A narration is up to 12 KB a second, and must not be held whole. */
const READ_BYTES = 64 * 1024;
/** ADTS without a checksum, which ffmpeg never writes. */
const HEADER_BYTES = 7;

/**
 * The packets of an ADTS file in order, without their headers. Packet 0 is the encoder's priming.
 * @throws RangeError where the file is no ADTS or ends within a packet.
 */
export async function* readAdtsPackets(file: string): AsyncGenerator<Buffer> {
  const handle = await open(file);
  try {
    let rest: Buffer = Buffer.alloc(0);
    while (true) {
      const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(READ_BYTES), 0, READ_BYTES);
      if (bytesRead === 0) break;
      rest = Buffer.concat([rest, buffer.subarray(0, bytesRead)]);
      let at = 0;
      while (rest.length - at >= HEADER_BYTES) {
        const sizeBytes = adtsFrameBytes(rest, at);
        if (rest.length - at < sizeBytes) break;
        yield rest.subarray(at + HEADER_BYTES, at + sizeBytes);
        at += sizeBytes;
      }
      rest = rest.subarray(at);
    }
    if (rest.length > 0) throw new RangeError('the narration ends within a packet');
  } finally {
    await handle.close();
  }
}

export async function countAdtsPackets(file: string): Promise<number> {
  let count = 0;
  for await (const packet of readAdtsPackets(file)) count += Math.min(1, packet.length);
  return count;
}

/** The length of the frame at `at`, header included (ISO 14496-3, 1.A.2.2: 13 bits from bit 30). */
function adtsFrameBytes(bytes: Buffer, at: number): number {
  const isAdts = bytes.readUInt16BE(at) >>> 4 === 0xfff && (bytes.readUInt8(at + 1) & 1) === 1;
  const sizeBytes = (bytes.readUInt32BE(at + 3) >>> 13) & 0x1fff;
  if (!isAdts || sizeBytes <= HEADER_BYTES) throw new RangeError('the narration is no ADTS');
  return sizeBytes;
}
