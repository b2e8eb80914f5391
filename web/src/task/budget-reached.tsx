/** A task that has spent its budget: how much, and the way on. */

import { useState } from 'react';
import type { SubmitEvent } from 'react';
import type { TaskView } from '../../../domain/task-view.ts';
import { copy } from '../copy.ts';
import { formatCents, formatCost } from '../format.ts';
import { useTaskAction } from '../queries.ts';
import { raiseBudget } from '../rest.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import './outcome.css';

export function BudgetReached({ task }: { task: TaskView }) {
  const budget = task.options.budget?.cents ?? 0;
  const [dollars, setDollars] = useState(String(Math.ceil(Math.max(2 * budget, 100) / 100)));
  const raise = useTaskAction((id) => raiseBudget(id, Math.round(Number(dollars) * 100)));
  const words = copy.task;
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    raise.mutate(task.id);
  };
  return (
    <Notice tone="warn" title={words.budgetTitle}>
      <p>{words.budgetText(formatCost(task.cost), formatCents(budget))}</p>
      <form className="budget-form" onSubmit={submit}>
        <label className="field label">
          {words.budgetLabel}
          <input
            className="input"
            type="number"
            min={budget / 100}
            step="0.01"
            required
            value={dollars}
            onChange={(event) => setDollars(event.target.value)}
          />
        </label>
        <Button look="primary" type="submit" disabled={raise.isPending}>
          {words.budgetGo}
        </Button>
      </form>
      {raise.error !== null && <p>{raise.error.message}</p>}
    </Notice>
  );
}
