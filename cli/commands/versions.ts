/** `slidespeaker versions <id>` */

import type { Command } from 'commander';
import { clientFromEnvironment } from '../api-client.ts';
import { print } from './print.ts';
import { taskCommand } from './task-command.ts';

export function versionsCommand(): Command {
  return taskCommand('versions', 'the versions of a video, the newest first').action(
    async (id: string, { json }: { json?: boolean }) => {
      const versions = await clientFromEnvironment().versions(id);
      const lines = versions.map(
        ({ version, finishedAt, name, outputs }) =>
          `${String(version).padStart(3)}  ${finishedAt}  ${name}  ${outputs.map((output) => output.name).join(' ')}`,
      );
      print(json, versions, lines.length === 0 ? 'No version is finished.' : lines.join('\n'));
    },
  );
}
