/** A PDF's outside: number, sizes and turns of its pages, as poppler's pdfinfo sees them. */

import { open } from 'node:fs/promises';
import { PlatformError } from '../domain/index.ts';
import { damagedDeck, encryptedDeck } from './deck-package.ts';
import { CommandFailedError, runCommand } from './run-command.ts';

export interface PdfPage {
  /** In points, as the reader sees it: after the page's turn. */
  width: number;
  height: number;
}

/** Reading the page tree of 1,000 pages takes well under a second; a crafted file may never end. */
const TIMEOUT_MS = 20_000;
/** A page is two lines of some 40 letters; a tree that lists more than 100,000 pages is no deck. */
const LIST_BYTES = 8 * 2 ** 20;
/** Readers look for the end mark in the last KiB; mail programs and scanners append more. */
const END_MARK_BYTES = 64 * 1024;

/**
 * Every page in order. A password that only forbids changing or printing hinders nobody from reading.
 * @throws DeckError `encrypted_deck`, `damaged_deck` (also where the end of the file is missing, which poppler would mend by
 * leaving out pages)
 */
export async function readPdfPages(file: string, signal: AbortSignal): Promise<PdfPage[]> {
  if (!(await tailOf(file)).includes('%%EOF')) throw damagedDeck();
  const { stdout } = await runCommand('pdfinfo', ['-f', '1', '-l', '-1', file], {
    signal,
    timeoutMs: TIMEOUT_MS,
    cell: { reads: [file] },
    maxOutputBytes: LIST_BYTES,
  }).catch((thrown: unknown) => {
    if (!(thrown instanceof CommandFailedError)) throw thrown;
    if (/incorrect password/i.test(thrown.stderr)) throw encryptedDeck();
    if (thrown.exitCode === null && !thrown.timedOut) throw missingPoppler(thrown);
    throw damagedDeck(thrown);
  });
  const text = stdout.toString('latin1');
  const count = Number(/^Pages:\s+(\d+)/m.exec(text)?.[1] ?? 0);
  const sizes = [...text.matchAll(/^Page\s+\d+ size:\s+([\d.]+(?:e[+-]?\d+)?) x ([\d.]+(?:e[+-]?\d+)?)/gm)];
  const turns = [...text.matchAll(/^Page\s+\d+ rot:\s+(\d+)/gm)];
  if (sizes.length !== count || turns.length !== count) throw damagedDeck();
  return sizes.map(([, width, height], index) => {
    const page = { width: Number(width), height: Number(height) };
    // What poppler says of a page that it could not find, as in a tree that runs in a circle.
    if (page.width <= 0 || page.height <= 0) throw damagedDeck();
    return Number(turns[index]?.[1]) % 180 === 0 ? page : { width: page.height, height: page.width };
  });
}

async function tailOf(file: string): Promise<string> {
  const handle = await open(file, 'r');
  try {
    const { size } = await handle.stat();
    const length = Math.min(size, END_MARK_BYTES);
    const { buffer } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    return buffer.toString('latin1');
  } finally {
    await handle.close();
  }
}

const missingPoppler = (cause: unknown): PlatformError =>
  new PlatformError(
    'tool_missing',
    'poppler is not installed here, or could not be run. `slidespeaker doctor` says what to do.',
    { cause },
  );
