/** Files that are not what they are called, that are locked, or that are several things at once. */

import { zipOf, pdfOf } from '../support/deck-files.ts';
import { compoundOf, goodParts, odpOf, spoilt, type HostileDeck } from './deck.ts';

const PAGE = { width: 960, height: 540 };
const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex');

export const KIND_DECKS: HostileDeck[] = [
  { file: 'empty.pptx', tries: 'no bytes at all', ends: 'empty_deck_file', quick: true, make: () => Buffer.alloc(0) },
  { file: 'picture.pdf', tries: 'a PNG called PDF', ends: 'not_a_deck', quick: true, make: () => PNG },
  {
    file: 'page.pptx',
    tries: 'a web page',
    ends: 'not_a_deck',
    make: () => Buffer.from('<!doctype html><script src=//x>'),
  },
  {
    file: 'text.pptx',
    tries: 'a text document with another name',
    ends: 'not_a_deck',
    make: () =>
      spoilt('[Content_Types].xml', (xml) =>
        xml.replace('presentationml.presentation.main', 'wordprocessingml.document.main'),
      ),
  },
  {
    file: 'program.ppt',
    tries: 'a Windows program',
    ends: 'not_a_deck',
    make: () => Buffer.from('MZ\x90\0\x03program', 'latin1'),
  },
  {
    file: 'polyglot-zip.pdf',
    tries: 'a PDF with a PowerPoint deck at its end',
    ends: 'ambiguous_deck',
    quick: true,
    make: async () => appended(pdfOf([PAGE]), zipOf(await goodParts())),
  },
  {
    file: 'polyglot-pdf.pptx',
    tries: 'a PowerPoint deck that starts as a PDF too',
    ends: 'ambiguous_deck',
    make: async () => zipOf({ '%PDF-1.4': '', ...(await goodParts()) }),
  },
  {
    file: 'polyglot-png.pdf',
    tries: 'a PNG that goes on as a PDF',
    ends: 'ambiguous_deck',
    make: () => Buffer.concat([PNG, pdfOf([PAGE])]),
  },
  {
    file: 'polyglot-ole.ppt',
    tries: 'a compound file with a deck at its end',
    ends: 'ambiguous_deck',
    make: async () => appended(compoundOf({ WordDocument: Buffer.alloc(5000) }), zipOf(await goodParts())),
  },
  {
    file: 'encrypted.pptx',
    tries: 'a password on a PowerPoint deck',
    ends: 'encrypted_deck',
    quick: true,
    make: () => compoundOf({ EncryptedPackage: Buffer.alloc(9000), EncryptionInfo: Buffer.alloc(5000) }),
  },
  {
    file: 'encrypted.ppt',
    tries: 'a password on an old PowerPoint deck',
    ends: 'encrypted_deck',
    make: () => {
      const user = Buffer.alloc(4200);
      user.writeUInt32LE(0xf3d1c4df, 12);
      return compoundOf({ 'Current User': user, 'PowerPoint Document': Buffer.alloc(5000) });
    },
  },
  {
    file: 'encrypted.odp',
    tries: 'a password on an Impress deck',
    ends: 'encrypted_deck',
    make: () =>
      odpOf('', {
        'META-INF/manifest.xml':
          '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>',
      }),
  },
  { file: 'encrypted.pdf', tries: 'a password on a PDF', ends: 'encrypted_deck', make: () => lockedPdf() },
  {
    file: 'records.ppt',
    tries: 'records that are longer than their file',
    ends: 'damaged_deck',
    make: () => compoundOf({ 'Current User': Buffer.alloc(4200), 'PowerPoint Document': Buffer.alloc(9000, 0xff) }),
  },
  {
    file: 'circle.ppt',
    tries: 'a chain of sectors that runs in a circle',
    ends: 'damaged_deck',
    quick: true,
    make: () => {
      const file = compoundOf({ 'Current User': Buffer.alloc(4200), 'PowerPoint Document': Buffer.alloc(9000) });
      const fat = (file.readUInt32LE(76) + 1) * 512;
      for (let at = 0; at < 100; at++) file.writeUInt32LE(at, fat + at * 4);
      return file;
    },
  },
  { file: 'no-slides.odp', tries: 'an Impress deck without slides', ends: 'no_slides', make: () => withoutPages() },
  { file: 'truncated.odp', tries: 'half an Impress deck', ends: 'damaged_deck', make: () => half(odpOf('')) },
];

const half = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.length / 2);

/** A zip at the end of another file; its places are counted from the start of the whole. */
function appended(front: Buffer, zip: Buffer): Buffer {
  const end = zip.lastIndexOf('PK\x05\x06');
  const directory = zip.readUInt32LE(end + 16);
  for (
    let at = directory;
    at < end;
    at = zip.indexOf('PK\x01\x02', at + 46) === -1 ? end : zip.indexOf('PK\x01\x02', at + 46)
  ) {
    zip.writeUInt32LE(zip.readUInt32LE(at + 42) + front.length, at + 42);
  }
  zip.writeUInt32LE(directory + front.length, end + 16);
  return Buffer.concat([front, zip]);
}

function withoutPages(): Buffer {
  return zipOf({
    mimetype: 'application/vnd.oasis.opendocument.presentation',
    'content.xml':
      '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"><office:body><office:presentation/></office:body></office:document-content>',
  });
}

/** The standard handler with keys that no password fits. */
function lockedPdf(): Buffer {
  const key = 'ab'.repeat(32);
  const lock = `/Encrypt<</Filter/Standard/V 1/R 2/P -44/O<${key}>/U<${key}>>>/ID[<${key}><${key}>]`;
  return Buffer.from(pdfOf([PAGE]).toString('latin1').replace('trailer<<', `trailer<<${lock}`), 'latin1');
}
