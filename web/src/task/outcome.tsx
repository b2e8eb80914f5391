/** How an unfinished task ended: what went wrong, on which slide, and what to do. */

import { PenLine } from 'lucide-react';
import { Link } from 'react-router';
import type { TaskView } from '../../../domain/task-view.ts';
import { copy } from '../copy.ts';
import { pages, rest } from '../paths.ts';
import { formatCost } from '../format.ts';
import { Notice } from '../ui/notice.tsx';
import { Said } from '../ui/said.tsx';
import { SlidePicture } from '../ui/slide-picture.tsx';
import { needsMending } from './needs-mending.ts';
import './outcome.css';

export function Outcome({ task }: { task: TaskView }) {
  const spent = task.cost.upToCents > 0 ? copy.task.spent(formatCost(task.cost)) : '';
  if (task.status === 'cancelled') {
    return (
      <Notice tone="info" title={copy.task.cancelledTitle}>
        <p>
          {copy.task.cancelledText} {spent}
        </p>
      </Notice>
    );
  }
  if (task.status !== 'failed') return null;
  const { error } = task;
  const mend = needsMending(error);
  const pictured = task.slides.find(({ number, picture }) => number === error?.slide && picture !== undefined);
  return (
    <Notice tone="bad" title={copy.task.failedTitle(error?.slide)}>
      <div className="outcome">
        <div>
          <p>{error === undefined ? copy.errors.unknown : <Said {...error} />}</p>
          <p className="outcome-next">
            {mend ? copy.task.mendNext : copy.task.failedNext} {spent}
          </p>
          {error !== undefined && (
            <p className="hint">
              {copy.task.failedCode}: <code>{error.code}</code>
            </p>
          )}
          <Link className={`button button-${mend ? 'primary' : 'plain'} outcome-mend`} to={pages.mend(task.id)}>
            <PenLine aria-hidden="true" />
            {copy.home.mend}
          </Link>
        </div>
        {pictured && (
          <div className="outcome-slide">
            <SlidePicture picture={rest.slidePicture(task.id, pictured.number, task.attempt)} />
          </div>
        )}
      </div>
    </Notice>
  );
}
