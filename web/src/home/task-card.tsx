/** One video in the library. The whole card is the link; it is chosen by its box, and a failed one offers what helps. */

import { Coins, PenLine, RotateCcw } from 'lucide-react';
import { memo } from 'react';
import { Link } from 'react-router';
import { isFinal, taskCan } from '../../../domain/task.ts';
import type { TaskView } from '../../../domain/task-view.ts';
import { copy } from '../copy.ts';
import { baseName } from '../deck-file.ts';
import { formatAgo } from '../format.ts';
import { pages, rest } from '../paths.ts';
import { useTaskAction } from '../queries.ts';
import { retryTask } from '../rest.ts';
import { needsMending } from '../task/needs-mending.ts';
import { faceOf, shownSlides } from '../task-progress.ts';
import { useNow } from '../use-now.ts';
import { Button } from '../ui/button.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import { Said } from '../ui/said.tsx';
import { SlidePicture } from '../ui/slide-picture.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import './task-card.css';

interface Props {
  task: TaskView;
  selected: boolean;
  onSelect: (id: string, selected: boolean) => void;
}

// The list is asked for again every other second, and mostly says the same.
export const TaskCard = memo(function TaskCard({ task, selected, onSelect }: Props) {
  const now = useNow();
  const face = faceOf(task.slides);
  const live = !isFinal(task.status);
  const name = baseName(task.name);
  return (
    <article className={selected ? 'task-card task-card-selected' : 'task-card'}>
      <div className="task-card-picture">
        <SlidePicture picture={face && rest.slidePicture(task.id, face.number, task.attempt)} />
        {live && (
          <div className="task-card-progress">
            <ProgressBar percent={task.percent} label={`${copy.task.progress}: ${name}`} />
          </div>
        )}
      </div>
      <label className="task-card-choose">
        <input
          type="checkbox"
          checked={selected}
          onChange={(event) => onSelect(task.id, event.target.checked)}
          aria-label={copy.bulk.choose(name)}
        />
      </label>
      <h3 className="task-card-name">
        <Link to={pages.task(task.id)}>
          <bdi>{name}</bdi>
        </Link>
      </h3>
      <div className="task-card-facts">
        <StatusBadge status={task.status} />
        <span>
          {live && task.status === 'running' ? `${task.percent}%` : formatAgo(Date.parse(task.createdAt), now)}
        </span>
        {task.slides.length > 0 && <span>{copy.slides(shownSlides(task.slides).length)}</span>}
      </div>
      {task.status === 'failed' && <Failed task={task} name={name} />}
      {taskCan.raiseBudget(task) && (
        <div className="task-card-fixes">
          <Link className="button button-plain" to={pages.task(task.id)}>
            <Coins aria-hidden="true" />
            {copy.home.raiseBudget}
            <span className="visually-hidden">, {name}</span>
          </Link>
        </div>
      )}
    </article>
  );
});

function Failed({ task, name }: { task: TaskView; name: string }) {
  const retry = useTaskAction(retryTask);
  const { error } = task;
  const mend = needsMending(error);
  const again = (
    <Button
      key="again"
      look={mend ? 'quiet' : 'plain'}
      icon={<RotateCcw aria-hidden="true" />}
      disabled={retry.isPending}
      onClick={() => retry.mutate(task.id)}
    >
      {copy.task.retry}
      <span className="visually-hidden">, {name}</span>
    </Button>
  );
  const mending = (
    <Link key="mending" className={`button button-${mend ? 'plain' : 'quiet'}`} to={pages.mend(task.id)}>
      <PenLine aria-hidden="true" />
      {copy.home.mend}
      <span className="visually-hidden">, {name}</span>
    </Link>
  );
  // The server's sentences mostly name their slide themselves; those of the page do not.
  const isNamed = error !== undefined && copy.problems[error.code] === undefined;
  const slide = isNamed && error.message.includes(String(error.slide)) ? undefined : error?.slide;
  return (
    <>
      <p className="task-card-error">
        {slide !== undefined && <strong>{copy.task.slide(slide)}: </strong>}
        {error === undefined ? copy.errors.unknown : <Said {...error} short />}
      </p>
      <div className="task-card-fixes">{mend ? [mending, again] : [again, mending]}</div>
      {retry.error !== null && <p className="task-card-error">{retry.error.message}</p>}
    </>
  );
}
