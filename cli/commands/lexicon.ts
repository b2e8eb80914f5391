/** `slidespeaker lexicon get|put`: how some words are spoken, in the tasks that are made from now on. */

import { Command } from 'commander';
import { clientFromEnvironment } from '../api-client.ts';
import { jsonArgument } from '../json-argument.ts';
import { print } from './print.ts';

export function lexiconCommand(): Command {
  return new Command('lexicon')
    .description('how some words are spoken, in the tasks that are made from now on')
    .addCommand(
      new Command('get')
        .description('the words and how they are spoken')
        .option('--json', 'answer as JSON, as `put` takes it')
        .action(async ({ json }: { json?: boolean }) => {
          const entries = await clientFromEnvironment().lexicon();
          const lines = entries.map(({ word, say }) => `${word} → ${say}`);
          print(json, entries, lines.length === 0 ? 'No words.' : lines.join('\n'));
        }),
    )
    .addCommand(
      new Command('put')
        .description('other words in place of all before')
        .argument('<entries>', '[{"word": "NASA", "say": "nassa"}, …] as JSON or as @file')
        .option('--json', 'answer as JSON')
        .action(async (entries: string, { json }: { json?: boolean }) => {
          const kept = await clientFromEnvironment().putLexicon(await jsonArgument('<entries>', entries));
          print(json, kept, `${kept.length} words are spoken as you say, from the next task on.`);
        }),
    );
}
