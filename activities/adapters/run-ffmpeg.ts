/** Runs ffmpeg in its cell: what it may read and write is told from its arguments. */

import { readFile } from 'node:fs/promises';
import { isAbsolute } from 'node:path';
import type { Confinement } from '../../platform/cell.ts';
import { runCommand, type CommandOptions, type CommandResult } from '../../platform/run-command.ts';

/** As `runCommand('ffmpeg', …)`. @throws CommandFailedError */
export async function runFfmpeg(
  args: readonly string[],
  options: Pick<CommandOptions, 'signal' | 'timeoutMs'>,
): Promise<CommandResult> {
  return runCommand('ffmpeg', args, {
    signal: options.signal,
    timeoutMs: options.timeoutMs,
    cell: await cellFor(args),
  });
}

/** Its inputs, what a list for the concat demuxer names (ffmpeg-layers.ts), and the output where that is a file. */
export async function cellFor(args: readonly string[]): Promise<Confinement> {
  const reads: string[] = [];
  for (const [index, input] of args.entries()) {
    if (args[index - 1] !== '-i' || !isAbsolute(input)) continue;
    reads.push(input);
    if (args.slice(Math.max(0, index - 5), index).includes('concat')) reads.push(...(await filesOf(input)));
  }
  const output = args.at(-1) ?? '';
  const isFile = isAbsolute(output) && args.at(-2) !== '-i';
  return { reads: [...new Set(reads)], writes: isFile ? [output] : [] };
}

async function filesOf(list: string): Promise<string[]> {
  return [...(await readFile(list, 'utf8')).matchAll(/^file '(.*)'$/gm)].map(([, file = '']) => file);
}
