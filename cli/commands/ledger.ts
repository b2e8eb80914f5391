/** `slidespeaker ledger <id>`: what was paid, call by call. */

import type { Command } from 'commander';
import type { RemoteLedger } from '../api-answers.ts';
import { clientFromEnvironment } from '../api-client.ts';
import { print } from './print.ts';
import { taskCommand } from './task-command.ts';

export function ledgerCommand(): Command {
  return taskCommand('ledger', 'what was paid for a task, call by call').action(
    async (id: string, { json }: { json?: boolean }) => {
      const ledger = await clientFromEnvironment().ledger(id);
      print(json, ledger, wordsFor(ledger));
    },
  );
}

function wordsFor({ cost, entries }: RemoteLedger): string {
  const lines = entries.map(({ stage, slide, provider, model, cents, outcome }) => {
    const what = `${stage}${slide === undefined ? '' : ` ${slide}`}`;
    return `  ${what.padEnd(16)} ${outcome.padEnd(8)} ${cents.toFixed(3).padStart(9)} cents  ${provider} ${model}`;
  });
  const upTo =
    cost.upToCents > cost.cents ? `, and up to ${cost.upToCents.toFixed(2)} if lost answers were billed` : '';
  return [`${cost.cents.toFixed(2)} cents were spent${upTo}.`, ...lines].join('\n');
}
