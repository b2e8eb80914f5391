import { expect, test } from '@jest/globals';
import type { CompoundFile, CompoundStream } from '../../../platform/deck-ole.ts';
import { countPptSlides } from '../../../platform/deck-ppt.ts';

const DOCUMENT = 0x03e8;
const SLIDE_LIST = 0x0ff0;
const SLIDE = 0x03f3;

function record(type: number, content: Buffer, instance = 0): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt16LE(instance << 4, 0);
  header.writeUInt16LE(type, 2);
  header.writeUInt32LE(content.length, 4);
  return Buffer.concat([header, content]);
}

const slides = (count: number): Buffer =>
  Buffer.concat(Array.from({ length: count }, () => record(SLIDE, Buffer.alloc(4))));
const streamOf = (content: Buffer): CompoundStream => ({
  sizeBytes: content.length,
  read: (offset, length) => Promise.resolve(content.subarray(offset, offset + length)),
});

function fileOf(document: Buffer, token = 0xe391c05f): CompoundFile {
  const user = Buffer.alloc(20);
  user.writeUInt32LE(token, 12);
  const streams = new Map([
    ['Current User', streamOf(user)],
    ['PowerPoint Document', streamOf(document)],
  ]);
  return { stream: (name) => streams.get(name), close: () => Promise.resolve() };
}

test('slides are counted in the last save, without masters and notes', async () => {
  const first = record(DOCUMENT, record(SLIDE_LIST, slides(5)));
  const lists = [record(SLIDE_LIST, slides(1), 1), record(SLIDE_LIST, slides(3), 0), record(SLIDE_LIST, slides(3), 2)];
  const last = record(DOCUMENT, Buffer.concat(lists));
  expect(await countPptSlides(fileOf(Buffer.concat([first, last])))).toBe(3);
});

test('an encrypted file is told by its token', async () => {
  await expect(countPptSlides(fileOf(Buffer.alloc(0), 0xf3d1c4df))).rejects.toMatchObject({ code: 'encrypted_deck' });
});

test('a record that is longer than its file is damage', async () => {
  const cut = record(DOCUMENT, slides(2)).subarray(0, 20);
  await expect(countPptSlides(fileOf(cut))).rejects.toMatchObject({ code: 'damaged_deck' });
});
