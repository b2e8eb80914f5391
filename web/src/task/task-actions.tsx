/** Cancel, retry, delete, and the way to the Temporal console. */

import { Download, ExternalLink, RotateCcw, Square, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { taskCan } from '../../../domain/task.ts';
import type { TaskView } from '../../../domain/task-view.ts';
import { copy } from '../copy.ts';
import { baseName } from '../deck-file.ts';
import { pages, rest } from '../paths.ts';
import { useDeleteTask, useTaskAction } from '../queries.ts';
import { cancelTask, retryTask } from '../rest.ts';
import { Button, ButtonLink } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { needsMending } from './needs-mending.ts';
import { videosIn } from './outputs-of.ts';
import { ShareButton } from './share-dialog.tsx';
import './task-actions.css';

export function TaskActions({ task }: { task: TaskView }) {
  const navigate = useNavigate();
  const cancel = useTaskAction(cancelTask);
  const retry = useTaskAction(retryTask);
  const remove = useDeleteTask();
  const [asking, setAsking] = useState<'cancel' | 'delete'>();
  const failure = cancel.error ?? retry.error ?? remove.error;
  const video = videosIn(task.outputs)[0]?.name;
  const words = copy.task;
  return (
    <div className="task-actions">
      {video !== undefined && (
        <ButtonLink look="primary" icon={<Download aria-hidden="true" />} href={rest.download(task.id, video)} download>
          {copy.downloads.video}
        </ButtonLink>
      )}
      {video !== undefined && <ShareButton task={task} />}
      {taskCan.retry(task.status) && (
        <Button
          look={needsMending(task.error) ? 'plain' : 'primary'}
          icon={<RotateCcw aria-hidden="true" />}
          disabled={retry.isPending}
          onClick={() => retry.mutate(task.id)}
        >
          {words.retry}
        </Button>
      )}
      {taskCan.cancel(task.status) && (
        <Button icon={<Square aria-hidden="true" />} disabled={cancel.isPending} onClick={() => setAsking('cancel')}>
          {words.cancel}
        </Button>
      )}
      {task.links.console !== '' && (
        <ButtonLink
          look="quiet"
          icon={<ExternalLink aria-hidden="true" />}
          href={task.links.console}
          target="_blank"
          rel="noreferrer"
        >
          {words.console}
          <span className="visually-hidden">{words.newTab}</span>
        </ButtonLink>
      )}
      <Button
        look="quiet"
        icon={<Trash2 aria-hidden="true" />}
        disabled={remove.isPending}
        onClick={() => setAsking('delete')}
      >
        {words.delete}
      </Button>
      {failure !== null && (
        <div className="task-actions-problem">
          <Notice tone="bad" title={words.actionFailed}>
            <p>{failure.message}</p>
          </Notice>
        </div>
      )}
      <ConfirmDialog
        open={asking === 'cancel'}
        title={words.cancelTitle}
        text={words.cancelText}
        yes={words.cancelYes}
        no={words.cancelNo}
        onYes={() => {
          setAsking(undefined);
          cancel.mutate(task.id);
        }}
        onClose={() => setAsking(undefined)}
      />
      <ConfirmDialog
        open={asking === 'delete'}
        title={words.deleteTitle}
        text={words.deleteText(baseName(task.name))}
        yes={words.deleteYes}
        no={words.deleteNo}
        onYes={() => {
          setAsking(undefined);
          remove.mutate(task.id, { onSuccess: () => void navigate(pages.home) });
        }}
        onClose={() => setAsking(undefined)}
      />
    </div>
  );
}
