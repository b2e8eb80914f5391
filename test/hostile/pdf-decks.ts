/** PDFs that attack whoever paints them, or that want to act. */

import { deflateSync } from 'node:zlib';
import { pdfOf } from '../support/deck-files.ts';
import type { HostileDeck } from './deck.ts';

const PAGE = { width: 960, height: 540 };
type Body = string | { dict: string; data: Buffer };

export const PDF_DECKS: HostileDeck[] = [
  {
    file: 'truncated.pdf',
    tries: 'half a PDF',
    ends: 'damaged_deck',
    quick: true,
    make: () => pdfOf(pages(20)).subarray(0, 900),
  },
  { file: 'pages-2000.pdf', tries: '2,000 pages', ends: 'too_many_slides', make: () => pdfOf(pages(2000)) },
  {
    file: 'page-tree-circle.pdf',
    tries: 'a tree of pages that runs in a circle',
    ends: 'damaged_deck',
    make: () => circle(),
  },
  { file: 'no-pages.pdf', tries: 'a PDF without pages', ends: 'damaged_deck', make: () => pdfOf([]) },
  {
    file: 'page-1pt.pdf',
    tries: 'a page of one point',
    ends: 'completed',
    make: () => pdfOf([{ width: 1, height: 1 }]),
  },
  {
    file: 'page-200in.pdf',
    tries: 'a page of 200 inches',
    ends: 'completed',
    make: () => pdfOf([{ width: 14_400, height: 14_400 }]),
  },
  {
    file: 'page-turned.pdf',
    tries: 'a page that stands on its side',
    ends: 'completed',
    make: () => pdfOf([{ ...PAGE, rotate: 90 }]),
  },
  {
    file: 'page-line.pdf',
    tries: 'a page that is a mere line',
    ends: 'completed',
    make: () => pdfOf([{ width: 14_400, height: 1 }]),
  },
  {
    file: 'script.pdf',
    tries: 'JavaScript that runs when the deck is opened',
    ends: 'completed',
    make: () => pdf('q Q', '', '/OpenAction<</S/JavaScript/JS(app.launchURL\\("http://127.0.0.1/"\\))>>'),
  },
  {
    file: 'launch.pdf',
    tries: 'a program that starts when the deck is opened',
    ends: 'completed',
    quick: true,
    make: () => pdf('q Q', '', '/OpenAction<</S/Launch/F(/bin/sh)>>'),
  },
  {
    file: 'attached.pdf',
    tries: 'a program in an attachment',
    ends: 'completed',
    make: () =>
      pdf('q Q', '', '/Names<</EmbeddedFiles<</Names[(a.exe) 7 0 R]>>>>', [
        '<</Type/Filespec/F(../../a.exe)/EF<</F 8 0 R>>>>',
        { dict: '/Type/EmbeddedFile', data: Buffer.from('MZ program') },
      ]),
  },
  {
    file: 'picture-bomb.pdf',
    tries: 'a picture of 60,000 by 60,000 in a few KiB',
    // 46 s on two idle cores; the limit is 60 s.
    ends: 'slide_not_painted|completed',
    make: () => pdf('q 960 0 0 540 0 0 cm /X Do Q', '/XObject<</X 7 0 R>>', '', [pictureBomb(60_000)]),
  },
  {
    file: 'font.pdf',
    tries: 'a damaged font',
    ends: 'completed',
    make: () =>
      pdf('BT /F 40 Tf 100 300 Td (Good) Tj ET', '/Font<</F 7 0 R>>', '', [
        '<</Type/Font/Subtype/TrueType/BaseFont/Bad/FirstChar 0/LastChar 255/FontDescriptor 8 0 R>>',
        '<</Type/FontDescriptor/FontName/Bad/Flags 4/FontBBox[0 0 9 9]/FontFile2 9 0 R>>',
        { dict: '', data: Buffer.from(`\0\x01\0\0\0\x20${'\xff'.repeat(4000)}`, 'latin1') },
      ]),
  },
  {
    file: 'forms.pdf',
    tries: 'forms that call one another 2 to the 40 times',
    ends: 'unreadable_pdf',
    make: () =>
      pdf(
        '/X0 Do',
        xobjects(0),
        '',
        Array.from({ length: 40 }, (_, i) => form(i)),
      ),
  },
  {
    file: 'form-in-itself.pdf',
    tries: 'a form that calls itself',
    ends: 'completed',
    make: () =>
      pdf('/X Do', '/XObject<</X 7 0 R>>', '', [
        {
          dict: '/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 7 0 R>>>>',
          data: Buffer.from('/X Do'),
        },
      ]),
  },
  {
    file: 'words.pdf',
    tries: 'millions of words on a page',
    ends: 'unreadable_pdf',
    make: () =>
      pdf(
        {
          dict: '/Filter/FlateDecode',
          data: deflateSync(`BT /F 9 Tf 0 300 Td ${'(a b) Tj 1 0 Td '.repeat(1_000_000)} ET`),
        },
        '/Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>',
      ),
  },
  {
    file: 'stream-bomb.pdf',
    tries: 'a page whose drawing unpacks to 256 MiB',
    ends: 'completed',
    make: () =>
      pdf({ dict: '/Filter[/FlateDecode/FlateDecode]', data: deflateSync(deflateSync(Buffer.alloc(2 ** 28, ' '))) }),
  },
];

