/** Decks that are large: one in bytes, one in words. */

import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import { newPptx, wordsPdf } from '../support/deck-files.ts';

const MIB = 1024 ** 2;
const CHUNK_BYTES = 8 * MIB;
/** A minute at the offline voice's usual speed, rests between the sentences included. */
const SENTENCES_A_MINUTE = 15;

/** A PDF of one page, with so much beside it as a deck full of films has: an object that no page shows. */
export async function makeHeavyDeck(file: string, gib: number): Promise<void> {
  const small = wordsPdf(['One page and much beside it']).toString('latin1');
  const table = small.lastIndexOf('xref\n', small.lastIndexOf('startxref') - 1);
  const padding = Buffer.from(randomBytes(CHUNK_BYTES / 2).toString('hex'));
  const chunks = Math.ceil((gib * 1024 * MIB) / CHUNK_BYTES);
  const handle = await open(file, 'w');
  try {
    const begin = `99 0 obj<</Length ${chunks * CHUNK_BYTES}>>stream\n`;
    const end = '\nendstream\nendobj\n';
    await handle.write(small.slice(0, table) + begin);
    for (let chunk = 0; chunk < chunks; chunk += 1) await handle.write(padding);
    const tableAt = table + begin.length + chunks * CHUNK_BYTES + end.length;
    await handle.write(end + small.slice(table).replace(/startxref\n\d+/, `startxref\n${tableAt}`));
  } finally {
    await handle.close();
  }
}

/** A slide for each minute, each with a minute of words of its own. */
export async function makeLongDeck(file: string, minutes: number): Promise<void> {
  const deck = newPptx();
  for (let minute = 1; minute <= minutes; minute += 1) {
    const slide = deck.addSlide();
    slide.addText(`Minute ${minute}`, { x: 1, y: 1, w: 8, h: 1 });
    const sentences = Array.from(
      { length: SENTENCES_A_MINUTE },
      (_, index) => `This is sentence ${index + 1} of minute ${minute}, and it says a little about nothing.`,
    );
    slide.addNotes(sentences.join(' '));
  }
  await deck.writeFile({ fileName: file });
}
