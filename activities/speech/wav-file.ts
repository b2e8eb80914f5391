/** Reads 16-bit mono WAV files block by block: a slide may be spoken for half an hour. */

import { open, type FileHandle } from 'node:fs/promises';

export interface Wav {
  /** Samples a second. */
  rate: number;
  /** How many there are. */
  samples: number;
  /** How many its head says there are: from who writes to a pipe, and cannot know it, some enormous number or none. */
  saidSamples: number;
  /** The samples `from` to `to` (not included), in blocks; valid until the next is asked for. */
  read(from?: number, to?: number): AsyncGenerator<Int16Array>;
}

/** Read at a time: the thread is free for others after a few milliseconds of arithmetic. */
const READ_BYTES = 256 * 1024;
/** `fmt ` and the head of `data` lie within it in every WAV that a voice delivers. */
const HEAD_BYTES = 4096;

/** Opens `file` for as long as `work` takes; with undefined where it is no 16-bit mono WAV. */
export async function withWav<T>(file: string, work: (wav: Wav | undefined) => Promise<T>): Promise<T> {
  const handle = await open(file);
  try {
    const head = Buffer.alloc(HEAD_BYTES);
    const { bytesRead } = await handle.read(head, 0, HEAD_BYTES, 0);
    const found = readHead(head.subarray(0, bytesRead));
    if (!found) return await work(undefined);
    const { size } = await handle.stat();
    const samples = Math.floor((size - found.dataStart) / 2);
    return await work({
      rate: found.rate,
      samples,
      saidSamples: Math.floor(found.dataBytes / 2),
      read: (from = 0, to = samples) => blocks(handle, found.dataStart, from, Math.min(to, samples)),
    });
  } finally {
    await handle.close();
  }
}

async function* blocks(handle: FileHandle, dataStart: number, from: number, to: number): AsyncGenerator<Int16Array> {
  const bytes = Buffer.allocUnsafeSlow(READ_BYTES);
  for (let at = from; at < to;) {
    const { bytesRead } = await handle.read(bytes, 0, Math.min(READ_BYTES, (to - at) * 2), dataStart + at * 2);
    const block = new Int16Array(bytes.buffer, bytes.byteOffset, Math.floor(bytesRead / 2));
    if (block.length === 0) return;
    yield block;
    at += block.length;
  }
}

/** What is read does not go by the length of `data`: who writes to a pipe cannot know it (espeak-ng, OpenAI). */
function readHead(head: Buffer): { rate: number; dataStart: number; dataBytes: number } | undefined {
  if (head.toString('latin1', 0, 4) !== 'RIFF' || head.toString('latin1', 8, 12) !== 'WAVE') return undefined;
  let rate: number | undefined;
  for (let at = 12; at + 24 <= head.length; at += 8 + head.readUInt32LE(at + 4)) {
    const name = head.toString('latin1', at, at + 4);
    if (name === 'data') {
      const dataBytes = head.readUInt32LE(at + 4);
      return rate === undefined ? undefined : { rate, dataStart: at + 8, dataBytes };
    }
    if (name !== 'fmt ') continue;
    const [coding, channels, bits] = [8, 10, 22].map((offset) => head.readUInt16LE(at + offset));
    if (coding !== 1 || channels !== 1 || bits !== 16) return undefined;
    rate = head.readUInt32LE(at + 12);
  }
  return undefined;
}
