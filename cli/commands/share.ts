/** `slidespeaker share make|list|end <id>`: links under which anybody may watch the video for a while. */

import { Command } from 'commander';
import { clientFromEnvironment } from '../api-client.ts';
import { print } from './print.ts';
import { taskCommand } from './task-command.ts';

interface MakeOptions {
  days?: string;
  downloads: boolean;
  json?: boolean;
}

export function shareCommand(): Command {
  return new Command('share')
    .description('links under which anybody may watch the video for a while')
    .addCommand(makeCommand())
    .addCommand(listCommand())
    .addCommand(endCommand());
}

function makeCommand(): Command {
  return taskCommand('make', 'a new link; it is shown this once')
    .option('--days <number>', 'after so many it leads nowhere (default: 30)')
    .option('--no-downloads', 'to be watched only')
    .action(async (id: string, { days, downloads, json }: MakeOptions) => {
      const link = { downloads, ...(days === undefined ? {} : { days: Number(days) }) };
      const share = await clientFromEnvironment().share(id, link);
      print(json, share, share.url);
    });
}

function listCommand(): Command {
  return taskCommand('list', 'the links that still lead to the video').action(
    async (id: string, { json }: { json?: boolean }) => {
      const shares = await clientFromEnvironment().shares(id);
      const lines = shares.map(
        (share) =>
          `${share.id}  until ${share.expiresAt}  ${share.downloads ? 'with downloads' : 'to be watched only'}`,
      );
      print(json, shares, lines.length === 0 ? 'No links.' : lines.join('\n'));
    },
  );
}

function endCommand(): Command {
  return taskCommand('end', 'take a link back')
    .argument('<link>', 'as `list` names it')
    .action(async (id: string, share: string, { json }: { json?: boolean }) => {
      await clientFromEnvironment().endShare(id, share);
      print(json, { id: share, ended: true }, `The link ${share} leads nowhere from now on.`);
    });
}
