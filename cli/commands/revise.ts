/** `slidespeaker revise <id>`: another version of a video, of which only what changed is made. */

import { Command } from 'commander';
import { clientFromEnvironment } from '../api-client.ts';
import { print } from './print.ts';

interface ReviseOptions {
  slide?: string;
  text?: string;
  voice?: string;
  deck?: string;
  options?: string;
  json?: boolean;
}

export function reviseCommand(): Command {
  return new Command('revise')
    .description(
      'make another version of a video: other words or another voice on a slide, other options, or another deck',
    )
    .argument('<id>', 'the task')
    .option('--slide <number>', 'the slide that changes')
    .option('--text <words>', 'what is said on it from now on')
    .option('--voice <name>', 'who says it')
    .option('--deck <file>', 'the next version of the deck; slides that stayed keep their words')
    .option('--options <json>', 'in place of all options before')
    .option('--json', 'answer as JSON')
    .action(async (id: string, { slide, text, voice, deck, options, json }: ReviseOptions) => {
      if (slide === undefined && (text !== undefined || voice !== undefined))
        throw new Error('Say with --slide which slide changes.');
      if (slide !== undefined && deck !== undefined)
        throw new Error('Send either another deck or other words: with a new deck, revise its slides afterwards.');
      const parsed: unknown = options === undefined ? undefined : JSON.parse(options);
      const client = clientFromEnvironment();
      const change = {
        ...(slide === undefined
          ? {}
          : {
              slides: [
                {
                  number: Number(slide),
                  ...(text === undefined ? {} : { text }),
                  ...(voice === undefined ? {} : { voice: { name: voice } }),
                },
              ],
            }),
        ...(parsed === undefined ? {} : { options: parsed }),
      };
      const task = await (deck === undefined ? client.revise(id, change) : client.reviseDeck(id, deck, parsed));
      print(json, task, `Task ${task.id} is ${task.status}: its next version is being made.`);
    });
}
