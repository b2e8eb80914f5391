/**
 * The decks of a chaos run: the same for every seed, each with words of its own, so that nothing is found ready-made. The notes
 * change their rate with every phrase, and each phrase is a call to the vendor: many calls for little work of ours.
 */

import { join } from 'node:path';
import { newPptx } from '../support/deck-files.ts';

export interface DeckSize {
  slides: number;
  /** Phrases on each slide. */
  phrases: number;
}

/** Writes them into `folder`; answers with their paths. */
export async function makeDecks(folder: string, count: number, { slides, phrases }: DeckSize): Promise<string[]> {
  const decks: string[] = [];
  for (let number = 1; number <= count; number += 1) {
    const file = join(folder, `chaos-${number}.pptx`);
    const deck = newPptx();
    for (let slide = 1; slide <= slides; slide += 1) {
      const page = deck.addSlide();
      page.addText(`Deck ${number}, slide ${slide}`, { x: 1, y: 1, w: 8, h: 1 });
      const spoken = Array.from(
        { length: phrases },
        (_, index) => `[rate ${index % 2 === 0 ? '1.1' : '0.9'}] Deck ${number}, slide ${slide}, phrase ${index + 1}.`,
      );
      page.addNotes(spoken.join(' '));
    }
    await deck.writeFile({ fileName: file });
    decks.push(file);
  }
  return decks;
}
