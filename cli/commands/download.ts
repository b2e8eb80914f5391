/** `slidespeaker download <id>`: the files of a finished task, or of a version before. */

import { resolve } from 'node:path';
import type { Command } from 'commander';
import { clientFromEnvironment, type ApiClient } from '../api-client.ts';
import { downloadAll, type Deliverable } from '../make-video.ts';
import { print } from './print.ts';
import { taskCommand } from './task-command.ts';

interface DownloadOptions {
  version?: string;
  out?: string;
  json?: boolean;
}

export function downloadCommand(): Command {
  return taskCommand('download', 'the files of a finished task')
    .option('--version <number>', 'of a version before, see: slidespeaker versions')
    .option('--out <folder>', 'where the files go (default: OUTPUT_DIR, else output)')
    .action(async (id: string, { version, out, json }: DownloadOptions) => {
      const client = clientFromEnvironment();
      const made = await find(client, id, version);
      const files = await downloadAll(client, made, resolve(out ?? process.env['OUTPUT_DIR'] ?? 'output'));
      print(json, { files }, files.join('\n'));
    });
}

async function find(client: ApiClient, id: string, version: string | undefined): Promise<Deliverable> {
  if (version !== undefined) {
    const found = (await client.versions(id)).find((one) => String(one.version) === version);
    if (!found) throw new Error(`This video has no finished version ${version}: slidespeaker versions ${id}`);
    return { id, name: found.name, outputs: found.outputs, version };
  }
  const task = await client.getTask(id);
  if (task.outputs.length === 0)
    throw new Error(`Task ${id} is ${task.status} and has no files: slidespeaker status ${id}`);
  return task;
}
