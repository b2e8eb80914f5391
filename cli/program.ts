/** The commands. Every one but `doctor` talks to a running server over REST, as any other program could. */

import { Command } from 'commander';
import { budgetCommand, cancelCommand, deleteCommand, retryCommand } from './commands/act.ts';
import { compareCommand } from './commands/compare.ts';
import { doctorCommand } from './commands/doctor.ts';
import { downloadCommand } from './commands/download.ts';
import { estimateCommand } from './commands/estimate.ts';
import { eventsCommand } from './commands/events.ts';
import { ledgerCommand } from './commands/ledger.ts';
import { lexiconCommand } from './commands/lexicon.ts';
import { listCommand } from './commands/list.ts';
import { makeCommand } from './commands/make.ts';
import { presentersCommand } from './commands/presenters.ts';
import { previewCommand } from './commands/preview.ts';
import { reviseCommand } from './commands/revise.ts';
import { sampleCommand } from './commands/sample.ts';
import { scriptCommand } from './commands/script.ts';
import { shareCommand } from './commands/share.ts';
import { statusCommand } from './commands/status.ts';
import { versionsCommand } from './commands/versions.ts';
import { voicesCommand } from './commands/voices.ts';

export function createProgram(): Command {
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
    scriptCommand(),
    downloadCommand(),
    shareCommand(),
    previewCommand(),
    reviseCommand(),
    versionsCommand(),
    compareCommand(),
    deleteCommand(),
    estimateCommand(),
    ledgerCommand(),
    voicesCommand(),
    sampleCommand(),
    presentersCommand(),
    lexiconCommand(),
    doctorCommand(),
  ]) {
    program.addCommand(command);
  }
  return program;
}
