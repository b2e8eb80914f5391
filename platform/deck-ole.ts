/** OLE compound files (PPT, and what encrypted Office files are wrapped in), read in place: [MS-CFB] 2. */

import { open, type FileHandle } from 'node:fs/promises';
import { asDamaged, damagedDeck } from './deck-package.ts';

export interface CompoundFile {
  /** A stream at the top level, not one inside an embedded object; undefined where there is none. */
  stream(name: string): CompoundStream | undefined;
  close(): Promise<void>;
}

export interface CompoundStream {
  sizeBytes: number;
  /** `length` bytes from `offset`. @throws DeckError `damaged_deck` where the file ends before */
  read(offset: number, length: number): Promise<Buffer>;
}

export const COMPOUND_MAGIC = Buffer.from('d0cf11e0a1b11ae1', 'hex');

const HEADER_BYTES = 512;
const ENTRY_BYTES = 128;
const MINI_SECTOR_BYTES = 64;
/** Sector numbers from here on are marks: free, end of chain, table. */
const FIRST_MARK = 0xfffffffa;
const NO_ENTRY = 0xffffffff;
/** A directory of a real deck holds tens of entries; embedded objects bring some hundred. */
const MAX_DIRECTORY_BYTES = 8 * 2 ** 20;

/** @throws DeckError `damaged_deck` */
export async function openCompound(file: string): Promise<CompoundFile> {
  const handle = await open(file, 'r');
  try {
    const streams = await readDirectory(handle);
    return { stream: (name) => streams.get(name), close: () => handle.close() };
  } catch (thrown) {
    await handle.close();
    return asDamaged(thrown);
  }
}

async function readDirectory(handle: FileHandle): Promise<Map<string, CompoundStream>> {
  const header = await readFully(handle, 0, HEADER_BYTES);
  const sectorBytes = header.readUInt16LE(30) === 12 ? 4096 : 512;
  const positionOf = (sector: number): number => (sector + 1) * sectorBytes;
  const fat = await readFat(handle, header, sectorBytes);
  const chainAt = (start: number): CompoundStream => sectorStream(handle, follow(fat, start), sectorBytes, positionOf);
  const whole = async (start: number): Promise<Buffer> => {
    const chain = chainAt(start);
    if (chain.sizeBytes > MAX_DIRECTORY_BYTES) throw damagedDeck();
    return chain.read(0, chain.sizeBytes);
  };
  const directory = await whole(header.readUInt32LE(48));
  const miniFat = await whole(header.readUInt32LE(60));
  const miniStream = chainAt(directory.readUInt32LE(116));
  const miniCutoff = header.readUInt32LE(56);

  const streams = new Map<string, CompoundStream>();
  for (const entry of topLevel(directory)) {
    const name = entry.toString('utf16le', 0, Math.max(0, Math.min(entry.readUInt16LE(64), 64) - 2));
    const [start, sizeBytes] = [entry.readUInt32LE(116), entry.readUInt32LE(120)];
    // A chain is followed once, and only where the stream is read.
    let chain: CompoundStream | undefined;
    const opened = (): CompoundStream =>
      (chain ??=
        sizeBytes < miniCutoff ? nested(miniStream, follow(miniFat, start), MINI_SECTOR_BYTES) : chainAt(start));
    streams.set(name, { sizeBytes, read: (offset, length) => opened().read(offset, length) });
  }
  return streams;
}

/** The entries right under the root: a binary tree of siblings. */
function topLevel(directory: Buffer): Buffer[] {
  const entryAt = (index: number): Buffer => directory.subarray(index * ENTRY_BYTES, (index + 1) * ENTRY_BYTES);
  const found = new Set<number>();
  const waiting = [entryAt(0).readUInt32LE(76)];
  for (let index = waiting.pop(); index !== undefined; index = waiting.pop()) {
    if (index === NO_ENTRY || found.has(index)) continue;
    found.add(index);
    waiting.push(entryAt(index).readUInt32LE(68), entryAt(index).readUInt32LE(72));
  }
  return [...found].map(entryAt);
}

/** The table that links every sector to its next, put together from the sectors that the header and its extension list. */
async function readFat(handle: FileHandle, header: Buffer, sectorBytes: number): Promise<Buffer> {
  const { size } = await handle.stat();
  const count = header.readUInt32LE(44);
  // Each of its sectors describes sectorBytes / 4 others; some room for files that were never tidied up.
  if (count > 2 * Math.ceil((size * 4) / sectorBytes ** 2) + 1) throw damagedDeck();
  const sectors = Array.from({ length: 109 }, (_, index) => header.readUInt32LE(76 + index * 4));
  let next = header.readUInt32LE(68);
  while (next < FIRST_MARK && sectors.length < count) {
    const more = await readFully(handle, (next + 1) * sectorBytes, sectorBytes);
    for (let at = 0; at < sectorBytes - 4; at += 4) sectors.push(more.readUInt32LE(at));
    next = more.readUInt32LE(sectorBytes - 4);
  }
  const parts: Buffer[] = [];
  for (const sector of sectors.slice(0, count)) {
    parts.push(await readFully(handle, (sector + 1) * sectorBytes, sectorBytes));
  }
  return Buffer.concat(parts);
}

/** The sectors of one chain in order. A chain longer than its table runs in a circle. */
function follow(table: Buffer, start: number): number[] {
  const sectors: number[] = [];
  for (let sector = start; sector < FIRST_MARK; sector = table.readUInt32LE(sector * 4)) {
    if (sectors.length * 4 > table.length) throw damagedDeck();
    sectors.push(sector);
  }
  return sectors;
}

function sectorStream(
  handle: FileHandle,
  sectors: number[],
  sectorBytes: number,
  positionOf: (sector: number) => number,
): CompoundStream {
  return pieced(sectors, sectorBytes, (sector, at, length) => readFully(handle, positionOf(sector) + at, length));
}

function nested(outer: CompoundStream, sectors: number[], sectorBytes: number): CompoundStream {
  return pieced(sectors, sectorBytes, (sector, at, length) => outer.read(sector * sectorBytes + at, length));
}

function pieced(
  sectors: number[],
  sectorBytes: number,
  readIn: (sector: number, at: number, length: number) => Promise<Buffer>,
): CompoundStream {
  return {
    sizeBytes: sectors.length * sectorBytes,
    read: async (offset, length) => {
      const pieces: Buffer[] = [];
      for (let at = offset; at < offset + length;) {
        const sector = sectors[Math.floor(at / sectorBytes)];
        if (sector === undefined) throw damagedDeck();
        const piece = Math.min(sectorBytes - (at % sectorBytes), offset + length - at);
        pieces.push(await readIn(sector, at % sectorBytes, piece));
        at += piece;
      }
      return Buffer.concat(pieces);
    },
  };
}

async function readFully(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead < length) throw damagedDeck();
  return buffer;
}
