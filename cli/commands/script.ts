/** `slidespeaker script get|put|rewrite|hear|approve <id>`: the words, and a task that waits for them to be approved. */

import { resolve } from 'node:path';
import { Command } from 'commander';
import { z } from 'zod';
import { slidesSchema, type RemoteScript } from '../api-answers.ts';
import { clientFromEnvironment } from '../api-client.ts';
import { jsonArgument } from '../json-argument.ts';
import { print } from './print.ts';
import { taskCommand } from './task-command.ts';

interface PutOptions {
  slide?: string;
  text?: string;
  json?: boolean;
}

export function scriptCommand(): Command {
  return new Command('script')
    .description('what is said: read it, change it, hear it, approve it')
    .addCommand(getCommand())
    .addCommand(putCommand())
    .addCommand(rewriteCommand())
    .addCommand(hearCommand())
    .addCommand(approveCommand());
}

function getCommand(): Command {
  return taskCommand('get', 'what is said on each slide')
    .option('--version <number>', 'of the video, see: slidespeaker versions; else as it stands')
    .action(async (id: string, { version, json }: { version?: string; json?: boolean }) => {
      const script = await clientFromEnvironment().script(id, version);
      print(json, script, wordsFor(script));
    });
}

function putCommand(): Command {
  return taskCommand('put', 'change what is said, while the task waits for approval')
    .argument('[script]', 'as `get --json` gives it, as JSON or as @file (@- reads the standard input)')
    .option('--slide <number>', 'or one slide')
    .option('--text <words>', 'and what is said on it; empty: it is held in silence')
    .action(async (id: string, given: string | undefined, { slide, text, json }: PutOptions) => {
      const { slides, version } = await changedScript(given, slide, text);
      const script = await clientFromEnvironment().putScript(id, slides, version);
      print(json, script, `The script is version ${script.version} now.`);
    });
}

function rewriteCommand(): Command {
  return taskCommand('rewrite', 'have one slide written anew by AI, while the task waits for approval')
    .argument('<slide>', 'its number')
    .argument('<wish>', 'in your own words, as in “shorter, and without the example”')
    .action(async (id: string, slide: string, wish: string, { json }: { json?: boolean }) => {
      const script = await clientFromEnvironment().rewriteSlide(id, Number(slide), wish);
      const written = script.slides.filter(({ number }) => number === Number(slide));
      print(json, script, wordsFor({ ...script, slides: written }));
    });
}

function hearCommand(): Command {
  return taskCommand('hear', 'hear a slide as it will be spoken, on the task’s bill')
    .argument('<slide>', 'its number')
    .option('--out <file>', 'where the sound goes (default: slide-<number>.aac)')
    .action(async (id: string, slide: string, { out, json }: { out?: string; json?: boolean }) => {
      const named = (ending: string): string => resolve(out ?? `slide-${slide}.${ending}`);
      const file = await clientFromEnvironment().hearSlide(id, Number(slide), named);
      print(json, { file }, file);
    });
}

function approveCommand(): Command {
  return taskCommand('approve', 'approve the script: it is spoken now')
    .option('--version <number>', 'that was read, as `get` says it; another one is then not approved')
    .action(async (id: string, { version, json }: { version?: string; json?: boolean }) => {
      const task = await clientFromEnvironment().approve(id, version);
      print(json, task, `The script is approved: slidespeaker status ${task.id}`);
    });
}

const sentSchema = slidesSchema.extend({ version: z.string().optional() });

/** Marks of approval are not sent along: they are for words that somebody has read, and these may be other ones. */
async function changedScript(
  given: string | undefined,
  slide: string | undefined,
  text: string | undefined,
): Promise<Pick<RemoteScript, 'version'> & { slides: unknown[] }> {
  if (given === undefined) {
    if (slide === undefined || text === undefined) throw new Error('Send a script, or --slide and --text.');
    return { slides: [{ number: Number(slide), text }] };
  }
  if (slide !== undefined || text !== undefined) throw new Error('Send either a script, or --slide and --text.');
  const parsed = sentSchema.safeParse(await jsonArgument('<script>', given));
  if (!parsed.success) throw new Error('<script> must be {"slides": [{"number": 1, "text": "…"}, …]}.');
  const { slides, version } = parsed.data;
  return {
    slides: slides.map(({ number, text: words, flags }) => ({ number, text: words, ...(flags ? { flags } : {}) })),
    ...(version === undefined ? {} : { version }),
  };
}

function wordsFor({ version, language, slides }: RemoteScript): string {
  const blocks = slides.map(({ number, text, flags = [], approved }) =>
    [
      `Slide ${number}${approved ? ' (approved)' : ''}`,
      text === '' ? '(nothing is said)' : text,
      ...flags.map(({ code, message }) => `! ${message} (${code})`),
    ].join('\n'),
  );
  const about = [version === undefined ? [] : `version ${version}`, language ?? []].flat().join(', ');
  return [...blocks, ...(about === '' ? [] : [about])].join('\n\n');
}
