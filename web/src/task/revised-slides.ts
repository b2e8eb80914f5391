/** What a person changed on slides of a finished video, as the revision that is sent. Pure. */

import { speaksWords } from '../../../domain/directives.ts';
import { isPresented } from '../../../domain/options.ts';
import type { TaskOptions } from '../../../domain/options.ts';
import type { Revision, ScriptSlide } from '../rest.ts';
import type { Edits } from './script-edits.ts';

export interface SlideChanges {
  edits: Edits;
  /** Slide → whether a presenter is to be on it, where that is other than before. */
  presented: ReadonlyMap<number, boolean>;
}

export const NOTHING_CHANGED: SlideChanges = { edits: new Map(), presented: new Map() };

/** The slides of which something is changed. */
export const changedSlides = ({ edits, presented }: SlideChanges): Set<number> =>
  new Set([...edits.keys(), ...presented.keys()]);

/** What is as it was before is no change. */
export function withPresented(changes: SlideChanges, options: TaskOptions, slide: number, on: boolean): SlideChanges {
  const presented = new Map(changes.presented);
  if (on === isPresented(options, slide)) presented.delete(slide);
  else presented.set(slide, on);
  return { ...changes, presented };
}

/** Where the presenter changes, the slides that have one are named; a silent slide has none. */
export function revisionOf(
  { edits, presented }: SlideChanges,
  options: TaskOptions,
  script: readonly ScriptSlide[],
): Revision {
  const slides = [...edits].map(([number, text]) => ({ number, text }));
  if (presented.size === 0) return { slides };
  const shows = ({ number, text }: ScriptSlide) =>
    (presented.get(number) ?? isPresented(options, number)) && speaksWords(edits.get(number) ?? text);
  const numbers = script.filter(shows).map(({ number }) => number);
  return {
    ...(slides.length > 0 && { slides }),
    options: { ...options, presenter: { ...options.presenter, slides: numbers } },
  };
}
