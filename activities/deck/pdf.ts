/** Reads a PDF by page: a title by bookmark or by size of letters, and the text in reading order. Scans have none. */

import type { Block, Deck } from '../../domain/index.ts';
import { childrenOf, descendantsOf, textIn, type XmlElement } from '../../platform/deck-xml.ts';
import type { Bookmark, PdfTools } from '../adapters/poppler.ts';
import type { Run } from '../run.ts';
import { composeSlide } from './compose-slide.ts';

type TextBlock = Extract<Block, { kind: 'text' }>;

interface Line {
  text: string;
  /** Of its tallest word, in points: as good as the size of the letters. */
  height: number;
  /** Written downwards, as in a margin. */
  upright: boolean;
}

/** Lines this much smaller than the largest are still of its size: capitals without descenders measure less. */
const SAME_SIZE = 0.9;
const CJK = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\u3000-\u303F\uFF00-\uFFEF]/u;
const BULLET = /^[•‣⁃◦▪▫●○■□◆◇▶►➢➤✓·∙\-–—]\s/u;
/** What programs name bookmarks where a slide has no title: "Slide 3", "Folie 3:", "スライド 3". */
const NUMBERED = /^(\p{L}+\s*){1,2}\d+\s*:?\s*/u;

/** @throws DeckError `damaged_deck`, `encrypted_deck`, `unreadable_pdf` */
export async function readPdf(file: string, tools: PdfTools, run: Run): Promise<Deck> {
  const pages = await tools.pages(file, run);
  const bookmarks = await tools.bookmarks(file, run);
  const slides: Deck['slides'] = [];
  for await (const page of tools.words(file, pages.length, run)) {
    const number = slides.length + 1;
    const blocks = descendantsOf(page, 'block').map((block) => childrenOf(block, 'line').map(readLine));
    const { title, rest } = splitTitle(blocks, bookmarkOf(bookmarks, number));
    const body = rest.flatMap(textBlocks).filter(({ text }) => /[\p{L}\p{N}]/u.test(text) && text !== String(number));
    slides.push(composeSlide({ number, title, blocks: body, notes: '', hidden: false }));
  }
  return { format: 'pdf', slides };
}

function readLine(line: XmlElement): Line {
  const words = childrenOf(line, 'word').map((word) => {
    const [xMin, yMin, xMax, yMax] = ['xMin', 'yMin', 'xMax', 'yMax'].map((name) => Number(word.attributes[name]));
    return { text: textIn(word), width: (xMax ?? 0) - (xMin ?? 0), height: (yMax ?? 0) - (yMin ?? 0) };
  });
  return {
    text: words.map(({ text }) => text).join(' '),
    height: Math.max(0, ...words.map(({ height }) => height)),
    upright: words.some(({ text, width, height }) => text.length > 2 && height > width * 1.5),
  };
}

function bookmarkOf(bookmarks: readonly Bookmark[], page: number): string {
  const title = bookmarks.find((bookmark) => bookmark.page === page)?.title ?? '';
  return title.replace(NUMBERED, '').trim();
}

/** The bookmark, else the largest lines that follow each other; the body is what is left of the words. */
function splitTitle(blocks: Line[][], bookmark: string): { title: string; rest: Line[][] } {
  const isSame = (line: Line): boolean => simple(line.text) === simple(bookmark);
  if (bookmark !== '') return { title: bookmark, rest: blocks.map((lines) => lines.filter((line) => !isSame(line))) };
  const wordy = blocks.flat().filter(({ text, upright }) => /\p{L}/u.test(text) && !upright);
  const least = Math.max(0, ...wordy.map(({ height }) => height)) * SAME_SIZE;
  const first = wordy.find(({ height }) => height >= least);
  const block = blocks.find((lines) => first !== undefined && lines.includes(first));
  if (first === undefined || block === undefined) return { title: '', rest: blocks };
  const from = block.indexOf(first);
  const smaller = block.findIndex(({ height }, index) => index > from && height < least);
  const same = block.slice(from, smaller === -1 ? undefined : smaller);
  // Where all letters are of one size, only the first line is a title.
  const lines = wordy.every(({ height }) => height >= least) ? [first] : same;
  return { title: joinLines(lines), rest: blocks.map((all) => all.filter((line) => !lines.includes(line))) };
}

/** One text a paragraph: a line that starts with a bullet starts another. */
function textBlocks(lines: Line[]): TextBlock[] {
  const paragraphs: Line[][] = [];
  for (const line of lines) {
    const last = paragraphs.at(-1);
    if (last === undefined || BULLET.test(line.text)) paragraphs.push([line]);
    else last.push(line);
  }
  return paragraphs.map((paragraph) => ({ kind: 'text', text: joinLines(paragraph), level: 0 }));
}

/** Chinese and Japanese put no space where a line ends. */
function joinLines(lines: readonly Line[]): string {
  return lines.reduce((text, line) => {
    const tight = text === '' || (CJK.test(text.at(-1) ?? '') && CJK.test(line.text[0] ?? ''));
    return text + (tight ? '' : ' ') + line.text;
  }, '');
}

const simple = (text: string): string => text.toLowerCase().replace(/\P{L}/gu, '');
