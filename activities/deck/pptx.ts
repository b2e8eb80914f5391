/** Reads a PowerPoint package: titles, text, tables, diagrams, notes and hidden marks, in the order of presentation. */

import type { Block, Deck } from '../../domain/index.ts';
import { relationsOf, slideParts, type Relation } from '../../platform/deck-ooxml.ts';
import type { DeckPackage } from '../../platform/deck-package.ts';
import { childAt, childrenOf, descendantsOf, readXml, textIn, type XmlElement } from '../../platform/deck-xml.ts';
import { composeSlide, type RawSlide } from './compose-slide.ts';
import { createLanguageVotes, type LanguageVotes } from './language.ts';

/** Placeholders that repeat on every slide, and the picture of the slide on its notes page: no words of the slide. */
const FURNITURE = ['dt', 'ftr', 'hdr', 'sldNum', 'sldImg'];
const TITLES = ['title', 'ctrTitle'];
/** Fields that fill in a number or a date; others (a slide's name) hold words. */
const NUMBER_FIELD = /^(slidenum|datetime)/;

/** What reading one slide needs beside its tree. */
interface Place {
  pkg: DeckPackage;
  relations: Map<string, Relation>;
  votes: LanguageVotes;
}

/** @throws DeckError `damaged_deck`, `oversized_deck` */
export async function readPptx(pkg: DeckPackage): Promise<Deck> {
  const slideVotes = createLanguageVotes();
  const noteVotes = createLanguageVotes();
  const slides: RawSlide[] = [];
  for (const [index, part] of (await slideParts(pkg)).entries()) {
    const place = { pkg, relations: await relationsOf(pkg, part), votes: slideVotes };
    const root = await readXml(await pkg.open(part));
    const { title, blocks } = await readShapes(root, place);
    const notes = await readNotes({ ...place, votes: noteVotes });
    slides.push({ number: index + 1, title, blocks, notes, hidden: isFalse(root.attributes['show']) });
  }
  // What is spoken are the notes, where there are any.
  const language = noteVotes.majority() ?? slideVotes.majority();
  return { format: 'pptx', ...(language === undefined ? {} : { language }), slides: slides.map(composeSlide) };
}

async function readShapes(root: XmlElement, place: Place): Promise<Pick<RawSlide, 'title' | 'blocks'>> {
  const titles: string[] = [];
  const blocks: Block[] = [];
  for (const shape of shapesIn(childAt(root, 'p:cSld', 'p:spTree'))) {
    const placeholder = placeholderOf(shape);
    if (placeholder !== undefined && FURNITURE.includes(placeholder)) continue;
    const found = await readShape(shape, place);
    if (placeholder !== undefined && TITLES.includes(placeholder)) titles.push(...found.map(blockText));
    else blocks.push(...found);
  }
  return { title: titles.join(' '), blocks };
}

/** Groups opened up, hidden shapes left out; of content in two versions the newer one. */
function shapesIn(container: XmlElement | undefined): XmlElement[] {
  return current(container).flatMap((shape) => {
    if (shape.name === 'p:grpSp') return isHidden(shape) ? [] : shapesIn(shape);
    return ['p:sp', 'p:graphicFrame'].includes(shape.name) && !isHidden(shape) ? [shape] : [];
  });
}

/** Children with `mc:AlternateContent` replaced by its first choice: a fallback says the same in older words. */
function current(container: XmlElement | undefined): XmlElement[] {
  return childrenOf(container).flatMap((child) =>
    child.name === 'mc:AlternateContent'
      ? current(childAt(child, 'mc:Choice') ?? childAt(child, 'mc:Fallback'))
      : [child],
  );
}

async function readShape(shape: XmlElement, place: Place): Promise<Block[]> {
  if (shape.name === 'p:sp') return paragraphsIn(childAt(shape, 'p:txBody'), place.votes);
  const data = childAt(shape, 'a:graphic', 'a:graphicData');
  const table = childAt(data, 'a:tbl');
  if (table !== undefined) return [readTable(table, place.votes)];
  const chart = place.relations.get(childAt(data, 'c:chart')?.attributes['r:id'] ?? '');
  if (chart !== undefined && place.pkg.has(chart.part)) return readChartTitle(chart.part, place);
  const diagram = place.relations.get(childAt(data, 'dgm:relIds')?.attributes['r:dm'] ?? '');
  if (diagram !== undefined && place.pkg.has(diagram.part)) return readDiagram(diagram.part, place);
  return [];
}

