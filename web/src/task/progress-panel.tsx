/** How far the task is: the percent, the step in plain words, and the steps there are. */

import { Check } from 'lucide-react';
import { isFinal } from '../../../domain/task.ts';
import type { TaskView } from '../../../domain/task-view.ts';
import { copy } from '../copy.ts';
import { formatSeconds } from '../format.ts';
import { finishedCount, shownSlides, stepsOf } from '../task-progress.ts';
import { useTimeLeft } from './use-time-left.ts';
import { ProgressBar } from '../ui/progress-bar.tsx';
import './progress-panel.css';

export function ProgressPanel({ task }: { task: TaskView }) {
  const shown = shownSlides(task.slides);
  const queued = task.status === 'queued';
  const finished = finishedCount(shown);
  // A slide is finished with its first language.
  const otherLanguages =
    task.stage === 'speaking' && finished > 0 && finished === shown.length && (task.options.languages?.length ?? 0) > 1;
  const left = useTimeLeft(task);
  return (
    <section className="card progress-panel" aria-label={copy.task.progress}>
      <p className="progress-percent" aria-hidden="true">
        {task.percent}
        <span>%</span>
      </p>
      <div className="progress-now">
        <p className="progress-stage" role="status">
          {copy.stage[queued ? 'queued' : task.stage]}
          {!isFinal(task.status) && <span className="progress-dots" aria-hidden="true" />}
        </p>
        <p className="section-aside">
          {queued && copy.task.queuedText}
          {!queued && shown.length > 0 && copy.task.finishedOf(finished, shown.length)}
          {otherLanguages && ` · ${copy.task.otherLanguages}`}
          {left !== undefined && ` · ${copy.task.timeLeft(formatSeconds(left))}`}
        </p>
      </div>
      <div className="progress-line">
        <ProgressBar percent={task.percent} label={copy.task.progress} />
      </div>
      <ol className="progress-steps" aria-label={copy.task.steps}>
        {stepsOf(task).map(({ stage, state }) => (
          <li
            key={stage}
            className={`progress-step progress-step-${state}`}
            aria-current={state === 'now' ? 'step' : undefined}
          >
            <span className="progress-step-mark" aria-hidden="true">
              {state === 'done' && <Check />}
            </span>
            {copy.step[stage]}
            {state === 'done' && <span className="visually-hidden">, {copy.task.stepDone}</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}
