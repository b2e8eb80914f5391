/** The words: what is said on each slide, or how long it is held in silence. */

import type { Warning } from './task.ts';

export interface Script {
  /** The language the words are in (BCP 47). */
  language: string;
  slides: SlideScript[];
}

export interface SlideScript {
  number: number;
  /** Empty where the slide is held or skipped. Paragraphs are separated by a line break. */
  text: string;
  /** Where the words come from: the notes, a writer, a person; `none` where there are none. */
  source: 'notes' | 'written' | 'edited' | 'none';
  /** What happens on screen: words are spoken, silence is held for `holdMs`, or the slide is left out. */
  treatment: 'speak' | 'hold' | 'skip';
  holdMs: number;
  /** What the reviewer should look at, as codes with a sentence. */
  flags: Flag[];
}

export interface Flag {
  code: string;
  message: string;
}

/** What travels through Temporal in the script's place. `version` rises with every edit (its ETag in REST). */
export interface ScriptRef {
  key: string;
  version: number;
  language: string;
  slides: Pick<SlideScript, 'number' | 'treatment' | 'holdMs'>[];
}

/** One slide's words, or a translation of them, as a writer made them: in the store, not yet part of a script. */
export interface Draft {
  slide: number;
  key: string;
}

/** The script as a talk of two, which lies in the store under `key`: who speaks when, and about which slide. */
export interface DialogueRef {
  key: string;
  language: string;
  turns: Pick<Turn, 'slide' | 'speaker'>[];
  /** What a person should know of it. */
  warnings: Warning[];
}

export interface Turn {
  slide: number;
  speaker: 'host' | 'guest';
  text: string;
}

/** The reference to a script that lies in the store under `key`. */
export function scriptRef(script: Script, key: string, version: number): ScriptRef {
  const slides = script.slides.map(({ number, treatment, holdMs }) => ({ number, treatment, holdMs }));
  return { key, version, language: script.language, slides };
}
