/** What can be done to the videos that are chosen, all at once. */

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Download, RotateCcw, Square, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import type { TaskView } from '../../../domain/task-view.ts';
import { copy } from '../copy.ts';
import { rest } from '../paths.ts';
import { keys } from '../queries.ts';
import { cancelTask, deleteTask, retryTask } from '../rest.ts';
import { videosIn } from '../task/outputs-of.ts';
import { Button } from '../ui/button.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { Notice } from '../ui/notice.tsx';
import { BULK, doToEach } from './bulk.ts';
import type { BulkAction } from './bulk.ts';
import './bulk-bar.css';

interface Props {
  /** Every task in sight. */
  tasks: TaskView[];
  selected: ReadonlySet<string>;
  onSelect: (ids: ReadonlySet<string>) => void;
}

const ICONS = { retry: RotateCcw, cancel: Square, download: Download, remove: Trash2 };
const ACTIONS = ['retry', 'cancel', 'download', 'remove'] as const;
/** Browsers take one download after the other when they come like clicks of a person. */
const DOWNLOAD_GAP_MS = 400;

export function BulkBar({ tasks, selected, onSelect }: Props) {
  const client = useQueryClient();
  const [asking, setAsking] = useState<'cancel' | 'remove'>();
  const [count, setCount] = useState(0);
  const chosen = tasks.filter(({ id }) => selected.has(id));
  const fitting = (action: BulkAction) => chosen.filter(BULK[action]);
  const run = useMutation({
    mutationFn: async (action: BulkAction) => {
      const some = fitting(action);
      setCount(0);
      if (action === 'download') await download(some);
      const act = { retry: retryTask, cancel: cancelTask, remove: deleteTask, download: () => Promise.resolve() }[
        action
      ];
      const result = await doToEach(
        some.map(({ id }) => id),
        act,
        setCount,
      );
      await client.invalidateQueries({ queryKey: keys.tasks });
      return { action, all: some.length, ...result };
    },
    onSuccess: ({ problems }) => {
      if (problems.length === 0) onSelect(new Set());
    },
  });
  const words = copy.bulk;
  const start = (action: BulkAction) =>
    action === 'cancel' || action === 'remove' ? setAsking(action) : run.mutate(action);
  const result = run.data;

  return (
    <>
      {chosen.length > 0 && (
        <div className="bulk-bar" role="toolbar" aria-label={words.title}>
          <p className="bulk-count" role="status">
            {run.isPending ? words.working(count, fitting(run.variables).length) : words.chosen(chosen.length)}
          </p>
          <Button look="quiet" onClick={() => onSelect(new Set(tasks.map(({ id }) => id)))} disabled={run.isPending}>
            {words.all(tasks.length)}
          </Button>
          <span className="bulk-actions">
            {ACTIONS.map((action) => {
              const fits = fitting(action).length;
              const Icon = ICONS[action];
              return (
                <Button
                  key={action}
                  look={action === 'remove' ? 'quiet' : 'plain'}
                  icon={<Icon aria-hidden="true" />}
                  disabled={fits === 0 || run.isPending}
                  onClick={() => start(action)}
                >
                  {words.actions[action]}
                  {fits > 0 && fits < chosen.length && ` (${fits})`}
                </Button>
              );
            })}
          </span>
          <Button
            look="quiet"
            icon={<X aria-hidden="true" />}
            onClick={() => onSelect(new Set())}
            disabled={run.isPending}
          >
            {words.none}
          </Button>
        </div>
      )}
      {result !== undefined && result.problems.length > 0 && (
        <Notice tone="bad" title={words.partly(result.done, result.all)}>
          {result.problems.map((problem) => (
            <p key={problem}>{problem}</p>
          ))}
        </Notice>
      )}
      <p className="visually-hidden" role="status">
        {result?.problems.length === 0 && words.done(result.done)}
      </p>
      <ConfirmDialog
        open={asking === 'cancel'}
        title={words.cancelTitle(fitting('cancel').length)}
        text={copy.task.cancelText}
        yes={words.cancelYes}
        no={copy.task.cancelNo}
        onYes={() => {
          setAsking(undefined);
          run.mutate('cancel');
        }}
        onClose={() => setAsking(undefined)}
      />
      <ConfirmDialog
        open={asking === 'remove'}
        title={words.deleteTitle(chosen.length)}
        text={words.deleteText}
        yes={copy.task.deleteYes}
        no={copy.task.deleteNo}
        onYes={() => {
          setAsking(undefined);
          run.mutate('remove');
        }}
        onClose={() => setAsking(undefined)}
      />
    </>
  );
}

async function download(tasks: readonly TaskView[]): Promise<void> {
  for (const { id, outputs } of tasks) {
    const link = document.createElement('a');
    link.href = rest.download(id, videosIn(outputs)[0]?.name ?? '');
    link.download = '';
    link.click();
    await new Promise((resolve) => setTimeout(resolve, DOWNLOAD_GAP_MS));
  }
}
