/** `slidespeaker make <deck>`: sends a deck, shows progress, fetches the files. */

import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { z } from 'zod';
import { clientFromEnvironment } from '../api-client.ts';
import { jsonArgument } from '../json-argument.ts';
import { finishVideo, refuseMissing, report, sendDeck } from '../make-video.ts';
import { print } from './print.ts';

interface MakeOptions {
  script?: string;
  tone?: string;
  audience?: string;
  secondsPerSlide?: string;
  emptySlides?: string;
  hold?: string;
  provider?: string;
  voice?: string;
  model?: string;
  rate?: string;
  language?: string[];
  subtitles?: string[];
  burnIn?: boolean;
  presenter?: string;
  presenterProvider?: string;
  presenterLayout?: string;
  presenterSlides?: string[];
  podcast?: string;
  budget?: string;
  whenAway?: string;
  whenLost?: string;
  resolution?: string;
  aspect?: string;
  fps?: string;
  hidden?: string;
  review?: boolean;
  options?: string;
  out?: string;
  detach?: boolean;
  json?: boolean;
}

export function makeCommand(): Command {
  return new Command('make')
    .description('make a narrated video of a deck (PPTX, PPT, ODP, PDF)')
    .argument('<deck>', 'the file')
    .addOption(new Option('--script <mode>', 'where the words come from').choices(['notes', 'ai', 'auto']))
    .option('--tone <words>', 'for words written by AI, as in “calm and precise”')
    .option('--audience <words>', 'for words written by AI, as in “first-year students”')
    .option('--seconds-per-slide <number>', 'for words written by AI: how long a slide is spoken about')
    .addOption(
      new Option('--empty-slides <policy>', 'what becomes of slides without notes').choices(['hold', 'skip', 'write']),
    )
    .option('--hold <seconds>', 'how long a slide without words is shown')
    .addOption(new Option('--provider <name>', 'who speaks').choices(['offline', 'openai', 'elevenlabs']))
    .option('--voice <name>', 'see: slidespeaker voices')
    .option('--model <name>', 'of the voice, where its provider has several')
    .option('--rate <factor>', 'how fast, 1 = the voice’s own speed')
    .option('--language <tags...>', 'what is spoken, as in de or pt-BR; a video is made in each')
    .option('--subtitles <tags...>', 'further languages in which it can be read')
    .option('--burn-in', 'subtitles in the picture')
    .option('--presenter <name>', 'see: slidespeaker presenters')
    .addOption(
      new Option('--presenter-provider <name>', 'whose presenter; without a name, the first there is').choices([
        'offline',
        'heygen',
      ]),
    )
    .addOption(new Option('--presenter-layout <where>', 'where the presenter stands').choices(['corner', 'beside']))
    .option('--presenter-slides <numbers...>', 'on which slides; else on all that are spoken')
    .addOption(
      new Option('--podcast <speakers>', 'the sound for itself, too: one voice, or a talk of two').choices(['1', '2']),
    )
    .option('--budget <cents>', 'what it may cost: before more is spent, you are asked')
    .addOption(
      new Option('--when-away <what>', 'what a provider’s outage does').choices(['wait', 'otherVoice', 'fail']),
    )
    .addOption(
      new Option('--when-lost <what>', 'what a lost answer does that may have been billed').choices(['retry', 'hold']),
    )
    .addOption(new Option('--resolution <size>', 'of the video').choices(['720p', '1080p', '2160p']))
    .addOption(new Option('--aspect <ratio>', 'of the video').choices(['16:9', '9:16', '4:3']))
    .addOption(new Option('--fps <number>', 'pictures a second').choices(['25', '30']))
    .addOption(new Option('--hidden <what>', 'hidden slides').choices(['skip', 'keep']))
    .option('--review', 'wait for a person to approve the script')
    .option(
      '--options <json>',
      'any options as REST takes them, as JSON or as @file; a flag above replaces the option of its name',
    )
    .option('--out <folder>', 'where the files go (default: OUTPUT_DIR, else output)')
    .option('--detach', 'do not wait; print the id of the task')
    .option('--json', 'answer as JSON')
    .action(make);
}

async function make(deck: string, given: MakeOptions): Promise<void> {
  const client = clientFromEnvironment();
  await refuseMissing(resolve(deck));
  const sent = await sendDeck(client, resolve(deck), { ...(await optionsFrom(given.options)), ...flagOptions(given) });
  if (given.detach) {
    print(given.json, sent, sent.id);
    return;
  }
  console.error(`Task ${sent.id}. It goes on when this command is stopped: slidespeaker status ${sent.id}`);
  const made = await finishVideo(client, sent.id, resolve(given.out ?? process.env['OUTPUT_DIR'] ?? 'output'));
  print(given.json, { ...made.task, files: made.files }, report(made));
  process.exitCode = made.task.status === 'completed' ? 0 : 1;
}

/** The flags that were given, in the form of REST's options. The server checks them, so that there is one set of rules. */
export function flagOptions(given: MakeOptions): Record<string, unknown> {
  const number = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));
  const emptySlides = group({ policy: given.emptySlides, seconds: number(given.hold) });
  return (
    group({
      script: group({
        ...{ mode: given.script, tone: given.tone, audience: given.audience },
        ...{ secondsPerSlide: number(given.secondsPerSlide), emptySlides },
      }),
      voice: group({ provider: given.provider, name: given.voice, model: given.model, rate: number(given.rate) }),
      languages: given.language,
      subtitles: group({ languages: given.subtitles, burnIn: given.burnIn }),
      presenter: group({
        ...{ provider: given.presenterProvider, name: given.presenter, layout: given.presenterLayout },
        slides: given.presenterSlides?.map(Number),
      }),
      podcast: group({ speakers: number(given.podcast) }),
      budget: group({ cents: number(given.budget) }),
      onProviderFailure: given.whenAway,
      onUnknownOutcome: given.whenLost,
      output: group({ resolution: given.resolution, aspect: given.aspect, fps: number(given.fps) }),
      hiddenSlides: given.hidden,
      review: given.review,
    }) ?? {}
  );
}

/** The fields that have a value; undefined where none has. */
function group(fields: Record<string, unknown>): Record<string, unknown> | undefined {
  const present = Object.entries(fields).filter(([, value]) => value !== undefined);
  return present.length === 0 ? undefined : Object.fromEntries(present);
}

async function optionsFrom(text: string | undefined): Promise<Record<string, unknown>> {
  const options = z.record(z.string(), z.unknown()).safeParse((await jsonArgument('--options', text)) ?? {});
  if (options.success) return options.data;
  throw new Error('--options is not a JSON object.');
}
