/** What a task's slides and steps add up to. Pure. */

import { STAGES } from '../../domain/task.ts';
import type { Stage } from '../../domain/task.ts';
import type { SlideView, TaskView } from '../../domain/task-view.ts';

/** Slides that are in the video. */
export function shownSlides(slides: readonly SlideView[]): SlideView[] {
  return slides.filter(({ stage }) => stage !== 'hidden' && stage !== 'skipped');
}

export function finishedCount(slides: readonly SlideView[]): number {
  return slides.filter(({ stage }) => stage === 'done').length;
}

/** The first slide with a picture: the task's face in the library. */
export function faceOf(slides: readonly SlideView[]): SlideView | undefined {
  return slides.find(({ picture }) => picture !== undefined);
}

export interface Step {
  stage: Stage;
  state: 'done' | 'now' | 'ahead';
}

/** The steps a person sees; the approval only where it was asked for. */
export function stepsOf({ stage, status, options }: Pick<TaskView, 'stage' | 'status' | 'options'>): Step[] {
  const at = STAGES.indexOf(stage);
  return STAGES.filter((step) => step !== 'queued' && step !== 'done')
    .filter((step) => step !== 'review' || options.review === true || stage === 'review')
    .filter((step) => step !== 'budget' || stage === 'budget')
    .map((step) => {
      const index = STAGES.indexOf(step);
      if (status === 'completed' || index < at) return { stage: step, state: 'done' };
      return { stage: step, state: index === at ? 'now' : 'ahead' };
    });
}

/** How far a task was, and when (ms since 1970). */
export interface Sighting {
  at: number;
  percent: number;
}

/** Less was not watched long enough, or did not move far enough, to tell from it. */
const LEAST_WATCHED_MS = 5_000;
const LEAST_PERCENT = 8;
/** The pace of the last minutes counts, not that of a deck's reading. */
const LOOKED_BACK_MS = 120_000;

/** With what is seen now; what is too old to count, or of an earlier attempt, goes. */
export function sighted(before: readonly Sighting[], now: Sighting): readonly Sighting[] {
  const last = before.at(-1);
  if (last !== undefined && now.percent < last.percent) return [now];
  if (last?.percent === now.percent) return before;
  return [...before.filter(({ at }) => now.at - at < LOOKED_BACK_MS), now];
}

/** Seconds until it is finished, by the pace at which it was seen to move; undefined while nobody can tell. */
export function secondsLeft(sightings: readonly Sighting[], now: number): number | undefined {
  const [first, last] = [sightings[0], sightings.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const [watchedMs, moved] = [last.at - first.at, last.percent - first.percent];
  if (watchedMs < LEAST_WATCHED_MS || moved < LEAST_PERCENT) return undefined;
  const left = ((100 - last.percent) * watchedMs) / moved - (now - last.at);
  // What stands still for longer than all that was left is not nearly finished.
  return left <= 0 ? undefined : Math.ceil(left / 1000);
}
