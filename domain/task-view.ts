/** A task as REST shows it (charter 6): what the API answers, the CLI prints and the web page draws. */

import type { Cost, PaidProvider } from './money.ts';
import type { DeckFormat } from './deck.ts';
import type { TaskOptions } from './options.ts';
import type { OutputKind } from './video.ts';
import type { SlideProgress, Stage, TaskError, TaskStatus, Warning } from './task.ts';

export interface TaskView {
  id: string;
  /** What the sender called the deck's file. */
  name: string;
  status: TaskStatus;
  stage: Stage;
  /** 0 to 100. */
  percent: number;
  /** Every slide of the deck once it is read, hidden and skipped ones included. */
  slides: SlideView[];
  options: TaskOptions;
  /** What was spent. */
  cost: Cost;
  warnings: Warning[];
  outputs: OutputView[];
  error?: TaskError;
  attempt: number;
  /** Of the video: 1 at first, one more with each revision. */
  version: number;
  links: TaskLinks;
  /** ISO 8601. */
  createdAt: string;
  updatedAt: string;
}

export interface SlideView extends SlideProgress {
  /** Where its picture is, as soon as there is one. */
  picture?: string;
  /** Where its part of the video can be watched, as soon as it is finished. */
  clip?: string;
}

export interface OutputView {
  name: string;
  kind: OutputKind;
  language?: string;
  bytes: number;
  url: string;
}

export interface TaskLinks {
  self: string;
  events: string;
  script: string;
  versions: string;
  /** The task in the Temporal console. */
  console: string;
}

/** GET /api/tasks */
export interface TaskPage {
  tasks: TaskView[];
  /** Send as `cursor` for the next page; absent on the last. */
  nextCursor?: string;
}

/** GET /api/decks/{id}: a deck that was sent and is no task yet. */
export interface DeckView {
  id: string;
  /** What its sender called it. */
  name: string;
  format: DeckFormat;
  bytes: number;
  /** ISO 8601: until then it can be made into a video. */
  expiresAt: string;
  slides: { number: number; title: string; notes: string; hidden: boolean }[];
}

/** GET /api/providers */
export interface ProviderView {
  name: PaidProvider;
  /** What is used where a task does not say. */
  models: string[];
}

/** GET /api/voices */
export interface VoiceView {
  provider: string;
  name: string;
  label: string;
  languages: string[];
  gender?: string;
  /** The models that can speak it, best first; absent where there is no choice. */
  models?: string[];
  /** Where it can be heard for nothing. */
  sample?: string;
}

/** GET /api/presenters */
export interface PresenterView {
  provider: string;
  name: string;
  label: string;
  /** Where its picture is. */
  picture: string;
}
