/** Writes a zip file part by part: parts that are packed already as they are, others deflated. No larger than 4 GiB. */

import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { crc32, createDeflateRaw } from 'node:zlib';
import { oversizedDeck, type PackedPart } from './deck-package.ts';

export interface ZipWriter {
  /** The part as it is, without unpacking it. */
  copy(part: PackedPart): Promise<void>;
  /** A part of this text, which is packed in memory. Nothing is written where reading it fails. */
  add(name: string, text: AsyncIterable<string>): Promise<void>;
  close(): Promise<void>;
}

/** Everything is counted in 32 bits. */
const MAX_BYTES = 2 ** 32 - 1;
const MAX_PARTS = 2 ** 16 - 1;
/** Names are UTF-8. */
const UTF8_FLAG = 0x0800;
/** Version 2.0 of the format: folders and deflate. */
const VERSION = 20;

/** @throws DeckError `oversized_deck` beyond 4 GiB or 65,535 parts */
export async function createZip(file: string): Promise<ZipWriter> {
  const handle = await open(file, 'wx');
  const directory: Buffer[] = [];
  let offset = 0;

  const write = async (bytes: Buffer): Promise<void> => {
    if (offset + bytes.length > MAX_BYTES) throw oversizedDeck();
    await handle.writeFile(bytes);
    offset += bytes.length;
  };
  const addPart = async (
    part: Omit<PackedPart, 'open'>,
    body: AsyncIterable<Buffer> | Iterable<Buffer>,
  ): Promise<void> => {
    const name = Buffer.from(part.name);
    const facts = factsOf(part, name.length);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), facts, place, name);
    await write(Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), facts, name]));
    for await (const chunk of body) await write(chunk);
  };

  return {
    copy: async (part) => addPart(part, await part.open()),
    add: async (name, text) => addPart(...(await deflated(name, text))),
    close: async () => {
      const list = Buffer.concat(directory);
      const count = directory.length / 4;
      if (count > MAX_PARTS) throw oversizedDeck();
      const end = Buffer.alloc(22);
      end.write('PK\x05\x06', 'latin1');
      for (const at of [8, 10]) end.writeUInt16LE(count, at);
      end.writeUInt32LE(list.length, 12);
      end.writeUInt32LE(offset, 16);
      await write(Buffer.concat([list, end]));
      await handle.close();
    },
  };
}

/** What a part's own header and its line in the directory have in common. */
function factsOf(part: Omit<PackedPart, 'open'>, nameBytes: number): Buffer {
  if (Math.max(part.packedBytes, part.sizeBytes) > MAX_BYTES) throw oversizedDeck();
  const facts = Buffer.alloc(26);
  facts.writeUInt16LE(VERSION, 0);
  facts.writeUInt16LE(UTF8_FLAG, 2);
  facts.writeUInt16LE(part.method, 4);
  facts.writeUInt16LE(0x21, 8); // the first of January 1980: no time of ours
  facts.writeUInt32LE(part.crc32, 10);
  facts.writeUInt32LE(part.packedBytes, 14);
  facts.writeUInt32LE(part.sizeBytes, 18);
  facts.writeUInt16LE(nameBytes, 22);
  return facts;
}

async function deflated(name: string, text: AsyncIterable<string>): Promise<[Omit<PackedPart, 'open'>, Buffer[]]> {
  const body: Buffer[] = [];
  const sums = { crc32: 0, sizeBytes: 0, packedBytes: 0 };
  const bytes = async function* (): AsyncGenerator<Buffer> {
    for await (const piece of text) {
      const chunk = Buffer.from(piece);
      sums.crc32 = crc32(chunk, sums.crc32);
      sums.sizeBytes += chunk.length;
      yield chunk;
    }
  };
  await pipeline(Readable.from(bytes()), createDeflateRaw({ level: 1 }), async (packed: AsyncIterable<unknown>) => {
    for await (const chunk of packed) {
      if (!Buffer.isBuffer(chunk)) throw new TypeError('zlib gives bytes');
      body.push(chunk);
      sums.packedBytes += chunk.length;
    }
  });
  return [{ name, method: 8, ...sums }, body];
}
