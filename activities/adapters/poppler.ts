/** PDFs through poppler's programs: pages, words with their places, bookmarks, pictures. */

import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { DeckError, type PictureSize } from '../../domain/index.ts';
import { readPdfPages, type PdfPage } from '../../platform/deck-pdf.ts';
import { childrenOf, textIn, xmlElements, type XmlElement } from '../../platform/deck-xml.ts';
import { CommandFailedError, runCommand } from '../../platform/run-command.ts';
import type { Run } from '../run.ts';

export interface PdfTools {
  /** @throws DeckError `damaged_deck`, `encrypted_deck` */
  pages(file: string, run: Run): Promise<PdfPage[]>;
  /** pdftotext's `<page>` trees of flows, blocks, lines and words, in order. */
  words(file: string, pageCount: number, run: Run): AsyncIterable<XmlElement>;
  bookmarks(file: string, run: Run): Promise<Bookmark[]>;
  /** The page as RGB pixels without a header, exactly `fit`. @throws DeckError `slide_not_painted` */
  paint(input: { file: string; page: number; slide: number; fit: PageFit }, run: Run): Promise<Buffer>;
}

/** A page's size in whole pixels, and the scale (pixels a point) at which it is that large, or a fraction of a pixel larger. */
export interface PageFit extends PictureSize {
  scale: number;
}

export interface Bookmark {
  page: number;
  title: string;
}

/** Pages are read in portions, for their words and places are kept in memory until they are read. */
const PAGES_AT_ONCE = 50;
/** 50 pages take a second; a crafted one may never end. */
const TEXT_TIMEOUT_MS = 60_000;
/** Fifty pages full of small print are 5 MiB with their places; it all stands in memory, several times over. */
const TEXT_BYTES = 16 * 2 ** 20;
/** A page takes 0.05 s, a map of a million lines ten. */
const PAINT_TIMEOUT_MS = 60_000;
/** Characters that fonts without a mapping yield, and that XML does not allow. */
const NO_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

export function createPoppler(): PdfTools {
  return {
    pages: (file, run) => readPdfPages(file, run.signal),
    words: readWords,
    bookmarks: readBookmarks,
    paint: async ({ file, page, slide, fit: { width, height, scale } }, { signal, scratch }) => {
      // -cropbox: what readers show, and what the sizes of `pages` are. One resolution and a cut, and not -scale-to-x and -y:
      // those mean the page before its turn, and stretch by a fraction of a pixel.
      const args = ['-f', String(page), '-l', String(page), '-cropbox', '-r', String(scale * 72)];
      const cut = ['-x', '0', '-y', '0', '-W', String(width), '-H', String(height)];
      // By way of a file: what comes through a pipe comes in a hundred pieces, which a worker would hold on to.
      const painted = join(scratch, `page-${page}.ppm`);
      await runCommand('pdftoppm', [...args, ...cut, '-singlefile', file, painted.replace(/\.ppm$/, '')], {
        signal,
        timeoutMs: PAINT_TIMEOUT_MS,
        cell: { reads: [file], writes: [painted] },
      }).catch((thrown: unknown) => {
        throw thrown instanceof CommandFailedError ? notPainted(slide, thrown) : thrown;
      });
      const pixels = await readPixels(painted, { width, height });
      await rm(painted, { force: true });
      if (!pixels) throw notPainted(slide);
      return pixels;
    },
  };
}

/** The content of a PPM of exactly this size; undefined where the file is none. */
async function readPixels(file: string, { width, height }: PictureSize): Promise<Buffer | undefined> {
  const header = Buffer.from(`P6\n${width} ${height}\n255\n`);
  const handle = await open(file);
  try {
    if ((await handle.stat()).size !== header.length + width * height * 3) return undefined;
    const begins = await handle.read(Buffer.alloc(header.length), 0, header.length, 0);
    if (!begins.buffer.equals(header)) return undefined;
    const pixels = Buffer.allocUnsafeSlow(width * height * 3);
    let at = 0;
    while (at < pixels.length) {
      const { bytesRead } = await handle.read(pixels, at, pixels.length - at, header.length + at);
      if (bytesRead === 0) return undefined;
      at += bytesRead;
    }
    return pixels;
  } finally {
    await handle.close();
  }
}

async function* readWords(file: string, pageCount: number, { signal }: Run): AsyncGenerator<XmlElement> {
  for (let from = 1; from <= pageCount; from += PAGES_AT_ONCE) {
    const args = [
      '-f',
      String(from),
      '-l',
      String(Math.min(pageCount, from + PAGES_AT_ONCE - 1)),
      '-cropbox',
      '-bbox-layout',
    ];
    const { stdout } = await runCommand('pdftotext', [...args, file, '-'], {
      signal,
      timeoutMs: TEXT_TIMEOUT_MS,
      cell: { reads: [file] },
      maxOutputBytes: TEXT_BYTES,
    }).catch(asDeckError);
    yield* xmlElements(clean(stdout), { names: ['page'], doctype: 'ignore' });
  }
}

/** pdftohtml is poppler's only program that lists them; it is asked for one page, and gives all bookmarks nevertheless. */
async function readBookmarks(file: string, { signal }: Run): Promise<Bookmark[]> {
  const args = ['-xml', '-i', '-q', '-f', '1', '-l', '1', '-stdout', file];
  const { stdout } = await runCommand('pdftohtml', args, {
    signal,
    timeoutMs: TEXT_TIMEOUT_MS,
    cell: { reads: [file] },
    maxOutputBytes: TEXT_BYTES,
  }).catch(asDeckError);
  const bookmarks: Bookmark[] = [];
  for await (const item of xmlElements(clean(stdout), { names: ['outline'], doctype: 'ignore' }))
    bookmarks.push(...bookmarksIn(item));
  return bookmarks;
}

function bookmarksIn(outline: XmlElement): Bookmark[] {
  return childrenOf(outline).flatMap((child) =>
    child.name === 'item'
      ? [{ page: Number(child.attributes['page'] ?? 0), title: textIn(child) }]
      : bookmarksIn(child),
  );
}

async function* clean(xml: Buffer): AsyncGenerator<Buffer> {
  yield await Promise.resolve(Buffer.from(xml.toString('utf8').replace(NO_XML, '')));
}

function asDeckError(thrown: unknown): never {
  if (!(thrown instanceof CommandFailedError)) throw thrown;
  throw new DeckError(
    'unreadable_pdf',
    'The words of the PDF could not be read. Print it to a new PDF and send that.',
    { cause: thrown },
  );
}

const notPainted = (slide: number, cause?: unknown): DeckError =>
  new DeckError(
    'slide_not_painted',
    `Slide ${slide} could not be turned into a picture. Export the deck as PDF again, or leave the slide out.`,
    {
      slide,
      cause,
    },
  );
