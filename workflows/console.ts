/** What a person who looks into the Temporal console reads: how far the task is, and what each activity is about. */

import {
  setCurrentDetails,
  setHandler,
  upsertSearchAttributes,
  type ActivityFunctionWithOptions,
} from '@temporalio/workflow';
import { defineSearchAttributeKey } from '@temporalio/common';
import { SEARCH_ATTRIBUTES, type Stage } from '../domain/index.ts';
import { progress } from './messages.ts';
import { patiently } from './patience.ts';

const STAGE = defineSearchAttributeKey(SEARCH_ATTRIBUTES.stage, 'KEYWORD');

/** How many slides have come how far. */
export interface Tally {
  slides: number;
  pictured: number;
  spoken: number;
  clips: number;
}

/** Counts, for the console's current details and the `progress` query. Numbers only: a title could hold anything. */
export function createTally(): Tally {
  const tally: Tally = { slides: 0, pictured: 0, spoken: 0, clips: 0 };
  setHandler(progress, () => words(tally));
  return tally;
}

/** Shows the tally as it is now; costs no event in the history. */
export function showTally(tally: Tally): void {
  setCurrentDetails(words(tally));
}

/** What `showStage` showed last. */
let shown: Stage = 'reading';

/** Makes the stage searchable. One event: for stages of the task, not for slides. */
export function showStage(stage: Stage): void {
  shown = stage;
  upsertSearchAttributes([{ key: STAGE, value: stage }]);
}

/** Calls an activity under a heading for the console's timeline, like `slide 3/12: speak`. */
export function titled<I, O>(
  summary: string,
  activity: ActivityFunctionWithOptions<(input: I) => Promise<O>>,
  input: I,
): Promise<O> {
  return patiently(() => activity.executeWithOptions({ summary }, [input]), shown);
}

const words = ({ slides, pictured, spoken, clips }: Tally): string =>
  `Of ${slides} slides, **${pictured}** are pictured, **${spoken}** spoken and **${clips}** clips finished.`;
