/** `slidespeaker status <id>` */

import { Command } from 'commander';
import { clientFromEnvironment, type RemoteTask } from '../api-client.ts';
import { wordsFor } from '../progress.ts';
import { print } from './print.ts';

export function statusCommand(): Command {
  return new Command('status')
    .description('how far a task is')
    .argument('<id>', 'the task')
    .option('--json', 'answer as JSON')
    .action(async (id: string, { json }: { json?: boolean }) => {
      const task = await clientFromEnvironment().getTask(id);
      print(json, task, describe(task));
    });
}

function describe(task: RemoteTask): string {
  const slides = task.slides.map(
    ({ number, title, stage }) => `  ${String(number).padStart(3)}  ${stage.padEnd(9)} ${title}`,
  );
  const outputs = task.outputs.map(({ name, bytes }) => `  ${name} (${sizeWords(bytes)})`);
  const notes = [...task.warnings, ...(task.error ? [task.error] : [])].map(
    ({ message, code }) => `${message} (${code})`,
  );
  return [
    `${task.name}: ${task.status}, ${task.percent} %, ${wordsFor(task)}`,
    ...slides,
    ...notes,
    ...outputs,
    task.links.console,
  ].join('\n');
}

const sizeWords = (bytes: number): string =>
  bytes < 1024 ** 2 ? `${Math.ceil(bytes / 1024)} KiB` : `${(bytes / 1024 ** 2).toFixed(1)} MiB`;
