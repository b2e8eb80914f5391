/** What is to be other in the next version, as `revise` and `preview` take it. */

import { resolve } from 'node:path';
import type { Command } from 'commander';
import { jsonArgument } from './json-argument.ts';
import { refuseMissing } from './make-video.ts';

export interface RevisionFlags {
  slide?: string;
  text?: string;
  voice?: string;
  rate?: string;
  deck?: string;
  options?: string;
  json?: boolean;
}

/** In REST's form: the server checks it, so that there is one set of rules. */
export interface Revision {
  change: { slides?: unknown[]; options?: unknown };
  /** The file of another deck. */
  deck?: string;
}

export const withRevisionFlags = (command: Command): Command =>
  command
    .option('--slide <number>', 'the slide that changes')
    .option('--text <words>', 'what is said on it from now on')
    .option('--voice <name>', 'who says it')
    .option('--rate <number>', 'how fast it is said: 0.5 to 2, where 1 is the voice’s own pace')
    .option('--deck <file>', 'the next version of the deck; slides that stayed keep their words')
    .option('--options <json>', 'in place of all options before, as JSON or as @file');

export async function revisionFrom({ slide, text, voice, rate, deck, options }: RevisionFlags): Promise<Revision> {
  if (slide === undefined && [text, voice, rate].some((change) => change !== undefined))
    throw new Error('Say with --slide which slide changes.');
  if (slide !== undefined && deck !== undefined)
    throw new Error('Send either another deck or other words: with a new deck, revise its slides afterwards.');
  if (deck !== undefined) await refuseMissing(resolve(deck));
  const parsed = await jsonArgument('--options', options);
  const spoken = {
    ...(voice === undefined ? {} : { name: voice }),
    ...(rate === undefined ? {} : { rate: Number(rate) }),
  };
  const changed = {
    number: Number(slide),
    ...(text === undefined ? {} : { text }),
    ...(voice === undefined && rate === undefined ? {} : { voice: spoken }),
  };
  return {
    change: {
      ...(slide === undefined ? {} : { slides: [changed] }),
      ...(parsed === undefined ? {} : { options: parsed }),
    },
    ...(deck === undefined ? {} : { deck: resolve(deck) }),
  };
}
