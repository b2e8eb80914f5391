/** `slidespeaker revise <id>`: another version of a video, of which only what changed is made. */

import type { Command } from 'commander';
import { clientFromEnvironment } from '../api-client.ts';
import { revisionFrom, withRevisionFlags, type RevisionFlags } from '../revision.ts';
import { print } from './print.ts';
import { taskCommand } from './task-command.ts';

export function reviseCommand(): Command {
  return withRevisionFlags(
    taskCommand(
      'revise',
      'make another version of a video: other words or another voice on a slide, other options, or another deck',
    ),
  ).action(async (id: string, flags: RevisionFlags) => {
    const { change, deck } = await revisionFrom(flags);
    const client = clientFromEnvironment();
    const task = await (deck === undefined ? client.revise(id, change) : client.reviseDeck(id, deck, change.options));
    print(flags.json, task, `Task ${task.id} is ${task.status}: its next version is being made.`);
  });
}
