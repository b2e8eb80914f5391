/** `slidespeaker list` */

import { Command, Option } from 'commander';
import { TASK_STATUSES } from '../../domain/index.ts';
import { clientFromEnvironment } from '../api-client.ts';
import { print } from './print.ts';

interface ListOptions {
  status?: string;
  search?: string;
  limit: string;
  cursor?: string;
  json?: boolean;
}

export function listCommand(): Command {
  return new Command('list')
    .description('your tasks, the newest first')
    .addOption(new Option('--status <status>', 'only these').choices(TASK_STATUSES))
    .option('--search <text>', 'in the name and the titles of the slides')
    .option('--limit <number>', 'how many', '20')
    .option('--cursor <next>', 'the next ones: the `nextCursor` of --json, or what stands under a full list')
    .option('--json', 'answer as JSON')
    .action(async ({ status, search, limit, cursor, json }: ListOptions) => {
      const query = {
        limit,
        ...(status === undefined ? {} : { status }),
        ...(search === undefined ? {} : { q: search }),
        ...(cursor === undefined ? {} : { cursor }),
      };
      const page = await clientFromEnvironment().listTasks(query);
      const lines = page.tasks.map(
        (task) => `${task.id}  ${task.status.padEnd(15)} ${String(task.percent).padStart(3)} %  ${task.name}`,
      );
      const more = page.nextCursor === undefined ? [] : [`More: --cursor ${page.nextCursor}`];
      print(json, page, lines.length === 0 ? 'No tasks.' : [...lines, ...more].join('\n'));
    });
}
