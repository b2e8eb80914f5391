/** Decks made on the spot: zipped parts, hand-written PDFs, and designed PPTX files. */

import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32, deflateRawSync } from 'node:zlib';
import { Readable } from 'node:stream';
import pptxgen from 'pptxgenjs';
import { damagedDeck, type DeckPackage } from '../../platform/deck-package.ts';

export type Parts = Record<string, string | Buffer>;

/** A package in memory, as the readers see it. */
export function packageOf(parts: Parts): DeckPackage {
  return {
    has: (part) => part in parts,
    open: (part) => {
      const content = parts[part];
      return content === undefined
        ? Promise.reject(damagedDeck())
        : Promise.resolve(Readable.from([Buffer.from(content)]));
    },
    packed: () => [],
    close: () => undefined,
  };
}

/** A zip file of these parts, in this order. */
export function zipOf(parts: Parts): Buffer {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of Object.entries(parts)) {
    const raw = Buffer.from(content);
    const packed = deflateRawSync(raw);
    const header = Buffer.alloc(26); // what a part's own header and its line in the directory have in common
    header.writeUInt16LE(20, 0);
    header.writeUInt16LE(8, 4);
    header.writeUInt32LE(crc32(raw), 10);
    header.writeUInt32LE(packed.length, 14);
    header.writeUInt32LE(raw.length, 18);
    header.writeUInt16LE(Buffer.byteLength(name), 22);
    const body = Buffer.concat([Buffer.from('PK\x03\x04'), header, Buffer.from(name), packed]);
    const more = Buffer.alloc(14);
    more.writeUInt32LE(offset, 10);
    directory.push(Buffer.from('PK\x01\x02\x14\x00'), header, more, Buffer.from(name));
    bodies.push(body);
    offset += body.length;
  }
  const list = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(bodies.length, 4);
  end.writeUInt16LE(bodies.length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...bodies, list, Buffer.from('PK\x05\x06'), end]);
}

const OFFICE = 'http://schemas.openxmlformats.org';
const NAMESPACES = `xmlns:p="${OFFICE}/presentationml/2006/main" xmlns:a="${OFFICE}/drawingml/2006/main" xmlns:r="${OFFICE}/officeDocument/2006/relationships"`;

/** The parts of a PowerPoint file: slides' parts by name in the order of presentation, each the XML inside `<p:sld>`. */
export function pptxParts(
  slides: { part: string; xml: string; attributes?: string; notes?: string; relations?: string }[],
): Parts {
  const relation = (id: string, type: string, target: string): string =>
    `<Relationship Id="${id}" Type="${OFFICE}/officeDocument/2006/relationships/${type}" Target="${target}"/>`;
  const relations = (inner: string): string =>
    `<Relationships xmlns="${OFFICE}/package/2006/relationships">${inner}</Relationships>`;
  const tree = (shapes: string): string => `<p:cSld><p:spTree>${shapes}</p:spTree></p:cSld>`;
  const parts: Parts = {
    '[Content_Types].xml': `<Types xmlns="${OFFICE}/package/2006/content-types"><Override PartName="/ppt/presentation.xml" ContentType="application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"/></Types>`,
    '_rels/.rels': relations(relation('rId1', 'officeDocument', 'ppt/presentation.xml')),
    'ppt/presentation.xml': `<p:presentation ${NAMESPACES}><p:sldIdLst>${slides.map((_, i) => `<p:sldId id="${256 + i}" r:id="s${i}"/>`).join('')}</p:sldIdLst></p:presentation>`,
    'ppt/_rels/presentation.xml.rels': relations(
      slides.map(({ part }, i) => relation(`s${i}`, 'slide', `slides/${part}.xml`)).join(''),
    ),
  };
  for (const { part, xml, attributes = '', notes, relations: own = '' } of slides) {
    parts[`ppt/slides/${part}.xml`] = `<p:sld ${NAMESPACES} ${attributes}>${tree(xml)}</p:sld>`;
    const toNotes = notes === undefined ? '' : relation('notes', 'notesSlide', `../notesSlides/${part}.xml`);
    parts[`ppt/slides/_rels/${part}.xml.rels`] = relations(own + toNotes);
    if (notes !== undefined) parts[`ppt/notesSlides/${part}.xml`] = `<p:notes ${NAMESPACES}>${tree(notes)}</p:notes>`;
  }
  return parts;
}

