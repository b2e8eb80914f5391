/** What became of a deck's slides in its next version: which stayed, moved, changed, came and went. */

import type { Slide } from './deck.ts';

export interface SlideMatch {
  /** The number in the new deck; absent where the slide is gone. */
  slide?: number;
  /** The number in the old deck; absent where the slide is new. */
  was?: number;
  fate: 'same' | 'moved' | 'changed' | 'added' | 'removed';
}

/** What slides are told apart by. */
type Matched = Pick<Slide, 'number' | 'title' | 'body' | 'notes' | 'hidden'>;

/** How many of the words of two slides must be the same, of all that either has, to take one for the other changed. */
const ALIKE = 0.5;

/** The new deck's slides in its order, then those that are gone. Pictures are not looked at: words, titles and notes are. */
export function matchSlides(before: readonly Matched[], after: readonly Matched[]): SlideMatch[] {
  const left = new Map(before.map((slide) => [slide.number, slide]));
  const takeWhere = (fits: (old: Matched) => boolean): Matched | undefined => {
    const found = [...left.values()].find(fits);
    if (found) left.delete(found.number);
    return found;
  };
  // Whole likenesses first: a changed slide must not take a twin's place.
  const exact = new Map(after.map((slide) => [slide.number, takeWhere((old) => contentOf(old) === contentOf(slide))]));
  const inOrder = longestRise(after.flatMap(({ number }) => exact.get(number)?.number ?? []));
  const matched = after.map((slide): SlideMatch => {
    const twin = exact.get(slide.number);
    if (twin) return { slide: slide.number, was: twin.number, fate: inOrder.has(twin.number) ? 'same' : 'moved' };
    const alike = takeWhere((old) => (old.title !== '' && old.title === slide.title) || likeness(old, slide) >= ALIKE);
    return alike ? { slide: slide.number, was: alike.number, fate: 'changed' } : { slide: slide.number, fate: 'added' };
  });
  return [...matched, ...[...left.keys()].map((was): SlideMatch => ({ was, fate: 'removed' }))];
}

const contentOf = ({ title, body, notes, hidden }: Matched): string => JSON.stringify([title, body, notes, hidden]);

function likeness(a: Matched, b: Matched): number {
  const [mine, theirs] = [wordsOf(a), wordsOf(b)];
  const both = [...mine].filter((word) => theirs.has(word)).length;
  return both / Math.max(1, mine.size + theirs.size - both);
}

function wordsOf({ title, body, notes }: Matched): Set<string> {
  const lines = body.flatMap((block) => (block.kind === 'text' ? [block.text] : block.rows.flat()));
  return new Set(
    [title, ...lines, notes]
      .join(' ')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? [],
  );
}

/** The longest run of rising numbers, others left out: what did not move while the rest did. */
function longestRise(numbers: readonly number[]): Set<number> {
  const best: number[][] = [];
  for (const number of numbers) {
    const before = best.filter((run) => (run.at(-1) ?? 0) < number);
    best.push([
      ...before.reduce<number[]>((longest, run) => (run.length > longest.length ? run : longest), []),
      number,
    ]);
  }
  return new Set(best.reduce<number[]>((longest, run) => (run.length > longest.length ? run : longest), []));
}
