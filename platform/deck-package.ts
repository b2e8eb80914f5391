/** The parts of a zipped deck (PPTX, ODP), read within bounds: nothing is unpacked to the disk, no path is taken from it. */

import { stat } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { openPromise, type Entry } from 'yauzl';
import { DeckError, SlideSpeakerError, toError } from '../domain/index.ts';

export interface DeckPackage {
  has(part: string): boolean;
  /** The part's unpacked bytes. @throws DeckError `damaged_deck` where it is missing, `oversized_deck` where it is too large. */
  open(part: string): Promise<Readable>;
  /** Every part as it lies in the file, in its order. */
  packed(): PackedPart[];
  close(): void;
}

/** A part's bytes before they are unpacked, and what its file says of them. */
export interface PackedPart {
  name: string;
  /** 0: as they are, 8: deflated. Nothing else is taken. */
  method: number;
  crc32: number;
  packedBytes: number;
  sizeBytes: number;
  open(): Promise<Readable>;
}

/** 1,000 slides with notes, relations and some twenty pictures each stay below. */
const MAX_PARTS = 30_000;
/** The largest part that is read as XML: the words of 1,000 ODP slides are about 20 MiB. */
const MAX_PART_BYTES = 64 * 2 ** 20;
/** What all parts may unpack to: pictures and films are packed already, so twice the largest upload is plenty. */
const MAX_TOTAL_BYTES = 4 * 2 ** 30;
/** Words pack about 1:10 and empty drawings 1:100; beyond, and not small, it is a bomb. */
const MAX_RATIO = 200;
const RATIO_MATTERS_FROM_BYTES = 64 * 2 ** 20;

/**
 * Opens a zipped deck by its table of contents.
 * @throws DeckError `damaged_deck`, `encrypted_deck` or `oversized_deck`
 */
export async function openPackage(file: string): Promise<DeckPackage> {
  const { size: packedBytes } = await stat(file);
  const zip = await openPromise(file, { autoClose: false }).catch(asDamaged);
  const entries = new Map<string, Entry>();
  let totalBytes = 0;
  try {
    if (zip.entryCount > MAX_PARTS) throw oversizedDeck();
    for await (const entry of zip.eachEntry()) {
      totalBytes += entry.uncompressedSize;
      if (entry.isEncrypted()) throw encryptedDeck();
      if (![0, 8].includes(entry.compressionMethod)) throw damagedDeck();
      if (totalBytes > MAX_TOTAL_BYTES) throw oversizedDeck();
      entries.set(entry.fileName, entry);
    }
    refuseOverlap([...entries.values()], packedBytes);
    if (totalBytes > RATIO_MATTERS_FROM_BYTES && totalBytes > packedBytes * MAX_RATIO) throw oversizedDeck();
  } catch (thrown) {
    zip.close();
    return asDamaged(thrown);
  }
  return {
    has: (part) => entries.has(part),
    open: async (part) => {
      const entry = entries.get(part);
      if (entry === undefined) throw damagedDeck();
      if (entry.uncompressedSize > MAX_PART_BYTES) throw oversizedDeck();
      return await zip.openReadStreamPromise(entry).catch(asDamaged);
    },
    packed: () =>
      [...entries].map(([name, entry]) => ({
        name,
        method: entry.compressionMethod,
        crc32: entry.crc32,
        packedBytes: entry.compressedSize,
        sizeBytes: entry.uncompressedSize,
        open: () => zip.openReadStreamPromise(entry, { decodeFileData: false }).catch(asDamaged),
      })),
    close: () => {
      zip.close();
    },
  };
}

/** Parts that share bytes unpack to more than their file could hold. */
function refuseOverlap(entries: readonly Entry[], packedBytes: number): void {
  let free = 0;
  for (const entry of entries.toSorted((a, b) => a.relativeOffsetOfLocalHeader - b.relativeOffsetOfLocalHeader)) {
    if (entry.relativeOffsetOfLocalHeader < free) throw damagedDeck();
    free = entry.relativeOffsetOfLocalHeader + LOCAL_HEADER_BYTES + entry.compressedSize;
  }
  if (free > packedBytes) throw damagedDeck();
}

/** Of a part's own header, which its name follows. */
const LOCAL_HEADER_BYTES = 30;

export const damagedDeck = (cause?: unknown): DeckError =>
  new DeckError(
    'damaged_deck',
    'The file is damaged or incomplete. Open it in the program that made it, save it again, and send the new copy.',
    { cause },
  );

export const encryptedDeck = (): DeckError =>
  new DeckError('encrypted_deck', 'The file is protected with a password. Save a copy without one.');

export const oversizedDeck = (): DeckError =>
  new DeckError(
    'oversized_deck',
    'The file unpacks to far more than a deck holds. Save it again in the program that made it, with compressed pictures.',
  );

/** What a reader of the file threw, as damage to the file; a failing disk and our own errors stay what they are. */
export function asDamaged(thrown: unknown): never {
  const error = toError(thrown);
  if (error instanceof SlideSpeakerError || 'syscall' in error) throw error;
  throw damagedDeck(error);
}
