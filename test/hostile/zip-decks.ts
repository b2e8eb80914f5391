/** Decks that attack whoever unpacks them or parses their XML. */

import { deflateRawSync } from 'node:zlib';
import { pptxParts, zipOf } from '../support/deck-files.ts';
import { goodParts, spoilt, type HostileDeck } from './deck.ts';

const PRESENTATION = 'ppt/presentation.xml';
const SLIDE = 'ppt/slides/slide1.xml';

const laughs = (): string => {
  const entities = Array.from({ length: 9 }, (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`);
  return `<!DOCTYPE l [<!ENTITY l0 "ha">${entities.join('')}]>`;
};
const withDoctype = (doctype: string, use: string) => (xml: string) =>
  xml.replace(/\?>/, `?>${doctype}`).replace(/(<a:t>)[^<]*/, `$1${use}`);
const EXTERNAL = '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>';
const drawn = (xml: string) => (slide: string) => slide.replace('</p:spTree>', `${xml}</p:spTree>`);

export const ZIP_DECKS: HostileDeck[] = [
  {
    file: 'bomb.pptx',
    tries: '100 MiB of nothing in 100 KiB',
    ends: 'oversized_deck',
    quick: true,
    make: async () => zipOf({ ...(await goodParts()), 'ppt/media/big.bin': Buffer.alloc(100 * 2 ** 20) }),
  },
  {
    file: 'bomb-lying.pptx',
    tries: 'a part that says it is small, and is not',
    ends: 'damaged_deck',
    make: async () => understated(await goodParts(), PRESENTATION),
  },
  {
    file: 'bomb-many-parts.pptx',
    tries: '30,001 parts',
    ends: 'oversized_deck',
    make: async () => {
      const many = Object.fromEntries(Array.from({ length: 30_001 }, (_, i) => [`ppt/media/${i}.bin`, '']));
      return zipOf({ ...(await goodParts()), ...many });
    },
  },
  {
    file: 'overlapping.pptx',
    tries: 'many parts that share the same bytes',
    ends: 'damaged_deck',
    quick: true,
    make: async () => overlapping(await goodParts()),
  },
  {
    file: 'bomb-nodes.pptx',
    tries: 'a slide of a million empty elements',
    ends: 'oversized_deck',
    make: () => spoilt(SLIDE, drawn('<p:sp/>'.repeat(1_000_000))),
  },
  {
    file: 'nested.pptx',
    tries: 'elements 20,000 deep',
    ends: 'oversized_deck',
    quick: true,
    make: () => spoilt(SLIDE, drawn('<p:grpSp>'.repeat(20_000) + '</p:grpSp>'.repeat(20_000))),
  },
  {
    file: 'billion-laughs.pptx',
    tries: 'entities that multiply, in the part that lists the slides',
    ends: 'damaged_deck',
    quick: true,
    make: () => spoilt(PRESENTATION, (xml) => xml.replace(/\?>/, `?>${laughs()}`)),
  },
  {
    file: 'laughing-slide.pptx',
    tries: 'the same in a slide',
    ends: 'damaged_deck',
    make: () => spoilt(SLIDE, withDoctype(laughs(), '&l9;')),
  },
  {
    file: 'xxe-slide.pptx',
    tries: 'a file of the server as an entity, in a slide',
    ends: 'damaged_deck',
    quick: true,
    make: () => spoilt(SLIDE, withDoctype(EXTERNAL, '&x;')),
  },
  {
    file: 'xxe-theme.pptx',
    tries: 'the same in a part that only the converter reads',
    ends: 'completed',
    make: () => spoilt('ppt/theme/theme1.xml', (xml) => xml.replace(/\?>/, `?>${EXTERNAL}`)),
  },
  {
    file: 'locked-part.pptx',
    tries: 'a part that is marked as encrypted',
    ends: 'encrypted_deck',
    make: async () => flagged(zipOf(await goodParts())),
  },
  {
    file: 'path-up.pptx',
    tries: 'a part called ../../etc/cron.d/job',
    ends: 'damaged_deck',
    quick: true,
    make: async () => zipOf({ ...(await goodParts()), '../../etc/cron.d/job': 'x' }),
  },
  {
    file: 'path-absolute.pptx',
    tries: 'a part called /etc/passwd',
    ends: 'damaged_deck',
    make: async () => zipOf({ ...(await goodParts()), '/etc/passwd': 'x' }),
  },
  {
    file: 'slide-outside.pptx',
    tries: 'a slide that lies above the package',
    ends: 'damaged_deck',
    make: () =>
      spoilt('ppt/_rels/presentation.xml.rels', (xml) => xml.replace('slides/slide1.xml', '../../../etc/passwd')),
  },
  {
    file: 'truncated.pptx',
    tries: 'half a file',
    ends: 'damaged_deck',
    quick: true,
    make: async () => half(zipOf(await goodParts())),
  },
  {
    file: 'no-slides.pptx',
    tries: 'a deck without slides',
    ends: 'no_slides',
    make: () => zipOf(pptxParts([])),
  },
  {
    file: 'slides-2000.pptx',
    tries: '2,000 slides',
    ends: 'too_many_slides',
    make: () => zipOf(pptxParts(Array.from({ length: 2000 }, (_, i) => ({ part: `s${i}`, xml: '' })))),
  },
  {
    file: 'one-slide-2000-times.pptx',
    tries: 'one slide listed 2,000 times',
    ends: 'too_many_slides',
    make: () => spoilt(PRESENTATION, (xml) => xml.replace(/<p:sldId [^>]*>/, (entry) => entry.repeat(2000))),
  },
];

const half = (bytes: Buffer): Buffer => bytes.subarray(0, bytes.length / 2);

/** The part unpacks to far more than the file says of it, in the directory and in its own header. */
function understated(parts: Record<string, Buffer>, name: string): Buffer {
  const large = Buffer.concat([parts[name] ?? Buffer.alloc(0), Buffer.alloc(20 * 2 ** 20, ' ')]);
  const zip = zipOf({ ...parts, [name]: large });
  const size = Buffer.alloc(4);
  size.writeUInt32LE(large.length);
  for (let at = zip.indexOf(size); at !== -1; at = zip.indexOf(size, at + 1)) zip.writeUInt32LE(100, at);
  return zip;
}

/** Every further entry of the directory leads to the bytes of one. */
function overlapping(parts: Record<string, Buffer>): Buffer {
  const kernel = deflateRawSync(Buffer.alloc(2 ** 20));
  const copies = Array.from({ length: 200 }, (_, i) => [`ppt/media/${i}.bin`, Buffer.alloc(2 ** 20)] as const);
  const zip = zipOf({ ...parts, ...Object.fromEntries(copies) });
  const first = zip.indexOf(kernel);
  const header = zip.lastIndexOf('PK\x03\x04', first);
  for (let at = zip.indexOf('PK\x01\x02'); at !== -1; at = zip.indexOf('PK\x01\x02', at + 46)) {
    if (zip.toString('latin1', at + 46, at + 56) === 'ppt/media/' && zip.readUInt32LE(at + 24) === 2 ** 20) {
      zip.writeUInt32LE(header, at + 42);
    }
  }
  return zip;
}

function flagged(zip: Buffer): Buffer {
  zip.writeUInt16LE(1, zip.indexOf('PK\x01\x02') + 8);
  return zip;
}
