/** Reads an OpenDocument presentation; also what LibreOffice makes of a PPT. Of a long deck, one slide is in memory at a time. */

import type { Block, Deck } from '../../domain/index.ts';
import type { DeckPackage } from '../../platform/deck-package.ts';
import { childAt, childrenOf, descendantsOf, xmlElements, type XmlElement } from '../../platform/deck-xml.ts';
import { composeSlide, type RawSlide } from './compose-slide.ts';
import { createLanguageVotes, type LanguageVotes } from './language.ts';

/** Frames that repeat on every slide, and the slide's picture on its notes page. */
const FURNITURE = ['header', 'footer', 'date-time', 'page-number', 'page'];
/** Elements whose text is no text of the slide: filled-in fields, comments, readings above the words, descriptions. */
const NO_WORDS = [
  ...['text:page-number', 'text:page-count', 'text:page-name', 'text:date', 'text:time', 'text:ruby-text'],
  ...['presentation:header', 'presentation:footer', 'presentation:date-time', 'presentation:notes'],
  ...['office:annotation', 'svg:title', 'svg:desc'],
];
/** A row repeats a cell by a number that a spreadsheet's frame may set to its whole width. */
const MAX_REPEAT = 100;

interface Style {
  parent: string | undefined;
  hidden: boolean;
  latin: string | undefined;
  asian: string | undefined;
}

interface Place {
  pkg: DeckPackage;
  styles: Map<string, Style>;
  votes: LanguageVotes;
}

/** @throws DeckError `damaged_deck`, `oversized_deck` */
export async function readOdp(pkg: DeckPackage): Promise<Deck> {
  const slideVotes = createLanguageVotes();
  const noteVotes = createLanguageVotes();
  const styles = new Map<string, Style>();
  const slides: RawSlide[] = [];
  for (const part of ['styles.xml', 'content.xml'].filter((name) => name === 'content.xml' || pkg.has(name))) {
    const names = ['style:default-style', 'style:style', ...(part === 'content.xml' ? ['draw:page'] : [])];
    for await (const element of xmlElements(await pkg.open(part), { names })) {
      if (element.name !== 'draw:page') styles.set(styleKey(element), readStyle(element));
      else slides.push(await readPage(element, slides.length + 1, { pkg, styles }, slideVotes, noteVotes));
    }
  }
  const language = noteVotes.majority() ?? slideVotes.majority();
  return { format: 'odp', ...(language === undefined ? {} : { language }), slides: slides.map(composeSlide) };
}

async function readPage(
  page: XmlElement,
  number: number,
  file: Pick<Place, 'pkg' | 'styles'>,
  slideVotes: LanguageVotes,
  noteVotes: LanguageVotes,
): Promise<RawSlide> {
  const titles: string[] = [];
  const blocks: Block[] = [];
  for (const shape of childrenOf(page)) {
    const kind = shape.attributes['presentation:class'];
    const found = await blocksIn(shape, { ...file, votes: slideVotes });
    if (kind === 'title') titles.push(...found.map(blockText));
    else blocks.push(...found);
  }
  const frames = childrenOf(childAt(page, 'presentation:notes'));
  const notes: string[] = [];
  for (const frame of frames.filter(({ attributes }) => attributes['presentation:class'] === 'notes')) {
    notes.push(...(await blocksIn(frame, { ...file, votes: noteVotes })).map(blockText));
  }
  const style = file.styles.get(page.attributes['draw:style-name'] ?? '');
  return { number, title: titles.join(' '), blocks, notes: notes.join('\n'), hidden: style?.hidden ?? false };
}