function paragraphsIn(body: XmlElement | undefined, votes: LanguageVotes): Block[] {
  return childrenOf(body, 'a:p').map((paragraph) => ({
    kind: 'text',
    text: runsIn(paragraph, votes),
    level: Number(childAt(paragraph, 'a:pPr')?.attributes['lvl'] ?? 0),
  }));
}

function runsIn(paragraph: XmlElement, votes: LanguageVotes): string {
  const texts = current(paragraph).map((run) => {
    if (run.name === 'a:br') return '\n';
    if (run.name === 'a:fld' && NUMBER_FIELD.test(run.attributes['type'] ?? '')) return '';
    if (run.name === 'a:r' || run.name === 'a:fld') {
      const text = childrenOf(run, 'a:t').map(textIn).join('');
      votes.add(childAt(run, 'a:rPr')?.attributes['lang'], text);
      return text;
    }
    return descendantsOf(run, 'm:t').map(textIn).join(''); // a formula
  });
  return texts.join('');
}

function readTable(table: XmlElement, votes: LanguageVotes): Block {
  const rows = childrenOf(table, 'a:tr').map((row) =>
    childrenOf(row, 'a:tc').map((cell) => paragraphsIn(childAt(cell, 'a:txBody'), votes).map(blockText).join('\n')),
  );
  return { kind: 'table', rows };
}

async function readChartTitle(part: string, { pkg, votes }: Place): Promise<Block[]> {
  const title = childAt(await readXml(await pkg.open(part)), 'c:chart', 'c:title', 'c:tx', 'c:rich');
  return paragraphsIn(title, votes);
}

/** A diagram's words stand in its drawing in the order in which they are seen; in its data where it was never drawn. */
async function readDiagram(part: string, { pkg, relations, votes }: Place): Promise<Block[]> {
  const data = await readXml(await pkg.open(part));
  const id = descendantsOf(data, 'dsp:dataModelExt')[0]?.attributes['relId'] ?? '';
  const drawing = relations.get(id)?.part;
  const bodies =
    drawing !== undefined && pkg.has(drawing)
      ? descendantsOf(await readXml(await pkg.open(drawing)), 'dsp:txBody')
      : descendantsOf(data, 'dgm:t');
  return bodies.flatMap((body) => paragraphsIn(body, votes));
}

/** Only the notes page's own body: its header, footer, date and numbers are not notes. */
async function readNotes({ pkg, relations, votes }: Place): Promise<string> {
  const part = [...relations.values()].find(({ type }) => type === 'notesSlide')?.part;
  if (part === undefined || !pkg.has(part)) return '';
  const root = await readXml(await pkg.open(part));
  const bodies = shapesIn(childAt(root, 'p:cSld', 'p:spTree')).filter((shape) => placeholderOf(shape) === 'body');
  return bodies.flatMap((shape) => paragraphsIn(childAt(shape, 'p:txBody'), votes).map(blockText)).join('\n');
}

/** The kind of placeholder that a shape fills; `obj` where it does not say; undefined where it is none. */
function placeholderOf(shape: XmlElement): string | undefined {
  const properties = childrenOf(shape).find(({ name }) => /^p:nv\w*Pr$/.test(name));
  const placeholder = childAt(properties, 'p:nvPr', 'p:ph');
  return placeholder && (placeholder.attributes['type'] ?? 'obj');
}

function isHidden(shape: XmlElement): boolean {
  const properties = childrenOf(shape).find(({ name }) => /^p:nv\w*Pr$/.test(name));
  return isTrue(childAt(properties, 'p:cNvPr')?.attributes['hidden']);
}

const isTrue = (value: string | undefined): boolean => value === '1' || value === 'true';
const isFalse = (value: string | undefined): boolean => value === '0' || value === 'false';
const blockText = (block: Block): string => (block.kind === 'text' ? block.text : '');
