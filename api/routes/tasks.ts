/** The tasks of whoever asks: list, look, cancel, retry, delete, watch. */

import { toError, taskCan, type TaskView } from '../../domain/index.ts';
import type { Artifacts } from '../../platform/artifacts.ts';
import type { Log } from '../../platform/log.ts';
import type { TaskDeletions } from '../../platform/task-deletions.ts';
import { removeRemains } from '../../platform/task-removal.ts';
import type { TaskRecord, TaskStore } from '../../platform/task-store.ts';
import type { Engine } from '../engine.ts';
import { sendEvents } from '../events.ts';
import { createTaskRoute, nothing, route, taskIdIn, type Route } from '../operation.ts';
import { refuse } from '../problems.ts';
import { deletionSchema, listQuerySchema, taskPageSchema, taskSchema } from '../schemas/task.ts';

export interface TasksDeps {
  store: TaskStore;
  deletions: Pick<TaskDeletions, 'ownerOf' | 'finish'>;
  artifacts: Pick<Artifacts, 'list' | 'remove' | 'removeTask'>;
  engine: Engine;
  view: (task: TaskRecord) => TaskView;
  log: Log;
  /** Aborted when this server ends. */
  closing: AbortSignal;
}

export function createTasksRoutes({ store, deletions, artifacts, engine, view, log, closing }: TasksDeps): Route[] {
  const taskRoute = createTaskRoute(store);

  /** The key in Redis stops the work; Temporal hears of it too, from a master if not from here. */
  const cancel = async (id: string): Promise<void> => {
    if (!(await store.cancel(id))) return;
    try {
      if (await engine.cancel(id)) await store.cancelDelivered(id);
    } catch (thrown) {
      log.warn({ taskId: id, reason: toError(thrown).message }, 'cancelled here; a master will tell Temporal');
    }
  };

  const current = async (id: string): Promise<TaskRecord> => {
    const task = await store.get(id);
    if (!task) throw refuse('task_not_found', 'The task was deleted.');
    return task;
  };

  const list = route(
    {
      id: 'listTasks',
      method: 'get',
      path: '/api/tasks',
      summary: 'Your tasks, newest first',
      query: listQuerySchema,
      body: nothing,
      answer: { status: 200, description: 'A page of tasks', schema: taskPageSchema },
      problems: ['invalid_cursor'],
    },
    async ({ res, owner, query }) => {
      const { tasks, nextCursor } = await store.list(owner, query);
      res.json({ tasks: tasks.map(view), ...(nextCursor === undefined ? {} : { nextCursor }) });
    },
  );

  const get = taskRoute(
    {
      id: 'getTask',
      method: 'get',
      path: '/api/tasks/{id}',
      summary: 'One task',
      query: nothing,
      body: nothing,
      answer: { status: 200, description: 'The task', schema: taskSchema },
      problems: [],
    },
    ({ res, task }) => Promise.resolve(void res.json(view(task))),
  );

  const cancelTask = taskRoute(
    {
      id: 'cancelTask',
      method: 'post',
      path: '/api/tasks/{id}/cancel',
      summary: 'Stop a task at once',
      description: 'Sent twice, it answers the same.',
      query: nothing,
      body: nothing,
      answer: { status: 200, description: 'The task', schema: taskSchema },
      problems: ['not_cancellable', 'cross_site'],
    },
    async ({ res, task }) => {
      const { id } = task.request;
      if (taskCan.cancel(task.status)) await cancel(id);
      const after = await current(id);
      if (after.status !== 'cancelled')
        throw refuse('not_cancellable', `This task is already ${after.status}; there is nothing to cancel.`);
      res.json(view(after));
    },
  );

  const retryTask = taskRoute(
    {
      id: 'retryTask',
      method: 'post',
      path: '/api/tasks/{id}/retry',
      summary: 'Continue a failed or cancelled task',
      description: 'Everything that was finished is kept. Sent twice, it starts one run.',
      query: nothing,
      body: nothing,
      answer: { status: 200, description: 'The task', schema: taskSchema },
      problems: ['not_retryable', 'cross_site'],
    },
    async ({ res, task }) => {
      const { id, attempt } = task.request;
      const retried = taskCan.retry(task.status) && (await store.retry(id)) !== undefined;
      const after = await current(id);
      // A repeat finds the retry under way.
      const underWay = taskCan.cancel(after.status) && after.request.attempt > 1;
      if (!retried && !underWay) {
        throw refuse(
          'not_retryable',
          `This task is ${after.status} in attempt ${attempt}; only a failed or cancelled one can be retried.`,
        );
      }
      res.json(view(after));
    },
  );

  const deleteTask = route(
    {
      id: 'deleteTask',
      method: 'delete',
      path: '/api/tasks/{id}',
      summary: 'Delete a task, and everything made for it that no other task uses',
      description:
        'One that still runs is stopped first. From this answer on there is no such task. `remains` says what is still found of it, which goes within a minute without being asked again; asked again, it is looked for again, until there is nothing to ask for.',
      query: nothing,
      body: nothing,
      answer: { status: 200, description: 'What was removed, and what remains', schema: deletionSchema },
      problems: ['task_not_found', 'cross_site'],
    },
    async ({ req, res, owner }) => {
      const id = taskIdIn(req);
      const ownedBy =
        id === undefined ? undefined : ((await store.get(id))?.request.owner ?? (await deletions.ownerOf(id)));
      if (id === undefined || ownedBy !== owner)
        throw refuse('task_not_found', 'There is no such task. It may have been deleted.');
      await store.remove(id);
      const { problem, ...removal } = await removeRemains(id, {
        deletions,
        artifacts,
        forgetRuns: (gone) => engine.delete(gone),
      });
      if (problem) log.warn({ taskId: id, reason: problem.message }, 'deleted here; a master will tell Temporal');
      res.json({ id, ...removal });
    },
  );

  const events = taskRoute(
    {
      id: 'watchTask',
      method: 'get',
      path: '/api/tasks/{id}/events',
      summary: 'Watch a task (server-sent events)',
      description:
        'Every event is named `task`; its data is the whole task as it now stands, or `{"deleted":true}`. The stream ends when the task has ended.',
      query: nothing,
      body: nothing,
      headers: { 'Last-Event-ID': 'Sent by browsers when they connect again' },
      answer: { status: 200, description: 'Events until the task has ended', contentType: 'text/event-stream' },
      problems: [],
    },
    async ({ req, res, task }) => {
      const sent = req.get('last-event-id') ?? '';
      const lastId = /^\d{1,16}-\d{1,16}$/.test(sent) ? sent : undefined;
      await sendEvents(res, { store, id: task.request.id, lastId, view, closing });
    },
  );

  return [list, get, cancelTask, retryTask, deleteTask, events];
}
