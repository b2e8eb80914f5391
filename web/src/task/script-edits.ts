/** A person's unsaved words, and what becomes of them when somebody else saved other ones meanwhile. Pure. */

import type { ScriptSlide } from '../rest.ts';

/** Slide → what the person wrote and has not saved. */
export type Edits = ReadonlyMap<number, string>;

/** Words that are as they were are no edit. */
export function withEdit(edits: Edits, number: number, text: string, saved: string): Edits {
  const after = new Map(edits);
  if (text === saved) after.delete(number);
  else after.set(number, text);
  return after;
}

/** What is still unsaved once `sent` was saved: the person may have written on meanwhile. */
export function withoutSaved(edits: Edits, sent: Edits): Edits {
  return new Map([...edits].filter(([number, text]) => sent.get(number) !== text));
}

/** Slides that both the person and somebody else changed since `base`, with the other's words; the rest merges by itself. */
export function conflictsOf(
  edits: Edits,
  base: readonly ScriptSlide[],
  theirs: readonly ScriptSlide[],
): ReadonlyMap<number, string> {
  const textIn = (slides: readonly ScriptSlide[], number: number) =>
    slides.find((slide) => slide.number === number)?.text ?? '';
  return new Map(
    [...edits].flatMap(([number, mine]) => {
      const other = textIn(theirs, number);
      return other === textIn(base, number) || other === mine ? [] : [[number, other] as const];
    }),
  );
}

/** A voice says about this many words a minute; letters take their place where no space divides words. */
const WORDS_PER_MINUTE = 150;
const LETTERS_PER_MINUTE = 320;

/** About how long it takes to say, in seconds; the real length is known once it is spoken. */
export function secondsToSay(text: string): number {
  const dense = text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu)?.length ?? 0;
  const words = text
    .replace(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/gu, ' ')
    .match(/\S+/gu);
  return Math.round(60 * ((words?.length ?? 0) / WORDS_PER_MINUTE + dense / LETTERS_PER_MINUTE));
}
