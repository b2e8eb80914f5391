/** What a hostile deck is, and the parts that they are made of. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import * as cfb from 'cfb';
import { openPackage } from '../../platform/deck-package.ts';
import { newPptx, zipOf, type Parts } from '../support/deck-files.ts';

export interface HostileDeck {
  file: string;
  /** What it tries. */
  tries: string;
  /** The task's end, or the code under which it is refused or fails; `a|b` where it depends on how fast the machine is. */
  ends: string;
  /** What it is sent as, where its name is the attack. */
  sentAs?: string;
  /** Tried by `npm test` too; the others only by `npm run hostile`. */
  quick?: true;
  make: () => Buffer | Promise<Buffer>;
}

/** A good deck of two slides with notes, part by part, to be spoilt. */
export async function goodParts(
  slides: readonly { title: string; notes: string }[] = [
    { title: 'Good', notes: 'Good.' },
    { title: 'Better', notes: '' },
  ],
): Promise<Record<string, Buffer>> {
  const folder = await mkdtemp(join(tmpdir(), 'hostile-'));
  try {
    const deck = newPptx();
    for (const { title, notes } of slides) {
      const slide = deck.addSlide();
      slide.addText(title, { x: 1, y: 1, w: 8, h: 1 });
      slide.addImage({ data: ONE_PIXEL, x: 1, y: 2, w: 2, h: 2 });
      slide.addNotes(notes);
    }
    const file = join(folder, 'good.pptx');
    await deck.writeFile({ fileName: file });
    const pkg = await openPackage(file);
    const parts: Record<string, Buffer> = {};
    for (const { name } of pkg.packed().filter((part) => !part.name.endsWith('/')))
      parts[name] = await buffer(await pkg.open(name));
    pkg.close();
    return parts;
  } finally {
    await rm(folder, { recursive: true });
  }
}

const ONE_PIXEL =
  'image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC';

/** The good deck with one part rewritten; the part must be there. */
export async function spoilt(part: string, change: (xml: string) => string, more: Parts = {}): Promise<Buffer> {
  const parts = await goodParts();
  const xml = parts[part]?.toString();
  if (xml === undefined) throw new Error(`the good deck has no ${part}`);
  const changed = change(xml);
  if (changed === xml) throw new Error(`${part} is as it was`);
  return zipOf({ ...parts, [part]: changed, ...more });
}

const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';

/** The good deck whose first picture, or another relation of this type, lies at `target`. */
export async function linked(target: string, type = 'image'): Promise<Buffer> {
  const parts = await goodParts();
  const [rels, slide] = ['ppt/slides/_rels/slide1.xml.rels', 'ppt/slides/slide1.xml'].map((name) =>
    parts[name]?.toString(),
  );
  const relation = `<Relationship Id="rIdX" Type="${RELATIONS}/${type}" Target="${target}" TargetMode="External"/></Relationships>`;
  return zipOf({
    ...parts,
    'ppt/slides/_rels/slide1.xml.rels': rels?.replace('</Relationships>', relation) ?? '',
    'ppt/slides/slide1.xml':
      slide?.replace(/r:embed="[^"]*"/, 'r:link="rIdX"').replace('</p:spTree>', `${oleFrame()}</p:spTree>`) ?? '',
  });
}

const oleFrame = (): string =>
  `<p:graphicFrame><p:nvGraphicFramePr><p:cNvPr id="99" name="ole"/><p:cNvGraphicFramePr/><p:nvPr/></p:nvGraphicFramePr>
  <p:xfrm><a:off x="0" y="0"/><a:ext cx="900000" cy="900000"/></p:xfrm><a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/presentationml/2006/ole">
  <p:oleObj name="w" r:id="rIdX" imgW="900000" imgH="900000" progId="Excel.Sheet.12"><p:link updateAutomatic="1"/></p:oleObj></a:graphicData></a:graphic></p:graphicFrame>`;

/** A compound file of these streams. */
export function compoundOf(streams: Record<string, Buffer>): Buffer {
  const container = cfb.utils.cfb_new();
  for (const [name, content] of Object.entries(streams)) cfb.utils.cfb_add(container, `/${name}`, content);
  const bytes: unknown = cfb.write(container, { type: 'buffer' });
  if (!Buffer.isBuffer(bytes)) throw new Error('cfb wrote no buffer');
  return bytes;
}

const ODF = 'urn:oasis:names:tc:opendocument:xmlns';
const ODP_TYPE = 'application/vnd.oasis.opendocument.presentation';

/** A deck of one ODP slide that holds this XML. */
export function odpOf(inner: string, more: Parts = {}, beside = ''): Buffer {
  const namespaces = ['office', 'draw', 'text', 'presentation', 'script', 'style', 'table']
    .map((name) => `xmlns:${name}="${ODF}:${name === 'draw' ? 'drawing' : name}:1.0"`)
    .join(' ');
  const more_ = `xmlns:svg="${ODF}:svg-compatible:1.0" xmlns:fo="${ODF}:xsl-fo-compatible:1.0" xmlns:xlink="http://www.w3.org/1999/xlink"`;
  const frame = `<draw:frame svg:width="20cm" svg:height="3cm" svg:x="1cm" svg:y="1cm"><draw:text-box><text:p>Good</text:p></draw:text-box></draw:frame>`;
  const listed = Object.keys(more)
    .map((name) => `<manifest:file-entry manifest:full-path="${name}" manifest:media-type="text/xml"/>`)
    .join('');
  return zipOf({
    mimetype: ODP_TYPE,
    'content.xml': `<?xml version="1.0"?><office:document-content ${namespaces} ${more_} office:version="1.2">${beside}<office:body><office:presentation><draw:page draw:name="p1">${frame}${inner}</draw:page></office:presentation></office:body></office:document-content>`,
    'META-INF/manifest.xml': `<manifest:manifest xmlns:manifest="${ODF}:manifest:1.0" manifest:version="1.2"><manifest:file-entry manifest:full-path="/" manifest:media-type="${ODP_TYPE}"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>${listed}</manifest:manifest>`,
    ...more,
  });
}