const pages = (count: number) => Array.from({ length: count }, () => PAGE);
const form = (index: number): Body => ({
  dict: `/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<<${index < 39 ? xobjects(index + 1) : ''}>>`,
  data: Buffer.from(index < 39 ? `/X${index + 1} Do /X${index + 1} Do` : 'q Q'),
});
const xobjects = (index: number): string => `/XObject<</X${index} ${7 + index} 0 R>>`;
const pictureBomb = (side: number): Body => ({
  dict: `/Type/XObject/Subtype/Image/Width ${side}/Height ${side}/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter[/FlateDecode/FlateDecode]`,
  data: deflateSync(deflateSync(Buffer.alloc(2 ** 27))),
});

function circle(): Buffer {
  return Buffer.from(pdfOf([PAGE]).toString('latin1').replace('/Kids[3 0 R]', '/Kids[2 0 R]'), 'latin1');
}

/** One page: objects 3 (page) and 4 (what it draws); `more` are objects 7 and on. */
function pdf(content: Body, resources = '', catalog = '', more: Body[] = []): Buffer {
  const objects: Body[] = [
    `<</Type/Catalog/Pages 2 0 R${catalog}>>`,
    '<</Type/Pages/Count 1/Kids[3 0 R]>>',
    `<</Type/Page/Parent 2 0 R/MediaBox[0 0 960 540]/Contents 4 0 R/Resources<<${resources}>>>>`,
    typeof content === 'string' ? { dict: '', data: Buffer.from(content) } : content,
    '<<>>',
    '<<>>',
    ...more,
  ];
  const parts: Buffer[] = [Buffer.from('%PDF-1.5\n')];
  const offsets: number[] = [];
  let at = parts[0]?.length ?? 0;
  for (const [index, body] of objects.entries()) {
    const object =
      typeof body === 'string'
        ? Buffer.from(`${index + 1} 0 obj${body}endobj\n`)
        : Buffer.concat([
            Buffer.from(`${index + 1} 0 obj<<${body.dict}/Length ${body.data.length}>>stream\n`),
            body.data,
            Buffer.from('\nendstream endobj\n'),
          ]);
    offsets.push(at);
    at += object.length;
    parts.push(object);
  }
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const end = `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer<</Root 1 0 R/Size ${objects.length + 1}>>\nstartxref\n${at}\n%%EOF\n`;
  return Buffer.concat([...parts, Buffer.from(end)]);
}
