/** Follows one task by server-sent events; the browser reconnects by itself and says which event it saw last. */

import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { isFinal } from '../../domain/task.ts';
import type { TaskStatus } from '../../domain/task.ts';
import type { TaskView } from '../../domain/task-view.ts';
import { isRecord } from './chapters.ts';
import { rest } from './paths.ts';
import { keys } from './queries.ts';

/** A browser gives up for good on some answers (a proxy's error page): then we open the stream anew after this long. */
const REOPEN_MS = 3_000;

/** Writes every event into the query cache. Answers whether the connection holds. */
export function useLiveTask(id: string, status: TaskStatus | undefined): { connected: boolean } {
  const client = useQueryClient();
  const [connected, setConnected] = useState(true);
  const [opening, setOpening] = useState(0);
  const ended = status === undefined || isFinal(status);

  useEffect(() => {
    if (ended) return;
    const source = new EventSource(rest.events(id));
    let reopen: ReturnType<typeof setTimeout> | undefined;
    source.addEventListener('open', () => setConnected(true));
    source.addEventListener('task', ({ data }: MessageEvent<string>) => {
      const task: unknown = JSON.parse(data);
      if (isTaskView(task)) client.setQueryData<TaskView>(keys.task(id), (known) => newer(known, task));
      else void client.invalidateQueries({ queryKey: keys.task(id) }); // The task was deleted: asking again says so.
    });
    source.addEventListener('error', () => {
      setConnected(false);
      void client.invalidateQueries({ queryKey: keys.task(id) });
      if (source.readyState === EventSource.CLOSED)
        reopen = setTimeout(() => setOpening((count) => count + 1), REOPEN_MS);
    });
    return () => {
      clearTimeout(reopen);
      source.close();
      setConnected(true);
    };
  }, [client, id, ended, opening]);

  return { connected };
}

/** An event that was overtaken by a later answer changes nothing. */
function newer(known: TaskView | undefined, task: TaskView): TaskView {
  return known !== undefined && known.updatedAt > task.updatedAt ? known : task;
}

function isTaskView(value: unknown): value is TaskView {
  return (
    isRecord(value) &&
    typeof value['id'] === 'string' &&
    typeof value['status'] === 'string' &&
    Array.isArray(value['slides'])
  );
}
