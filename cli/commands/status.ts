/** `slidespeaker status <id>` */

import type { Command } from 'commander';
import type { RemoteTask } from '../api-answers.ts';
import { clientFromEnvironment } from '../api-client.ts';
import { wordsFor } from '../progress.ts';
import { print } from './print.ts';
import { taskCommand } from './task-command.ts';

export function statusCommand(): Command {
  return taskCommand('status', 'how far a task is').action(async (id: string, { json }: { json?: boolean }) => {
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
