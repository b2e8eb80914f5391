/** Puts the finished files where the person finds them, and tells the task. */

import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, writeFile } from 'node:fs/promises';
import sharp from 'sharp';
import { toSrt, toVtt, type Output, type OutputKind, type Script } from '../domain/index.ts';
import type { Artifacts } from '../platform/artifacts.ts';
import { outputKey } from '../platform/task-files.ts';
import type { TaskStore } from '../platform/task-store.ts';
import { manifestOf } from './manifest.ts';
import type { Run } from './run.ts';
import { scriptSchema } from './script/schema.ts';
import type { Activities } from './verbs.ts';
import { videoCues } from './video-cues.ts';

type DeliverInput = Parameters<Activities['deliver']>[0];

/**
 * Retry: safe. Every file is made again from kept artifacts, byte for byte the same, and replaces the one before; the
 * record is the same too. A task that was cancelled meanwhile stays cancelled.
 */
export const createDeliver =
  ({ artifacts, record }: { artifacts: Artifacts; record: TaskStore['record'] }) =>
  async (input: DeliverInput, run: Run): Promise<void> => {
    const { task, script: ref, clips, format, video, warnings } = input;
    const script = await artifacts.readJson(ref.key, (value) => scriptSchema.parse(value));
    const language = safeName(script.language);
    const cues = await videoCues({ clips, language: script.language, format }, { artifacts });
    const posterKey = input.pictures.find(({ slide }) => slide === clips[0]?.slide)?.key;

    const outputs: Output[] = [];
    const put = async (
      name: string,
      kind: OutputKind,
      make: (file: string) => Promise<unknown>,
      spoken?: string,
    ): Promise<void> => {
      run.signal.throwIfAborted();
      const key = outputKey(task.id, name, task.version);
      await artifacts.write(key, async (file) => {
        await make(file);
      });
      const { sizeBytes, sha256 } = await hashOf(key, artifacts);
      outputs.push({ name, kind, sizeBytes, sha256, ...(spoken === undefined ? {} : { language: spoken }) });
    };

    const videoFile = await artifacts.file(video.key);
    await put('video.mp4', 'video', (file) => copyFile(videoFile, file, constants.COPYFILE_FICLONE), script.language);
    if (cues.length > 0) {
      await put(`subtitles.${language}.srt`, 'subtitles', (file) => writeFile(file, toSrt(cues)), script.language);
      await put(`subtitles.${language}.vtt`, 'subtitles', (file) => writeFile(file, toVtt(cues)), script.language);
    }
    await put('script.md', 'script', (file) => writeFile(file, scriptAsMarkdown(script, input)), script.language);
    await put('script.json', 'script', (file) => writeFile(file, JSON.stringify(script, null, 2)), script.language);
    if (posterKey !== undefined) {
      const picture = await artifacts.file(posterKey);
      await put('poster.jpg', 'poster', (file) => sharp(picture).jpeg({ quality: 88 }).toFile(file));
    }
    const manifest = await manifestOf(input, outputs, (key) => hashOf(key, artifacts));
    await put('manifest.json', 'manifest', (file) => writeFile(file, JSON.stringify(manifest, null, 2)));
    await record({ id: task.id, attempt: task.attempt }, { status: 'completed', stage: 'done', outputs, warnings });
  };

/** A deck may call its language anything; in a file's name only letters, digits and hyphens are safe. */
const safeName = (language: string): string => language.replace(/[^A-Za-z0-9-]/g, '') || 'und';

function scriptAsMarkdown(script: Script, { deck }: Pick<DeliverInput, 'deck'>): string {
  const titles = new Map(deck.slides.map(({ number, title }) => [number, title]));
  const slides = script.slides.map(({ number, text, treatment, holdMs }) => {
    const heading = `## ${number}. ${titles.get(number) ?? ''}`.trimEnd();
    if (treatment === 'speak') return `${heading}\n\n${text.split(/\n+/).join('\n\n')}\n`;
    return `${heading}\n\n_${treatment === 'hold' ? `Shown in silence for ${holdMs / 1000} s.` : 'Left out.'}_\n`;
  });
  return [`# ${deck.file.name}\n`, ...slides].join('\n');
}

async function hashOf(key: string, artifacts: Artifacts): Promise<{ sizeBytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of await artifacts.stream(key)) {
    const bytes: unknown = chunk;
    if (!Buffer.isBuffer(bytes)) throw new TypeError('an artifact is read as bytes');
    hash.update(bytes);
    sizeBytes += bytes.length;
  }
  return { sizeBytes, sha256: hash.digest('hex') };
}
