/** A slide's words, as a model is given them: without what directs a voice. */

import { withoutDirectives, type Slide } from '../../domain/index.ts';

export interface SlideWords {
  title: string;
  /** Each line or table row for itself. */
  text: string[];
  notes: string;
}

/** More than fits on any slide; a handout's page of notes. */
const MOST_LETTERS = 8_000;

/** @param mostLetters of the text, and again of the notes; what is beyond is left out. */
export function slideWords({ title, body, notes }: Slide, mostLetters = MOST_LETTERS): SlideWords {
  const lines = body.flatMap((block) =>
    block.kind === 'text' ? [block.text] : block.rows.map((row) => row.join(' | ')),
  );
  const text: string[] = [];
  let left = mostLetters;
  for (const line of lines) {
    if (left <= 0) break;
    text.push(line.slice(0, left));
    left -= line.length;
  }
  return { title: title.slice(0, mostLetters), text, notes: withoutDirectives(notes).slice(0, mostLetters) };
}

/** All of them, each line for itself. */
export function wordsOf(slide: Slide): string[] {
  const { title, text, notes } = slideWords(slide);
  return [title, ...text, notes];
}
