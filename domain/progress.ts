/** How far a task is: from what its slides have reached in every language asked for, and from what else it makes of them. */

import { sameLanguage } from './language.ts';
import type { TaskOptions } from './options.ts';
import type { SlideProgress, SlideStage, Stage, TaskStatus } from './task.ts';

/** Something finished beside the slides of the first language: a slide's clip in a further one, or a turn of a dialogue. */
export type FurtherPart = { language: string; slide: number } | { language: string; turn: number; of: number };

export interface FurtherProgress {
  /** Clips in further languages. */
  clips: number;
  /** Dialogues: 1.5 is one that is all spoken, and half of another. */
  dialogues: number;
}

interface Progress {
  status: TaskStatus;
  stage: Stage;
  slides: readonly SlideProgress[];
  further: FurtherProgress;
  options: TaskOptions;
}

const SLIDE_WEIGHT: Record<SlideStage, number> = {
  waiting: 0,
  scripted: 0.1,
  pictured: 0.3,
  spoken: 0.8,
  done: 1,
  hidden: 1,
  skipped: 1,
  failed: 1,
};
/** A slide that a vendor films is far from done when it is spoken: films take minutes. */
const SPOKEN_TO_FILM = 0.4;
/** Of a slide's work in the first language: its picture is there already. */
const FURTHER_CLIP = 0.7;
/** Speaking a slide's turns; there is no clip. */
const DIALOGUE_SLIDE = 0.6;

const ENDING: Partial<Record<Stage, number>> = { joining: 96, checking: 97, delivering: 98, done: 99 };

/** 0 to 100; 100 only when the task is completed. */
export function percentOf({ status, stage, slides, further, options }: Progress): number {
  if (status === 'completed') return 100;
  const shown = slides.filter((slide) => slide.stage !== 'hidden' && slide.stage !== 'skipped');
  if (shown.length === 0) return stage === 'queued' ? 0 : 1;
  const languages = spokenLanguages(options);
  const dialogues = options.podcast?.speakers === 2 ? languages : 0;
  const all = shown.length * (1 + (languages - 1) * FURTHER_CLIP + dialogues * DIALOGUE_SLIDE);
  const reached =
    shown.reduce((sum, slide) => sum + weightOf(slide, options), 0) +
    further.clips * FURTHER_CLIP +
    further.dialogues * shown.length * DIALOGUE_SLIDE;
  return Math.max(1, ENDING[stage] ?? 0, Math.floor(Math.min(1, reached / all) * 95));
}

function weightOf({ number, stage }: SlideProgress, { presenter }: TaskOptions): number {
  const isFilmed = presenter?.provider === 'heygen' && presenter.slides?.includes(number) !== false;
  return stage === 'spoken' && isFilmed ? SPOKEN_TO_FILM : SLIDE_WEIGHT[stage];
}

const spokenLanguages = ({ languages = [] }: TaskOptions): number =>
  Math.max(1, languages.filter((one, at) => languages.findIndex((other) => sameLanguage(one, other)) === at).length);
