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
    .filter((step) => step !== 'budget' || stage === 'budget')
    .map((step) => {
      const index = STAGES.indexOf(step);
      if (status === 'completed' || index < at) return { stage: step, state: 'done' };
      return { stage: step, state: index === at ? 'now' : 'ahead' };
    });
}
