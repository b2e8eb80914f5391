/** The command line. Every command but `doctor` talks to a running server over REST, as any other program could. */

import { Command } from 'commander';
import { toError } from '../domain/index.ts';
import { budgetCommand, cancelCommand, deleteCommand, retryCommand } from './commands/act.ts';
import { doctorCommand } from './commands/doctor.ts';
import { estimateCommand } from './commands/estimate.ts';
import { eventsCommand } from './commands/events.ts';
import { listCommand } from './commands/list.ts';
import { makeCommand } from './commands/make.ts';
import { reviseCommand } from './commands/revise.ts';
import { statusCommand } from './commands/status.ts';
import { voicesCommand } from './commands/voices.ts';

const program = new Command('slidespeaker')
  .description('Turns a slide deck into a narrated video.')
  .addHelpText('after', '\nServer: SLIDESPEAKER_URL (default http://localhost:3000), key: SLIDESPEAKER_API_KEY')
  .showHelpAfterError('(--help says more)');
for (const command of [
  makeCommand(),
  statusCommand(),
  listCommand(),
  eventsCommand(),
  cancelCommand(),
  retryCommand(),
  budgetCommand(),
  estimateCommand(),
  reviseCommand(),
  deleteCommand(),
  voicesCommand(),
  doctorCommand(),
]) {
  program.addCommand(command);
}

try {
  await program.parseAsync();
} catch (thrown) {
  console.error(toError(thrown).message);
  process.exitCode = 1;
}
