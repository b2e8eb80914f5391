/** What the person should know about a script that was made without asking. */

import {
  hasWords,
  type Script,
  type Slide,
  type SlideScript,
  type TaskOptions,
  type Warning,
} from '../../domain/index.ts';
import { NOT_AS_ASKED, NOT_IN_DECK } from './ai-draft.ts';

export const WRITTEN_FROM_SLIDE = 'written_from_slide';

/** Warnings on a whole script, each naming its slides in one sentence. */
export function warningsOf({ slides }: Script, shown: readonly Slide[], { script }: TaskOptions): Warning[] {
  const numbers = (treatment: SlideScript['treatment']): number[] =>
    slides.filter((slide) => slide.treatment === treatment).map(({ number }) => number);
  const flagged = (code: string): number[] =>
    slides.filter(({ flags }) => flags.some((flag) => flag.code === code)).map(({ number }) => number);
  const written = slides
    .filter(({ source, flags }) => source === 'written' && flags.some(({ code }) => code === WRITTEN_FROM_SLIDE))
    .map(({ number }) => number);
  const short = flagged(NOT_AS_ASKED);
  const strange = flagged(NOT_IN_DECK);
  const commanding = flagged('reads_like_instruction');
  const warnings: Warning[] = [];
  const warn = (code: string, of: readonly number[], message: string): void => {
    if (of.length > 0)
      warnings.push({ code, message, ...(of.length === 1 && of[0] !== undefined ? { slide: of[0] } : {}) });
  };
  const held = numbers('hold');
  const seconds = (slides.find(({ treatment }) => treatment === 'hold')?.holdMs ?? 0) / 1000;
  // Where nothing is spoken at all, the workflow says so: a person may still write words in the review.
  if (numbers('speak').length > 0) {
    const why =
      shown.some(({ notes }) => hasWords(notes)) && script?.emptySlides?.policy !== 'write' ? 'no notes' : 'no words';
    warn(
      'slides_held',
      held,
      `${nameSlides(held)} ${held.length === 1 ? 'has' : 'have'} ${why}: shown for ${seconds} s in silence.`,
    );
  }
  warn(
    'slides_skipped',
    numbers('skip'),
    `${nameSlides(numbers('skip'))} without notes: left out of the video, as asked.`,
  );
  warn('slides_written', written, `${nameSlides(written)} without notes: the text on the slide is read out.`);
  warn(
    NOT_AS_ASKED,
    short,
    `${nameSlides(short)}: the script is longer or shorter than asked for, or speaks of the slide itself. Its flags say which.`,
  );
  warn(
    NOT_IN_DECK,
    strange,
    `${nameSlides(strange)}: the script says numbers or names that the deck’s words do not hold. Its flags name them.`,
  );
  warn(
    'reads_like_instruction',
    commanding,
    `${nameSlides(commanding)} ${commanding.length === 1 ? 'holds' : 'hold'} words that try to instruct an AI. Read what was written.`,
  );
  return warnings;
}

/** `Slide 4`, `Slides 2, 5 and 7`. */
export function nameSlides(numbers: readonly number[]): string {
  const last = numbers.at(-1) ?? 0;
  if (numbers.length <= 1) return `Slide ${last}`;
  return `Slides ${numbers.slice(0, -1).join(', ')} and ${last}`;
}
