/** `slidespeaker cancel|retry|delete <id>`, `slidespeaker budget <id> <cents>` */

import type { Command } from 'commander';
import { clientFromEnvironment } from '../api-client.ts';
import { print } from './print.ts';
import { taskCommand } from './task-command.ts';

interface ActOptions {
  json?: boolean;
}

export function cancelCommand(): Command {
  return taskCommand('cancel', 'stop a task at once; what is finished is kept for a retry').action(
    async (id: string, { json }: ActOptions) => {
      const task = await clientFromEnvironment().act(id, 'cancel');
      print(json, task, `Task ${task.id} is ${task.status}; ${task.cost.cents} cents were spent.`);
    },
  );
}

export function retryCommand(): Command {
  return taskCommand('retry', 'go on with a failed or cancelled task; what is finished is kept').action(
    async (id: string, { json }: ActOptions) => {
      const task = await clientFromEnvironment().act(id, 'retry');
      print(json, task, `Task ${task.id} is ${task.status}.`);
    },
  );
}

export function budgetCommand(): Command {
  return taskCommand('budget', 'let a task that has reached its budget go on')
    .argument('<cents>', 'what it may cost in all, in US cents')
    .action(async (id: string, cents: string, { json }: ActOptions) => {
      const task = await clientFromEnvironment().raiseBudget(id, Number(cents));
      print(json, task, `Task ${task.id} is ${task.status}.`);
    });
}

export function deleteCommand(): Command {
  return taskCommand('delete', 'remove a task and everything made for it').action(
    async (id: string, { json }: ActOptions) => {
      await clientFromEnvironment().deleteTask(id);
      print(json, { id, deleted: true }, `Task ${id} is deleted.`);
    },
  );
}
