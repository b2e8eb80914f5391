/** `slidespeaker voices` */

import { Command } from 'commander';
import { clientFromEnvironment } from '../api-client.ts';
import { print } from './print.ts';

export function voicesCommand(): Command {
  return new Command('voices')
    .description('the voices to choose from')
    .option('--language <tag>', 'only those that speak it, as in de or pt-BR')
    .option('--json', 'answer as JSON')
    .action(async ({ language, json }: { language?: string; json?: boolean }) => {
      const all = await clientFromEnvironment().voices();
      const wanted = language?.toLowerCase();
      const speaks = (tag: string): boolean =>
        wanted === undefined || tag.toLowerCase() === wanted || tag.toLowerCase().startsWith(`${wanted}-`);
      const voices = all.filter(({ languages }) => languages.some(speaks));
      const lines = voices.map(
        (voice) =>
          `${voice.provider.padEnd(11)} ${voice.name.padEnd(16)} ${languagesOf(voice.languages).padEnd(12)} ${voice.label}`,
      );
      print(json, voices, lines.length === 0 ? 'No such voice.' : lines.join('\n'));
    });
}

/** A voice of a paid provider speaks dozens. */
const languagesOf = (languages: readonly string[]): string =>
  languages.length > MOST_SHOWN ? `${languages.length} languages` : languages.join(', ');

const MOST_SHOWN = 6;
