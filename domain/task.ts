/**
 * A task: one deck on its way to a video.
 *
 *   queued ─▶ running ─▶ completed            `retry` (a person's) leads from failed or cancelled back to queued, and `revise`
 *     │         │ ▲  └──▶ failed              from any end, with the attempt number raised; nothing else leaves an end.
 *     │         ▼ │
 *     │    awaiting_review
 *     └────▶ cancelled (from any of the three)
 */

import type { DeckFile } from './deck.ts';
import type { TaskOptions } from './options.ts';

export const TASK_STATUSES = ['queued', 'running', 'awaiting_review', 'completed', 'failed', 'cancelled'] as const;
export type TaskStatus = (typeof TASK_STATUSES)[number];

/** Where the whole task is. */
export const STAGES = [
  'queued',
  'reading',
  'picturing',
  'scripting',
  'review',
  'budget',
  'speaking',
  'joining',
  'checking',
  'delivering',
  'done',
] as const;
export type Stage = (typeof STAGES)[number];

/** Where one slide is. `hidden` and `skipped` slides are listed and not shown in the video. */
export const SLIDE_STAGES = [
  'waiting',
  'scripted',
  'pictured',
  'spoken',
  'done',
  'hidden',
  'skipped',
  'failed',
] as const;
export type SlideStage = (typeof SLIDE_STAGES)[number];

/** What the master hands to the workflow: everything a run needs, and no bytes. */
export interface TaskRequest {
  id: string;
  /** 1 at first; each `retry` raises it. What an older attempt writes is refused. */
  attempt: number;
  owner: string;
  deck: DeckFile;
  options: TaskOptions;
  /** How the owner wants some words to be spoken, as it was when the task was made; a Lexicon in the store. */
  lexiconKey?: string;
  /** Which version of the task's video is made; absent: the first. Each `revise` raises it. */
  version?: number;
  /** The version before, where its deck was replaced: slides that stayed keep their words. */
  previous?: PreviousVersion;
  /** The script as an earlier attempt left it: a retry keeps the words, also those that a person edited (P6). */
  script?: KeptScript;
}

/** What a revision starts from: then only what changed is made and paid for. */
export interface PreviousVersion {
  deck: DeckFile;
  script: Pick<KeptScript, 'key' | 'version'>;
}

export interface KeptScript {
  key: string;
  version: number;
  /** A review is not asked for twice. */
  approved: boolean;
}

/** Which run of which task writes. */
export type RunRef = Pick<TaskRequest, 'id' | 'attempt'>;

export interface SlideProgress {
  number: number;
  title: string;
  stage: SlideStage;
}

export interface Warning {
  code: string;
  message: string;
  slide?: number;
}

/** Why a task failed, for the person who reads it. */
export interface TaskError {
  code: string;
  message: string;
  slide?: number;
}

export const isFinal = (status: TaskStatus): boolean => ['completed', 'failed', 'cancelled'].includes(status);

/** What may be done to a task: asked by the API and by the buttons alike. */
export const taskCan = {
  cancel: (status: TaskStatus): boolean => !isFinal(status),
  retry: (status: TaskStatus): boolean => status === 'failed' || status === 'cancelled',
  revise: (status: TaskStatus): boolean => isFinal(status),
  editScript: (status: TaskStatus): boolean => status === 'awaiting_review',
  approve: (status: TaskStatus): boolean => status === 'awaiting_review',
  raiseBudget: ({ status, stage }: { status: TaskStatus; stage: Stage }): boolean =>
    status === 'awaiting_review' && stage === 'budget',
};
