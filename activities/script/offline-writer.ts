/** Turns a slide's own words into sentences that can be spoken. Nothing is added but punctuation. */

import { hasWords, mainWritingSystem, type Slide } from '../../domain/index.ts';

/** A slide whose lines all stand on many others too (a footer, a company's name) is not read for them. */
export interface WriterContext {
  /** Lines that stand on many slides of the deck, as `lineKey` writes them. */
  repeated: ReadonlySet<string>;
}

/** From so many slides on, and on half of the deck, a line is a footer and no content. */
const FOOTER_SLIDES = 4;
const ENDS_SENTENCE = /[.!?…:;。！？：；।॥؟۔]["'”’»)\]』」]*$/u;
/** The author's own bullet marks and numbering signs. */
const BULLET = /^[\s\p{So}\p{Sm}•‣⁃·▪◦\-–—*]+(?=\s|[\p{L}\p{N}])/u;
/** Spoken whole, an address is noise ("h t t p s colon slash slash"): its site's name is enough. */
const ADDRESS = /(?:https?:\/\/(?:www\.)?|www\.)([^\s/?#:]+)[^\s]*?(?=[.,;:!?)]*(?:\s|$))/giu;
const ADDRESS_ALONE = /^(?:https?:\/\/|www\.)\S+$/iu;

/**
 * What is said of a slide that has no notes: its title, its lines, and the heads of its tables, a sentence each, in
 * the deck's own language. Empty where the slide has no words.
 */
export function readOutSlide(slide: Slide, { repeated }: WriterContext): string {
  const said = new Set<string>();
  const lines = joinBrokenLines([slide.title, ...slide.body.flatMap(linesOf)].map(cleanLine));
  const sentences = lines.flatMap((line) => {
    const key = lineKey(line);
    if (!isWorthSaying(line) || said.has(key) || repeated.has(key)) return [];
    said.add(key);
    return [endSentence(line)];
  });
  return sentences.join('\n');
}

/** The lines that stand on so many slides that they are the deck's frame. */
export function findRepeatedLines(slides: readonly Slide[]): Set<string> {
  const counts = new Map<string, number>();
  for (const slide of slides) {
    const keys = new Set(slide.body.flatMap(linesOf).map((line) => lineKey(cleanLine(line))));
    for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const enough = Math.max(FOOTER_SLIDES, slides.length / 2);
  return new Set([...counts].filter(([, count]) => count >= enough).map(([key]) => key));
}

/** Alike, whatever the capitals, the punctuation and the slide's own number in it. */
const lineKey = (line: string): string =>
  line
    .toLowerCase()
    .replace(/\d+/g, '0')
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, ' ')
    .trim();

function linesOf(block: Slide['body'][number]): string[] {
  if (block.kind === 'text') return block.text.split(/[\r\n\v]+/u);
  const heads = (block.rows[0] ?? []).map(cleanLine).filter(hasWords);
  return heads.length === 0 ? [] : [heads.join(commaFor(heads.join(' ')))];
}

/** An address in running words is its site's name. */
export const withSpokenAddresses = (text: string): string => text.replaceAll(ADDRESS, '$1');

const cleanLine = (line: string): string =>
  withSpokenAddresses(line.replace(ADDRESS_ALONE, '')).replace(BULLET, '').replaceAll(/\s+/gu, ' ').trim();

/** A number alone is a slide's number or a chart's label. */
const isWorthSaying = (line: string): boolean => /\p{L}/u.test(line);

/** A PDF's lines break in the middle of sentences: what goes on with a small letter belongs to the line before. */
function joinBrokenLines(lines: readonly string[]): string[] {
  const [title = '', ...body] = lines;
  const joined: string[] = [];
  for (const line of body) {
    const previous = joined.at(-1);
    if (
      previous !== undefined &&
      /^\p{Ll}/u.test(line) &&
      /[\p{L}\p{N},–—-]$/u.test(previous) &&
      previous.length > BROKEN_LINE
    ) {
      joined[joined.length - 1] = previous.endsWith('-') ? previous + line : `${previous} ${line}`;
    } else joined.push(line);
  }
  return [title, ...joined];
}

/** Shorter lines are bullet points that start with a small letter, not sentences that ran out of room. */
const BROKEN_LINE = 40;

function endSentence(line: string): string {
  if (ENDS_SENTENCE.test(line)) return line;
  return line.replace(/[,、，،\s–—-]+$/u, '') + fullStopFor(line);
}

/** By writing system; Thai and Lao are written without: there the line's end is the sentence's. */
const FULL_STOP: Record<string, string> = { Jpan: '。', Hani: '。', Deva: '।', Beng: '।', Thai: '', Laoo: '' };
const COMMA: Record<string, string> = { Jpan: '、', Hani: '、', Arab: '، ' };

const fullStopFor = (line: string): string => FULL_STOP[mainWritingSystem(line) ?? ''] ?? '.';
const commaFor = (text: string): string => COMMA[mainWritingSystem(text) ?? ''] ?? ', ';
