/** Puts the finished files where the person finds them, and tells the task. */

import { constants } from 'node:fs';
import { copyFile, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import {
  markdownText,
  sameLanguage,
  toSrt,
  toVtt,
  withoutDirectives,
  type Output,
  type OutputKind,
  type Script,
} from '../domain/index.ts';
import type { Artifacts } from '../platform/artifacts.ts';
import { sha256Of } from '../platform/file-pieces.ts';
import type { Bills } from '../platform/paid-records.ts';
import { outputKey } from '../platform/task-files.ts';
import type { TaskStore } from '../platform/task-store.ts';
import { manifestOf } from './manifest.ts';
import type { Run } from './run.ts';
import { scriptSchema } from './script/schema.ts';
import type { Activities } from './verbs.ts';
import { videoSubtitles } from './video-cues.ts';

type DeliverInput = Parameters<Activities['deliver']>[0];
export interface DeliverPorts {
  artifacts: Artifacts;
  record: TaskStore['record'];
  /** What was paid for the task. */
  ledger: Bills['ledger'];
}

/** The deck told in one language. */
type Version = Pick<DeliverInput, 'script' | 'clips' | 'video'>;

/**
 * Retry: safe. Every file is made again from kept artifacts, byte for byte the same, and replaces the one before; the
 * record is the same too. A task that was cancelled meanwhile stays cancelled.
 */
export const createDeliver =
  ({ artifacts, record, ledger }: DeliverPorts) =>
  async (input: DeliverInput, run: Run): Promise<void> => {
    const { task, clips, format, warnings, more = [], subtitles = [], podcasts = [] } = input;
    const posterKey = input.pictures.find(({ slide }) => slide === clips[0]?.slide)?.key;

    const outputs: Output[] = [];
    const put = async (
      name: string,
      kind: OutputKind,
      make: (file: string) => Promise<unknown>,
      language?: string,
    ): Promise<void> => {
      run.signal.throwIfAborted();
      const key = outputKey(task.id, name, task.version);
      await artifacts.write(key, async (file) => {
        await make(file);
      });
      const { sizeBytes, sha256 } = await hashOf(key, artifacts);
      outputs.push({ name, kind, sizeBytes, sha256, ...(language === undefined ? {} : { language }) });
    };
    const putCopy = async (name: string, kind: OutputKind, key: string, language: string): Promise<void> => {
      const kept = await artifacts.file(key);
      await put(name, kind, (file) => copyFile(kept, file, constants.COPYFILE_FICLONE), language);
    };

    const versions: Version[] = [input, ...more];
    const names = outputNames(versions.map(({ script }) => script.language));
    for (const { script: ref, clips, video } of versions) {
      const { language } = ref;
      await putCopy(names.of('video', language, 'mp4'), 'video', video.key, language);
      for (const track of await videoSubtitles({ clips, language, format }, subtitles, { artifacts })) {
        const name = names.ofSubtitles(track.language, language);
        await put(`${name}.srt`, 'subtitles', (file) => writeFile(file, toSrt(track.cues)), track.language);
        await put(`${name}.vtt`, 'subtitles', (file) => writeFile(file, toVtt(track.cues)), track.language);
      }
      const script = await artifacts.readJson(ref.key, (value) => scriptSchema.parse(value));
      const markdown = scriptAsMarkdown(script, input);
      await put(names.of('script', language, 'md'), 'script', (file) => writeFile(file, markdown), language);
      const json = JSON.stringify(script, null, 2);
      await put(names.of('script', language, 'json'), 'script', (file) => writeFile(file, json), language);
    }
    for (const { language, m4a, mp3, transcript, cues } of podcasts) {
      await putCopy(names.of('podcast', language, 'm4a'), 'audio', m4a, language);
      await putCopy(names.of('podcast', language, 'mp3'), 'audio', mp3, language);
      await putCopy(names.of('podcast', language, 'md'), 'script', transcript, language);
      await putCopy(names.of('podcast', language, 'vtt'), 'script', cues, language);
    }
    if (posterKey !== undefined) {
      const picture = await artifacts.file(posterKey);
      await put('poster.jpg', 'poster', (file) => sharp(picture).jpeg({ quality: 88 }).toFile(file));
    }
    const bill = await ledger(task.id);
    const manifest = await manifestOf({ ...input, outputs, bill }, (key) => hashOf(key, artifacts));
    await put('manifest.json', 'manifest', (file) => writeFile(file, JSON.stringify(manifest, null, 2)));
    await record({ id: task.id, attempt: task.attempt }, { status: 'completed', stage: 'done', outputs, warnings });
  };

/** The main language's files have plain names; what belongs to another language says so. */
function outputNames([main = '', ...others]: readonly string[]) {
  return {
    of: (what: string, language: string, extension: string): string =>
      language === main ? `${what}.${extension}` : `${what}.${safeName(language)}.${extension}`,
    /** Without its ending. Plain where it belongs to the video in its own language, or else to the main one. */
    ofSubtitles: (language: string, video: string): string => {
      const owner = [main, ...others].find((spoken) => sameLanguage(spoken, language)) ?? main;
      const name = `subtitles.${safeName(language)}`;
      return owner === video ? name : `${name}.for-${safeName(video)}`;
    },
  };
}

/** A deck may call its language anything; in a file's name only letters, digits and hyphens are safe. */
const safeName = (language: string): string => language.replace(/[^A-Za-z0-9-]/g, '') || 'und';

function scriptAsMarkdown(script: Script, { deck }: Pick<DeliverInput, 'deck'>): string {
  const titles = new Map(deck.slides.map(({ number, title }) => [number, title]));
  const slides = script.slides.map(({ number, text, treatment, holdMs }) => {
    const heading = `## ${number}. ${markdownText(titles.get(number) ?? '')}`.trimEnd();
    if (treatment === 'speak')
      return `${heading}\n\n${markdownText(withoutDirectives(text)).split(/\n+/).join('\n\n')}\n`;
    return `${heading}\n\n_${treatment === 'hold' ? `Shown in silence for ${holdMs / 1000} s.` : 'Left out.'}_\n`;
  });
  return [`# ${markdownText(deck.file.name)}\n`, ...slides].join('\n');
}

async function hashOf(key: string, artifacts: Artifacts): Promise<{ sizeBytes: number; sha256: string }> {
  return { sizeBytes: await artifacts.sizeOf(key), sha256: await sha256Of(await artifacts.file(key)) };
}
