/** XML of decks written anew as it is read: no document type, no entity, no comment, and no reference to anything outside. */

import { TextDecoder } from 'node:util';
import { SaxesParser, type SaxesTagPlain } from 'saxes';
import { damagedDeck, oversizedDeck } from './deck-package.ts';
import { encodingOf } from './deck-xml.ts';

/** As in deck-xml.ts: deeper than any office program nests. */
const MAX_DEPTH = 250;
/** Links that a reader of the slides may click; nothing fetches them by itself. */
const CLICKED = ['a', 'text:a', 'draw:a'];
const CLICKABLE = /^(https?:\/\/|mailto:)/i;

/**
 * The part's XML again, in pieces.
 * @throws DeckError `damaged_deck` where it is not well-formed or has a document type, `oversized_deck` where it nests too deep
 */
export async function* safeXml(source: AsyncIterable<Buffer>): AsyncGenerator<string> {
  const written: string[] = ['<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'];
  const parser = createRewriter(written);
  let decoder: TextDecoder | undefined;
  for await (const chunk of source) {
    decoder ??= new TextDecoder(encodingOf(chunk), { fatal: true });
    parser.write(decoder.decode(chunk, { stream: true }));
    yield written.splice(0).join('');
  }
  parser.close();
  yield written.join('');
}

function createRewriter(written: string[]) {
  const parser = new SaxesParser({ xmlns: false, position: false });
  let depth = 0;
  /** The depth of the element that is left out with all that is in it. */
  let leftOutAt = Infinity;
  const write = (text: string): void => {
    if (depth < leftOutAt) written.push(text);
  };
  const writeText = (text: string): void => write(escaped(text));
  parser.on('error', (error) => {
    throw error;
  });
  parser.on('doctype', () => {
    throw damagedDeck();
  });
  parser.on('text', (text) => depth > 0 && writeText(text));
  parser.on('cdata', writeText);
  parser.on('opentag', (tag) => {
    depth += 1;
    if (depth > MAX_DEPTH) throw oversizedDeck();
    if (leadsOut(tag)) leftOutAt = Math.min(leftOutAt, depth);
    write(`<${tag.name}${attributesOf(tag)}>`);
  });
  parser.on('closetag', ({ name }) => {
    write(`</${name}>`);
    if (depth === leftOutAt) leftOutAt = Infinity;
    depth -= 1;
  });
  return parser;
}

/** A relation of an office package (Open Packaging Conventions) to something that is no part of it. */
function leadsOut({ name, attributes }: SaxesTagPlain): boolean {
  if (localName(name) !== 'Relationship') return false;
  const { Target = '', TargetMode = 'Internal', Type = '' } = attributes;
  if (Type.endsWith('/hyperlink') && CLICKABLE.test(Target)) return false;
  return TargetMode !== 'Internal' || /^\s*([a-z][a-z\d+.-]*:|\/\/)|\\/i.test(Target);
}

function attributesOf({ name, attributes }: SaxesTagPlain): string {
  return Object.entries(attributes)
    .filter(([key, value]) => !refersOutside(name, key, value))
    .map(([key, value]) => ` ${key}="${escaped(value)}"`)
    .join('');
}

/** OpenDocument, SVG and VML refer by these attributes, whatever the prefix. */
function refersOutside(element: string, attribute: string, value: string): boolean {
  if (!['href', 'src'].includes(localName(attribute))) return false;
  if (CLICKED.includes(element) && CLICKABLE.test(value)) return false;
  // A scheme, a host, a drive, a place on the disk, a step out of the package.
  return !/^data:image\//i.test(value) && /^\s*([a-z][a-z\d+.-]*:|\/)|\\|(^|\/)(\.|%2e){2}(\/|$)/i.test(value);
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/** White space is written by number, or the next reader would take it for an ordinary space. */
function escaped(text: string): string {
  return text.replace(/[&<>"\t\n\r]/g, (character) => ESCAPES[character] ?? `&#${String(character.charCodeAt(0))};`);
}

const ESCAPES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };
