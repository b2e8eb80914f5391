/** `slidespeaker list` */

import { Command, Option } from 'commander';
import { TASK_STATUSES } from '../../domain/index.ts';
import { clientFromEnvironment } from '../api-client.ts';
import { print } from './print.ts';

interface ListOptions {
  status?: string;
  search?: string;
  limit: string;
  json?: boolean;
}

export function listCommand(): Command {
  return new Command('list')
    .description('your tasks, the newest first')
    .addOption(new Option('--status <status>', 'only these').choices(TASK_STATUSES))
    .option('--search <text>', 'in the name and the titles of the slides')
    .option('--limit <number>', 'how many', '20')
    .option('--json', 'answer as JSON')
    .action(async ({ status, search, limit, json }: ListOptions) => {
      const query = {
        limit,
        ...(status === undefined ? {} : { status }),
        ...(search === undefined ? {} : { q: search }),
      };
      const page = await clientFromEnvironment().listTasks(query);
      const lines = page.tasks.map(
        (task) => `${task.id}  ${task.status.padEnd(15)} ${String(task.percent).padStart(3)} %  ${task.name}`,
      );
      print(json, page, lines.length === 0 ? 'No tasks.' : lines.join('\n'));
    });
}
