/** `slidespeaker sample <voice>`: hear a voice before choosing it. */

import { resolve } from 'node:path';
import { Command } from 'commander';
import type { RemoteVoice } from '../api-answers.ts';
import { clientFromEnvironment } from '../api-client.ts';
import { print } from './print.ts';

interface SampleOptions {
  provider?: string;
  language?: string;
  text?: string;
  rate?: string;
  out?: string;
  json?: boolean;
}

export function sampleCommand(): Command {
  return new Command('sample')
    .description('what a voice sounds like, as a file')
    .argument('<voice>', 'its name, see: slidespeaker voices')
    .option('--provider <name>', 'whose voice, where several have one of this name')
    .option('--language <tag>', 'which of its languages, as in de or pt-BR')
    .option('--text <words>', 'what it says; a paid voice is paid for this. Else its own sample, which is free')
    .option('--rate <factor>', 'how fast, with --text')
    .option('--out <file>', 'where the sound goes (default: named like the voice)')
    .option('--json', 'answer as JSON')
    .action(async (name: string, { provider, language, text, rate, out, json }: SampleOptions) => {
      if (rate !== undefined && text === undefined) throw new Error('--rate goes with --text.');
      const client = clientFromEnvironment();
      const voice = theVoice(await client.voices(), name, provider);
      const named = (ending: string): string => resolve(out ?? `${voice.name.replaceAll(/[^\w.-]/g, '_')}.${ending}`);
      const speech = {
        voice: { provider: voice.provider, name: voice.name, ...(rate === undefined ? {} : { rate: Number(rate) }) },
        ...(language === undefined ? {} : { language }),
        text,
      };
      const file = await (text === undefined ? client.sample(voice, language, named) : client.speak(speech, named));
      print(json, { file }, file);
    });
}

function theVoice(voices: readonly RemoteVoice[], name: string, provider: string | undefined): RemoteVoice {
  const [voice, ...others] = voices.filter(
    (one) => one.name === name && (provider === undefined || one.provider === provider),
  );
  if (!voice) throw new Error(`There is no voice ${name}. \`slidespeaker voices\` lists those there are.`);
  if (others.length === 0) return voice;
  const owners = [voice, ...others].map((one) => one.provider).join(' and ');
  throw new Error(`${owners} each have a voice ${name}: say which with --provider.`);
}
