/** One video: how far it is, what became of it, and everything that can be done with it. */

import { ArrowLeft, FileX } from 'lucide-react';
import { Link, useParams } from 'react-router';
import { isFinal, taskCan } from '../../../domain/task.ts';
import type { TaskView } from '../../../domain/task-view.ts';
import { copy, language } from '../copy.ts';
import { baseName } from '../deck-file.ts';
import { formatAgo, formatCost } from '../format.ts';
import { useLiveTask } from '../live-task.ts';
import { pages, rest } from '../paths.ts';
import { useManifest, useTask } from '../queries.ts';
import { Problem } from '../rest.ts';
import { shownSlides } from '../task-progress.ts';
import { Button } from '../ui/button.tsx';
import { EmptyState } from '../ui/empty-state.tsx';
import { Notice } from '../ui/notice.tsx';
import { PageLoading } from '../ui/page-loading.tsx';
import { StatusBadge } from '../ui/status-badge.tsx';
import { useNow } from '../use-now.ts';
import { BudgetReached } from './budget-reached.tsx';
import { Downloads } from './downloads.tsx';
import { HowMade } from './how-made.tsx';
import { Ledger } from './ledger.tsx';
import { manifestIn } from './outputs-of.ts';
import { Outcome } from './outcome.tsx';
import { ProgressPanel } from './progress-panel.tsx';
import { RevisePanel } from './revise-panel.tsx';
import { ScriptReader } from './script-reader.tsx';
import { ScriptReview } from './script-review.tsx';
import { SlideGrid } from './slide-grid.tsx';
import { TaskActions } from './task-actions.tsx';
import { Versions } from './versions.tsx';
import { Warnings } from './warnings.tsx';
import { Watch } from './watch.tsx';
import './task-page.css';

export function TaskPage() {
  const { id = '' } = useParams();
  const task = useTask(id);
  const { connected } = useLiveTask(id, task.data?.status);
  if (task.data !== undefined && !isGone(task.error)) return <Task task={task.data} connected={connected} />;
  if (task.isPending) return <PageLoading />;
  return (
    <main id="content" className="page" tabIndex={-1}>
      <BackLink />
      {isGone(task.error) ? (
        <>
          <title>{copy.task.documentTitle(copy.task.missingTitle)}</title>
          <EmptyState heading="h1" icon={<FileX />} title={copy.task.missingTitle} text={copy.task.missingText} />
        </>
      ) : (
        <>
          <h1 className="visually-hidden">{copy.task.loadFailed}</h1>
          <Notice
            tone="bad"
            title={copy.task.loadFailed}
            actions={<Button onClick={() => void task.refetch()}>{copy.tryAgain}</Button>}
          >
            <p>{task.error?.message}</p>
          </Notice>
        </>
      )}
    </main>
  );
}

function Task({ task, connected }: { task: TaskView; connected: boolean }) {
  const name = baseName(task.name);
  const working = task.status === 'queued' || task.status === 'running';
  return (
    <main id="content" className="page task" tabIndex={-1}>
      <title>{copy.task.documentTitle(working ? `${task.percent}% ${name}` : name)}</title>
      <BackLink />
      <div className="task-head">
        <div className="task-title">
          <h1>
            <bdi>{name}</bdi>
          </h1>
          <Facts task={task} />
        </div>
        <TaskActions task={task} />
      </div>
      {!connected && !isFinal(task.status) && <Notice tone="warn">{copy.task.reconnecting}</Notice>}
      <Outcome task={task} />
      {working && <ProgressPanel task={task} />}
      {task.status === 'completed' && <WatchTask key={`watch-${task.version}`} task={task} />}
      {task.status === 'completed' && <Downloads task={task} />}
      <Warnings warnings={task.warnings} />
      {taskCan.raiseBudget(task) && <BudgetReached task={task} />}
      {task.stage === 'review' && task.status === 'awaiting_review' ? (
        <ScriptReview task={task} />
      ) : (
        <SlideGrid task={task} />
      )}
      <div className="section">
        {task.status === 'completed' && <ScriptReader task={task} />}
        {task.status === 'completed' && <HowMade task={task} />}
        {isFinal(task.status) && <Ledger task={task} />}
      </div>
      {taskCan.revise(task.status) && <RevisePanel key={`revise-${task.version}`} task={task} />}
      <Versions task={task} />
    </main>
  );
}

function WatchTask({ task }: { task: TaskView }) {
  const manifest = manifestIn(task.outputs);
  const story = useManifest(manifest === undefined ? undefined : rest.output(task.id, manifest), task.version);
  return (
    <Watch
      outputs={task.outputs}
      version={task.version}
      address={(name) => rest.output(task.id, name)}
      story={story.data}
      storyLoading={story.isLoading}
    />
  );
}

function Facts({ task }: { task: TaskView }) {
  const now = useNow();
  const created = Date.parse(task.createdAt);
  return (
    <p className="task-facts">
      <StatusBadge status={task.status} />
      {task.slides.length > 0 && <span>{copy.slides(shownSlides(task.slides).length)}</span>}
      <time dateTime={task.createdAt} title={new Date(created).toLocaleString(language)}>
        {formatAgo(created, now)}
      </time>
      {task.version > 1 && <span>{copy.revise.version(task.version)}</span>}
      {task.attempt > task.version && <span>{copy.task.attempt(task.attempt)}</span>}
      {task.cost.upToCents > 0 && <span>{formatCost(task.cost)}</span>}
    </p>
  );
}

function BackLink() {
  return (
    <Link className="task-back" to={pages.home}>
      <ArrowLeft aria-hidden="true" className="points-along" />
      {copy.task.back}
    </Link>
  );
}

const isGone = (error: Error | null): boolean => error instanceof Problem && error.status === 404;
