/** Reads files of any size piece by piece, in a buffer that is used again, so that reading them leaves no garbage to hold (P8). */

import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

/** Large enough to cost nothing, small enough to hold. */
const PIECE_BYTES = 256 * 1024;

/** The bytes of `file` from `start` on. A piece holds until the next is asked for. */
export async function* filePieces(file: string, start = 0): AsyncGenerator<Buffer> {
  const handle = await open(file);
  try {
    const buffer = Buffer.allocUnsafeSlow(PIECE_BYTES);
    let at = start;
    while (true) {
      const { bytesRead } = await handle.read(buffer, 0, PIECE_BYTES, at);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

/** In hexadecimal. */
export async function sha256Of(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of filePieces(file)) hash.update(piece);
  return hash.digest('hex');
}