/** A text shape; `placeholder` as in `<p:ph type="…"/>`. Paragraphs are given as XML inside `<a:p>`, or as plain text. */
export function shapeXml(paragraphs: string[], placeholder?: string): string {
  const ph = placeholder === undefined ? '' : `<p:ph type="${placeholder}"/>`;
  const body = paragraphs.map((p) => `<a:p>${p.startsWith('<') ? p : `<a:r><a:t>${p}</a:t></a:r>`}</a:p>`).join('');
  return `<p:sp><p:nvSpPr><p:cNvPr id="1" name="x"/><p:nvPr>${ph}</p:nvPr></p:nvSpPr><p:txBody>${body}</p:txBody></p:sp>`;
}

/** A PDF with a red rectangle over the left half of every page. */
export const pdfOf = (pages: { width: number; height: number; rotate?: number }[]): Buffer =>
  pdfPages(pages.map((page) => ({ ...page, paint: `1 0 0 rg 0 0 ${page.width / 2} ${page.height} re f` })));

/** A PDF of wide pages, each with these words (ASCII) as its title. */
export const wordsPdf = (pages: readonly string[]): Buffer =>
  pdfPages(
    pages.map((words) => ({ width: 960, height: 540, paint: `BT /F1 30 Tf 60 400 Td (${words}) Tj ET` })),
    '/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>',
  );

function pdfPages(pages: { width: number; height: number; rotate?: number; paint: string }[], resources = ''): Buffer {
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    `<</Type/Pages/Count ${pages.length}/Kids[${pages.map((_, i) => `${3 + i * 2} 0 R`).join(' ')}]>>`,
    ...pages.flatMap(({ width, height, rotate = 0, paint }, i) => [
      `<</Type/Page/Parent 2 0 R${resources}/MediaBox[0 0 ${width} ${height}]/Rotate ${rotate}/Contents ${4 + i * 2} 0 R>>`,
      `<</Length ${paint.length}>>stream\n${paint}\nendstream`,
    ]),
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((object, i) => {
    const at = text.length;
    text += `${i + 1} 0 obj${object}\nendobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const xref = text.length;
  text += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.join('')}`;
  return Buffer.from(`${text}trailer<</Root 1 0 R/Size ${objects.length + 1}>>\nstartxref\n${xref}\n%%EOF\n`, 'latin1');
}

/** Five designed slides; 2 and 4 are hidden. Every slide is of one colour, so that its picture can be told from the others. */
export const SLIDE_COLORS = ['FF0000', '00FF00', '0000FF', 'FFFF00', '00FFFF'];
export async function makePptx(file: string): Promise<void> {
  const deck = newPptx();
  deck.layout = 'LAYOUT_16x9';
  deck.defineSlideMaster({
    title: 'TITLED',
    objects: [{ placeholder: { options: { name: 'title', type: 'title', x: 1, y: 0.5, w: 8, h: 1 }, text: '' } }],
  });
  for (const [index, color] of SLIDE_COLORS.entries()) {
    const slide = deck.addSlide({ masterName: 'TITLED' });
    slide.background = { color };
    slide.addText(`Title ${index + 1}`, { placeholder: 'title' });
    slide.addText('スライドの本文です。', { x: 1, y: 2, w: 8, h: 1, lang: 'ja-JP' });
    slide.addNotes(`Notes ${index + 1}\nsecond line`);
    slide.hidden = index === 1 || index === 3;
    slide.slideNumber = { x: 9, y: 5 };
  }
  await deck.writeFile({ fileName: file });
}

/** Its types describe the CommonJS build, where the class is `default`; Node and Jest load the other. */
/** An empty deck. pptxgenjs types its ES module as a CommonJS one: at run time the class is the default export itself. */
export function newPptx() {
  const loaded: unknown = pptxgen;
  if (!isPptxGen(loaded)) throw new Error('pptxgenjs exports something else');
  return new loaded();
}

function isPptxGen(loaded: unknown): loaded is typeof pptxgen.default {
  return typeof loaded === 'function';
}

/** The file of a deck whose slides have these titles and notes. */
export async function deckOf(slides: Record<string, string>, hidden?: string): Promise<string> {
  const pptx = newPptx();
  for (const [title, notes] of Object.entries(slides)) {
    const slide = pptx.addSlide();
    slide.addText(title, { x: 1, y: 1, w: 6, h: 1 });
    if (notes !== '') slide.addNotes(notes);
    slide.hidden = title === hidden;
  }
  const file = join(await mkdtemp(join(tmpdir(), 'deck-')), 'small.pptx');
  await pptx.writeFile({ fileName: file });
  return file;
}
