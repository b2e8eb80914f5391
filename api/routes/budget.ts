/** Money: a task's bill, and more of it for a task that has reached its budget. */

import { z } from 'zod';
import { taskCan, type TaskView } from '../../domain/index.ts';
import type { Bills } from '../../platform/paid-records.ts';
import type { TaskRecord, TaskStore } from '../../platform/task-store.ts';
import { notAwaitingBudget, type Engine } from '../engine.ts';
import { createTaskRoute, nothing, type Route } from '../operation.ts';
import { InvalidRequestError } from '../problems.ts';
import { ledgerSchema } from '../schemas/ledger.ts';
import { taskSchema } from '../schemas/task.ts';

export interface BudgetDeps {
  store: Pick<TaskStore, 'get'>;
  bills: Bills;
  engine: Pick<Engine, 'raiseBudget'>;
  view: (task: TaskRecord) => TaskView;
}

export function createBudgetRoutes({ store, bills, engine, view }: BudgetDeps): Route[] {
  const taskRoute = createTaskRoute(store);

  const getLedger = taskRoute(
    {
      id: 'getLedger',
      method: 'get',
      path: '/api/tasks/{id}/ledger',
      summary: 'What was paid for a task, call by call',
      description:
        'An outcome `unknown` is a call whose answer was lost: its cents are what it would have cost. `wasted` was billed and could not be used. What was kept from earlier tasks costs nothing and is not listed.',
      query: nothing,
      body: nothing,
      answer: { status: 200, description: 'The bill', schema: ledgerSchema },
      problems: [],
    },
    async ({ res, task }) => {
      res.json({ cost: task.cost, entries: await bills.ledger(task.request.id) });
    },
  );

  const raise = taskRoute(
    {
      id: 'raiseBudget',
      method: 'post',
      path: '/api/tasks/{id}/budget',
      summary: 'Let a task that has reached its budget go on',
      description:
        'The task has status `awaiting_review` and stage `budget`. Or cancel it; everything finished is kept.',
      query: nothing,
      body: z.strictObject({ cents: z.number().positive().meta({ description: 'What the task may cost in all' }) }),
      answer: { status: 200, description: 'The task', schema: taskSchema },
      problems: ['not_awaiting_budget', 'temporal_unavailable', 'cross_site'],
    },
    async ({ res, task, body }) => {
      const { id, options } = task.request;
      if (!taskCan.raiseBudget(task)) throw notAwaitingBudget();
      if (body.cents < (options.budget?.cents ?? 0)) {
        throw new InvalidRequestError('invalid_body', 'The budget can only be raised.', [
          { field: 'cents', message: `must be at least ${options.budget?.cents ?? 0}, the budget now` },
        ]);
      }
      // Redis first: the run looks there as soon as it hears of it.
      await bills.raiseBudget(id, body.cents);
      await engine.raiseBudget(id);
      res.json(view((await store.get(id)) ?? task));
    },
  );
  return [getLedger, raise];
}
