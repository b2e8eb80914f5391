/** One video in the library. The whole card is the link. */

import { Link } from 'react-router';
import { isFinal } from '../../../domain/task.ts';
import type { TaskView } from '../../../domain/task-view.ts';
import { copy } from '../copy.ts';
import { baseName } from '../deck-file.ts';
import { formatAgo } from '../format.ts';
import { pages } from '../paths.ts';
import { faceOf, shownSlides } from '../task-progress.ts';
import { useNow } from '../use-now.ts';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { SlidePicture } from '../ui/slide-picture.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import './task-card.css';

export function TaskCard({ task }: { task: TaskView }) {
  const now = useNow();
  const face = faceOf(task.slides);
  const live = !isFinal(task.status);
  return (
    <article className="task-card">
      <div className="task-card-picture">
        <SlidePicture task={task.id} number={face?.number} available attempt={task.attempt} />
        {live && (
          <div className="task-card-progress">
            <ProgressBar percent={task.percent} label={`${copy.task.progress}: ${baseName(task.name)}`} />
          </div>
        )}
      </div>
      <h3 className="task-card-name">
        <Link to={pages.task(task.id)}>{baseName(task.name)}</Link>
      </h3>
      <div className="task-card-facts">
        <StatusBadge status={task.status} />
        <span>
          {live && task.status === 'running' ? `${task.percent}%` : formatAgo(Date.parse(task.createdAt), now)}
        </span>
        {task.slides.length > 0 && <span>{copy.slides(shownSlides(task.slides).length)}</span>}
      </div>
      {task.error !== undefined && task.status === 'failed' && <p className="task-card-error">{task.error.message}</p>}
    </article>
  );
}
