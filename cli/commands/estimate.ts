/** `slidespeaker estimate <deck>`: what a video would cost. */

import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { clientFromEnvironment, type RemoteEstimate } from '../api-client.ts';
import { refuseMissing } from '../make-video.ts';
import { print } from './print.ts';

export function estimateCommand(): Command {
  return new Command('estimate')
    .description('what a video of a deck would cost; nothing is bought')
    .argument('<deck>', 'the file')
    .option('--options <json>', 'any options as REST takes them, as JSON or as @file')
    .option('--json', 'answer as JSON')
    .action(async (deck: string, { options, json }: { options?: string; json?: boolean }) => {
      await refuseMissing(resolve(deck));
      const text = options?.startsWith('@') ? await readFile(options.slice(1), 'utf8') : options;
      const sent: unknown = text === undefined ? undefined : JSON.parse(text);
      const estimate = await clientFromEnvironment().estimate(resolve(deck), sent);
      print(json, estimate, wordsFor(estimate));
    });
}

function wordsFor({ cents, atMostCents, parts, seconds, secondsToFinish }: RemoteEstimate): string {
  const lines = parts.map(
    (part) =>
      `  ${part.stage.padEnd(12)} ${part.exact ? 'exactly' : 'about  '} ${part.cents.toFixed(2)} cents${part.exact ? '' : `, at most ${part.atMostCents.toFixed(2)}`}`,
  );
  return [
    `About ${cents.toFixed(2)} cents, at most ${atMostCents.toFixed(2)}; about ${seconds} s of video, ready in about ${secondsToFinish} s.`,
    ...lines,
  ].join('\n');
}
