/** What can be known of a PowerPoint 97 file without LibreOffice: that it is one, whether it is locked, how many slides. */

import { damagedDeck, encryptedDeck, oversizedDeck } from './deck-package.ts';
import type { CompoundFile, CompoundStream } from './deck-ole.ts';

/** [MS-PPT] 2.3.2: the header token of an encrypted file. */
const ENCRYPTED_TOKEN = 0xf3d1c4df;
/** [MS-PPT] 2.13.24, record types. */
const DOCUMENT = 0x03e8;
const SLIDE_LIST = 0x0ff0;
const SLIDE_PERSIST = 0x03f3;
const HEADER_BYTES = 8;
/** Slides, notes and masters are records; 1,000 slides saved ten times over make some 50,000. */
const MAX_RECORDS = 200_000;

interface RecordHeader {
  instance: number;
  type: number;
  start: number;
  end: number;
}

/**
 * The number of slides, hidden ones included.
 * @throws DeckError `encrypted_deck`, `damaged_deck`
 */
export async function countPptSlides(file: CompoundFile): Promise<number> {
  const user = file.stream('Current User');
  const document = file.stream('PowerPoint Document');
  if (user === undefined || document === undefined) throw damagedDeck();
  if ((await user.read(0, 16)).readUInt32LE(12) === ENCRYPTED_TOKEN) throw encryptedDeck();
  // Every save in place appends what changed: the last document record is the one that counts.
  const records = createRecordReader(document);
  let current: RecordHeader | undefined;
  for await (const record of records(0, document.sizeBytes)) if (record.type === DOCUMENT) current = record;
  if (current === undefined) throw damagedDeck();
  let slides = 0;
  for await (const list of records(current.start, current.end)) {
    if (list.type !== SLIDE_LIST || list.instance !== 0) continue; // instances 1 and 2 list masters and notes
    for await (const { type } of records(list.start, list.end)) if (type === SLIDE_PERSIST) slides += 1;
  }
  return slides;
}

/** Walks the records between two positions; all walks together are bounded. */
function createRecordReader(stream: CompoundStream) {
  let count = 0;
  return async function* records(from: number, to: number): AsyncGenerator<RecordHeader> {
    for (let at = from; at + HEADER_BYTES <= to;) {
      const header = await stream.read(at, HEADER_BYTES);
      const start = at + HEADER_BYTES;
      const end = start + header.readUInt32LE(4);
      if (end > to) throw damagedDeck();
      count += 1;
      if (count > MAX_RECORDS) throw oversizedDeck();
      yield { instance: header.readUInt16LE(0) >> 4, type: header.readUInt16LE(2), start, end };
      at = end;
    }
  };
}
