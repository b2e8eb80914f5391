/** XML of decks as small trees: no entities, no document types, bounded, namespaces under one prefix each. */

import { TextDecoder } from 'node:util';
import { SaxesParser, type SaxesTagNS } from 'saxes';
import { asDamaged, damagedDeck, oversizedDeck } from './deck-package.ts';

export interface XmlElement {
  /** With the usual prefix, whatever the file calls it: `p:sld`, `draw:page`. */
  name: string;
  attributes: Record<string, string>;
  children: (XmlElement | string)[];
}

/** Namespaces by their usual prefix: the transitional form, then the strict one. */
const PREFIXES: Record<string, string> = {
  'http://schemas.openxmlformats.org/presentationml/2006/main': 'p',
  'http://purl.oclc.org/ooxml/presentationml/main': 'p',
  'http://schemas.openxmlformats.org/drawingml/2006/main': 'a',
  'http://purl.oclc.org/ooxml/drawingml/main': 'a',
  'http://schemas.openxmlformats.org/drawingml/2006/chart': 'c',
  'http://purl.oclc.org/ooxml/drawingml/chart': 'c',
  'http://schemas.openxmlformats.org/drawingml/2006/diagram': 'dgm',
  'http://purl.oclc.org/ooxml/drawingml/diagram': 'dgm',
  'http://schemas.microsoft.com/office/drawing/2008/diagram': 'dsp',
  'http://schemas.openxmlformats.org/officeDocument/2006/relationships': 'r',
  'http://purl.oclc.org/ooxml/officeDocument/relationships': 'r',
  'http://schemas.openxmlformats.org/officeDocument/2006/math': 'm',
  'http://purl.oclc.org/ooxml/officeDocument/math': 'm',
  'http://schemas.openxmlformats.org/markup-compatibility/2006': 'mc',
  'http://schemas.openxmlformats.org/package/2006/relationships': '',
  'http://schemas.openxmlformats.org/package/2006/content-types': '',
  'urn:oasis:names:tc:opendocument:xmlns:office:1.0': 'office',
  'urn:oasis:names:tc:opendocument:xmlns:style:1.0': 'style',
  'urn:oasis:names:tc:opendocument:xmlns:text:1.0': 'text',
  'urn:oasis:names:tc:opendocument:xmlns:table:1.0': 'table',
  'urn:oasis:names:tc:opendocument:xmlns:drawing:1.0': 'draw',
  'urn:oasis:names:tc:opendocument:xmlns:presentation:1.0': 'presentation',
  'urn:oasis:names:tc:opendocument:xmlns:chart:1.0': 'chart',
  'urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0': 'fo',
  'urn:oasis:names:tc:opendocument:xmlns:manifest:1.0': 'manifest',
  'http://www.w3.org/1999/xlink': 'xlink',
  'http://www.w3.org/1999/xhtml': '',
};

/** Deeper than any office program nests; beyond, our own recursion would be in danger. */
const MAX_DEPTH = 250;
/** In one tree. A slide drawn of 10,000 shapes stays below, and the tree below 100 MiB. */
const MAX_NODES = 250_000;

/**
 * Yields every outermost element called one of `names`, or the root where none is named, each as a tree of its own: of a
 * long document only one is in memory.
 * @throws DeckError `damaged_deck` where it is not well-formed or has a document type (office files have none; poppler's
 * output, which is no foreign XML, has: `doctype: 'ignore'`), `oversized_deck` beyond the bounds.
 */
export async function* xmlElements(
  source: AsyncIterable<Buffer>,
  options: { names?: readonly string[]; doctype?: 'refuse' | 'ignore' } = {},
): AsyncGenerator<XmlElement> {
  const finished: XmlElement[] = [];
  const parser = createParser((element) => finished.push(element), options);
  let decoder: TextDecoder | undefined;
  try {
    for await (const chunk of source) {
      decoder ??= new TextDecoder(encodingOf(chunk), { fatal: true });
      parser.write(decoder.decode(chunk, { stream: true }));
      yield* finished.splice(0);
    }
    parser.close();
  } catch (thrown) {
    asDamaged(thrown);
  }
  yield* finished;
}

/** The whole document as one tree. @throws as xmlElements does */
export async function readXml(source: AsyncIterable<Buffer>): Promise<XmlElement> {
  for await (const root of xmlElements(source)) return root;
  throw damagedDeck();
}

export function childrenOf(element: XmlElement | undefined, name?: string): XmlElement[] {
  const elements = (element?.children ?? []).filter((child) => typeof child !== 'string');
  return name === undefined ? elements : elements.filter((child) => child.name === name);
}

/** The element at the end of a path of names. */
export function childAt(element: XmlElement | undefined, ...path: string[]): XmlElement | undefined {
  return path.reduce<XmlElement | undefined>((at, name) => childrenOf(at, name)[0], element);
}

/** Every element of that name, however deep, in document order. */
export function descendantsOf(element: XmlElement, name: string): XmlElement[] {
  return childrenOf(element).flatMap((child) => [
    ...(child.name === name ? [child] : []),
    ...descendantsOf(child, name),
  ]);
}

/** All characters inside, as they stand. */
export function textIn(element: XmlElement): string {
  return element.children.map((child) => (typeof child === 'string' ? child : textIn(child))).join('');
}

function createParser(
  onElement: (element: XmlElement) => void,
  { names, doctype = 'refuse' }: { names?: readonly string[]; doctype?: 'refuse' | 'ignore' },
) {
  const parser = new SaxesParser({ xmlns: true, position: false });
  const open: XmlElement[] = [];
  let depth = 0;
  let nodes = 0;
  const count = (): void => {
    nodes += 1;
    if (nodes > MAX_NODES) throw oversizedDeck();
  };
  const addText = (text: string): void => {
    if (open.length === 0) return;
    count();
    open.at(-1)?.children.push(text);
  };
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('doctype', () => {
    if (doctype === 'refuse') throw damagedDeck();
  });
  // Before the tag is whole: one tag may hold millions.
  parser.on('attribute', count);
  parser.on('text', addText);
  parser.on('cdata', addText);
  parser.on('opentag', (tag) => {
    depth += 1;
    if (depth > MAX_DEPTH) throw oversizedDeck();
    const name = prefixed(tag);
    if (open.length === 0 && names !== undefined && !names.includes(name)) return;
    count();
    const element: XmlElement = { name, attributes: attributesOf(tag), children: [] };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on('closetag', () => {
    depth -= 1;
    const element = open.pop();
    if (element === undefined || open.length > 0) return;
    nodes = 0;
    onElement(element);
  });
  return parser;
}

/** One for all: most elements have none. */
const NO_ATTRIBUTES: Record<string, string> = {};

function attributesOf(tag: SaxesTagNS): Record<string, string> {
  const attributes = Object.values(tag.attributes);
  if (attributes.length === 0) return NO_ATTRIBUTES;
  return Object.fromEntries(attributes.map((attribute) => [prefixed(attribute), attribute.value]));
}

function prefixed({ uri, prefix, local }: { uri: string; prefix: string; local: string }): string {
  const usual = PREFIXES[uri] ?? prefix;
  return usual === '' ? local : `${usual}:${local}`;
}

/** Office files are UTF-8; the standard allows UTF-16 with its mark. */
export function encodingOf(start: Buffer): string {
  if (start[0] === 0xff && start[1] === 0xfe) return 'utf-16le';
  return start[0] === 0xfe && start[1] === 0xff ? 'utf-16be' : 'utf-8';
}
