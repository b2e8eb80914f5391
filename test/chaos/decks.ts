/** The decks of a chaos run: the same for every seed, each with words of its own, so that nothing is found ready-made. */

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { newPptx, wordsPdf } from '../support/deck-files.ts';

/** One in so many goes through LibreOffice; the others are PDFs, which spare the machine. */
const PPTX_EVERY = 8;

/** Writes them into `folder`; answers with their paths. */
export async function makeDecks(folder: string, count: number, slides: number): Promise<string[]> {
  const decks: string[] = [];
  for (let deck = 1; deck <= count; deck += 1) {
    const words = Array.from({ length: slides }, (_, index) => `Deck ${deck}, slide ${index + 1}: words of its own`);
    const isPptx = deck % PPTX_EVERY === 0;
    const file = join(folder, `chaos-${deck}.${isPptx ? 'pptx' : 'pdf'}`);
    if (isPptx) await writePptx(file, words);
    else await writeFile(file, wordsPdf(words));
    decks.push(file);
  }
  return decks;
}

async function writePptx(file: string, notes: readonly string[]): Promise<void> {
  const deck = newPptx();
  for (const words of notes) {
    const slide = deck.addSlide();
    slide.addText(words, { x: 1, y: 1, w: 8, h: 1 });
    slide.addNotes(words);
  }
  await deck.writeFile({ fileName: file });
}
