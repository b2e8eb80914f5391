/** `slidespeaker estimate <deck>`: what a video would cost. */

import { resolve } from 'node:path';
import { Command } from 'commander';
import { clientFromEnvironment } from '../api-client.ts';
import { estimateWords } from '../estimate-words.ts';
import { jsonArgument } from '../json-argument.ts';
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
      const estimate = await clientFromEnvironment().estimate(resolve(deck), await jsonArgument('--options', options));
      print(json, estimate, estimateWords(estimate));
    });
}
