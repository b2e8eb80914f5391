/** `slidespeaker presenters` */

import { Command } from 'commander';
import { clientFromEnvironment } from '../api-client.ts';
import { print } from './print.ts';

export function presentersCommand(): Command {
  return new Command('presenters')
    .description('who can present')
    .option('--json', 'answer as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const presenters = await clientFromEnvironment().presenters();
      const lines = presenters.map(({ provider, name, label }) => `${provider.padEnd(11)} ${name.padEnd(16)} ${label}`);
      print(json, presenters, lines.length === 0 ? 'No presenter: no worker runs.' : lines.join('\n'));
    });
}
