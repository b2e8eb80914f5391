/** `slidespeaker compare <id> <before> [after]`: what is said otherwise in two versions of a video. */

import type { Command } from 'commander';
import { scriptDifferences, type ScriptDifference } from '../../domain/index.ts';
import { clientFromEnvironment } from '../api-client.ts';
import { print } from './print.ts';
import { taskCommand } from './task-command.ts';

export function compareCommand(): Command {
  return taskCommand('compare', 'what is said otherwise in two versions of a video')
    .argument('<before>', 'the number of a version, see: slidespeaker versions')
    .argument('[after]', 'of another; else as it stands')
    .action(async (id: string, before: string, after: string | undefined, { json }: { json?: boolean }) => {
      const client = clientFromEnvironment();
      const [old, current] = await Promise.all([client.script(id, before), client.script(id, after)]);
      const differences = scriptDifferences(old.slides, current.slides);
      print(json, differences, differences.length === 0 ? 'The words are the same.' : wordsFor(differences));
    });
}

const wordsFor = (differences: readonly ScriptDifference[]): string =>
  differences
    .map(({ number, before, after }) => `Slide ${number}\n- ${indented(before)}\n+ ${indented(after)}`)
    .join('\n\n');

/** Further lines stand under the first one, after its mark. */
const indented = (text: string): string => (text === '' ? '(nothing is said)' : text.replaceAll('\n', '\n  '));
