/** `slidespeaker preview <id>`: what `revise` would change and cost, before anything is made. */

import type { Command } from 'commander';
import type { RemotePreview } from '../api-answers.ts';
import { clientFromEnvironment, type ApiClient } from '../api-client.ts';
import { estimateWords } from '../estimate-words.ts';
import { revisionFrom, withRevisionFlags, type Revision, type RevisionFlags } from '../revision.ts';
import { print } from './print.ts';
import { taskCommand } from './task-command.ts';

export function previewCommand(): Command {
  return withRevisionFlags(
    taskCommand('preview', 'what `revise` would change and cost; nothing is made or bought'),
  ).action(async (id: string, flags: RevisionFlags) => {
    const preview = await ask(clientFromEnvironment(), id, await revisionFrom(flags));
    print(flags.json, preview, wordsFor(preview));
  });
}

/** Another deck is sent for as long as it is compared. */
async function ask(client: ApiClient, id: string, { change, deck }: Revision): Promise<RemotePreview> {
  if (deck === undefined) return client.preview(id, change);
  const sent = await client.sendDeck(deck);
  try {
    return await client.preview(id, { ...change, deck: sent });
  } finally {
    await client.removeDeck(sent);
  }
}

function wordsFor({ slides, estimate }: RemotePreview): string {
  const lines = (['changed', 'added', 'moved', 'removed', 'kept'] as const).flatMap((fate) =>
    slides[fate].length === 0 ? [] : `${fate.padEnd(8)} ${slides[fate].join(', ')}`,
  );
  return [...lines, estimateWords(estimate)].join('\n');
}