/** `level` counts the lists around a paragraph, the outermost being 0. */
async function blocksIn(element: XmlElement, place: Place, lists = 0): Promise<Block[]> {
  if (NO_WORDS.includes(element.name)) return [];
  if (FURNITURE.includes(element.attributes['presentation:class'] ?? '')) return [];
  if (element.attributes['presentation:placeholder'] === 'true') return [];
  if (element.name === 'text:p' || element.name === 'text:h') {
    const style = element.attributes['text:style-name'];
    return [{ kind: 'text', text: textOf(element, place, style), level: Math.max(0, lists - 1) }];
  }
  if (element.name === 'table:table') return [await readTable(element, place)];
  if (element.name === 'draw:object') return readChartTitle(element, place);
  const blocks: Block[] = [];
  for (const child of childrenOf(element)) {
    blocks.push(...(await blocksIn(child, place, lists + (element.name === 'text:list' ? 1 : 0))));
  }
  return blocks;
}

function textOf(element: XmlElement, place: Place, style: string | undefined): string {
  const texts = element.children.map((child) => {
    if (typeof child === 'string') {
      const text = child.replace(/\s+/g, ' '); // white space of XML; typed spaces are elements
      place.votes.add(languageOf(style, text, place.styles), text);
      return text;
    }
    if (NO_WORDS.includes(child.name)) return '';
    if (child.name === 'text:line-break') return '\n';
    if (child.name === 'text:s' || child.name === 'text:tab') return ' ';
    return textOf(child, place, child.attributes['text:style-name'] ?? style);
  });
  return texts.join('');
}

async function readTable(table: XmlElement, place: Place): Promise<Block> {
  const rows: string[][] = [];
  for (const row of descendantsOf(table, 'table:table-row')) {
    const cells: string[] = [];
    for (const cell of childrenOf(row)) {
      const text = (await blocksIn(cell, place)).map(blockText).join('\n');
      const repeat = Math.min(Number(cell.attributes['table:number-columns-repeated'] ?? 1), MAX_REPEAT);
      cells.push(...Array.from({ length: repeat }, () => text));
    }
    rows.push(cells);
  }
  return { kind: 'table', rows };
}

/** A chart is a document of its own inside the package; other objects are pictures to us. */
async function readChartTitle(object: XmlElement, place: Place): Promise<Block[]> {
  const part = `${(object.attributes['xlink:href'] ?? '').replace(/^\.\//, '')}/content.xml`;
  if (!place.pkg.has(part)) return [];
  for await (const chart of xmlElements(await place.pkg.open(part), { names: ['chart:chart'] })) {
    const title = childAt(chart, 'chart:title');
    return title === undefined ? [] : blocksIn(title, place);
  }
  return [];
}

/** Default styles have no name; of theirs, that of shapes is the one that text on slides falls back to. */
function styleKey(element: XmlElement): string {
  const family = element.attributes['style:family'] ?? '';
  return element.name === 'style:default-style' ? `default ${family}` : (element.attributes['style:name'] ?? '');
}

function readStyle(element: XmlElement): Style {
  const text = childAt(element, 'style:text-properties')?.attributes ?? {};
  const visibility = childAt(element, 'style:drawing-page-properties')?.attributes['presentation:visibility'];
  return {
    parent: element.attributes['style:parent-style-name'],
    hidden: visibility === 'hidden',
    latin: tagOf(text['fo:language'], text['fo:country']),
    asian: tagOf(text['style:language-asian'], text['style:country-asian']),
  };
}

function tagOf(language: string | undefined, country: string | undefined): string | undefined {
  if (language === undefined || language === 'none') return undefined;
  return country === undefined || country === 'none' ? language : `${language}-${country}`;
}

/** The mark of the nearest style that has one. East Asian letters have a mark of their own beside the Western one. */
function languageOf(style: string | undefined, text: string, styles: Map<string, Style>): string | undefined {
  const kind = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u.test(text)
    ? 'asian'
    : 'latin';
  const seen = new Set<string>(); // a damaged file may name a style its own parent
  for (let name = style; name !== undefined && !seen.has(name); name = styles.get(name)?.parent) {
    seen.add(name);
    const mark = styles.get(name)?.[kind];
    if (mark !== undefined) return mark;
  }
  return styles.get('default graphic')?.[kind];
}

const blockText = (block: Block): string => (block.kind === 'text' ? block.text : '');
