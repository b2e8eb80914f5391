/** A library as somebody has it after years: a thousand tasks, a dozen of which have 500 slides each; put into Redis and the store by the product's own records. */

import { writeFile } from 'node:fs/promises';
import { scriptRef, type Output, type Script, type SlideScript, type TaskStatus } from '../../domain/index.ts';
import { artifactKey } from '../../platform/artifact-key.ts';
import type { Artifacts } from '../../platform/artifacts.ts';
import { runCommand } from '../../platform/run-command.ts';
import { outputKey } from '../../platform/task-files.ts';
import type { TaskChange, TaskStore } from '../../platform/task-store.ts';
import { drawSlide } from '../support/slides.ts';
import { someTaskRequest } from '../support/task-request.ts';

export interface Shelf {
  store: Pick<TaskStore, 'create' | 'record'>;
  artifacts: Artifacts;
}

export interface Library {
  /** Awaits its review. */
  review: string;
  /** To be moved on while it is watched. */
  running: string;
  finished: string;
}

const SUBJECTS = ['Photosynthesis', 'Harbours', 'Safety at work', 'Release notes', 'Onboarding', 'Tides', 'Fractions'];
/** Each slide of the long video lasts this long. */
const SECONDS = 4;
const range = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);
const titleOf = (number: number): string => `${number}. ${SUBJECTS[number % SUBJECTS.length] ?? ''}, in short`;
const wordsOf = (number: number): string =>
  `This is what is said on slide ${number}. It speaks of ${SUBJECTS[number % SUBJECTS.length] ?? ''} for a while. [pause 1s] Then it goes on.`;

export async function fillLibrary(
  shelf: Shelf,
  { tasks, slides }: { tasks: number; slides: number },
): Promise<Library> {
  const pictures = await Promise.all(range(8).map((number) => pictureOf(shelf.artifacts, number)));
  const make = async (name: string, count: number, change: TaskChange): Promise<string> => {
    const request = someTaskRequest();
    const deck = { ...request.deck, name };
    await shelf.store.create({ ...request, deck, options: { review: change.stage === 'review' } });
    const numbers = range(count);
    await shelf.store.record(request, {
      slides: numbers.map((number) => ({
        number,
        title: titleOf(number),
        stage: STAGE_OF[change.status ?? 'running'],
      })),
      pictures: numbers.map((slide) => ({ slide, key: pictures[slide % pictures.length] ?? '' })),
    });
    await shelf.store.record(request, change);
    return request.id;
  };
  for (const number of range(tasks - 3)) {
    const status = STATUSES[number % STATUSES.length] ?? 'completed';
    const failed =
      status === 'failed' ? { error: { code: 'speech_failed', message: 'Slide 3: no voice.', slide: 3 } } : {};
    // Decks of a lesson; every hundredth is a book.
    const count = number % 100 === 0 ? slides : 12 + (number % 40);
    await make(`${SUBJECTS[number % SUBJECTS.length] ?? ''} ${number}.pptx`, count, {
      status,
      stage: 'done',
      ...failed,
    });
  }
  const script = await scriptOf(shelf.artifacts, slides);
  const review = await make('To be approved.pptx', slides, { status: 'awaiting_review', stage: 'review', ...script });
  const running = await make('Being made.pptx', slides, { status: 'running', stage: 'speaking' });
  const finished = await make('Finished.pptx', slides, { status: 'running', stage: 'delivering', ...script });
  const outputs = await deliver(shelf.artifacts, finished, slides);
  const done = range(slides).map((number) => ({ number, stage: 'done' as const }));
  await shelf.store.record({ id: finished, attempt: 1 }, { status: 'completed', stage: 'done', slides: done, outputs });
  return { review, running, finished };
}

/** Of most libraries most is finished. */
const STATUSES: TaskStatus[] = ['completed', 'completed', 'completed', 'completed', 'failed', 'completed', 'cancelled'];
const STAGE_OF = {
  queued: 'waiting',
  running: 'pictured',
  awaiting_review: 'scripted',
  completed: 'done',
  failed: 'pictured',
  cancelled: 'pictured',
} as const;

async function pictureOf(artifacts: Artifacts, number: number): Promise<string> {
  const key = artifactKey('picture', { load: 'studio', number }, 'png');
  const kinds = ['text', 'photo', 'chart'] as const;
  await artifacts.write(key, (file) =>
    drawSlide(file, number, kinds[number % 3] ?? 'text', { width: 1280, height: 720 }),
  );
  return key;
}

async function scriptOf(artifacts: Artifacts, slides: number): Promise<TaskChange> {
  const slide = (number: number): SlideScript => ({
    ...{ number, text: wordsOf(number), source: 'notes', treatment: 'speak', holdMs: 0 },
    flags: number % 20 === 0 ? [{ code: 'not_in_deck', message: `“${number}” is not in the deck.` }] : [],
  });
  const script: Script = { language: 'en', slides: range(slides).map(slide) };
  return keepScript(artifacts, script);
}

/** What the workflow reports of a script. */
async function keepScript(artifacts: Artifacts, script: Script): Promise<TaskChange> {
  const key = artifactKey('script', script, 'json');
  await artifacts.writeJson(key, script);
  const { version } = scriptRef(script, key, 1);
  return { scriptKey: key, scriptVersion: version, scriptApproved: false };
}

/** A plain film of the right length, its cues and its manifest: what the player reads. */
async function deliver(artifacts: Artifacts, id: string, slides: number): Promise<Output[]> {
  const outputs: Output[] = [];
  const put = async (name: string, kind: Output['kind'], make: (file: string) => Promise<void>): Promise<void> => {
    const key = outputKey(id, name);
    await artifacts.write(key, make);
    outputs.push({ name, kind, language: 'en', sizeBytes: await artifacts.sizeOf(key), sha256: '0'.repeat(64) });
  };
  const clock = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(11, 23);
  const cues = range(slides * 2).map((number) => {
    const from = ((number - 1) * SECONDS) / 2;
    return `${clock(from)} --> ${clock(from + SECONDS / 2)}\n${wordsOf(Math.ceil(number / 2)).slice(0, 60)}\n`;
  });
  const told = { slides: range(slides).map((slide) => ({ slide, title: titleOf(slide), seconds: SECONDS })) };
  await put('video.mp4', 'video', (file) => film(file, slides * SECONDS));
  await put('subtitles.en.vtt', 'subtitles', (file) => writeFile(file, ['WEBVTT\n', ...cues].join('\n')));
  await put('manifest.json', 'manifest', (file) => writeFile(file, JSON.stringify(told)));
  return outputs;
}

async function film(file: string, seconds: number): Promise<void> {
  const picture = `color=size=320x180:rate=1:duration=${seconds}`;
  const sound = `anullsrc=r=48000:cl=mono:d=${seconds}`;
  const args = ['-nostdin', '-v', 'error', '-y', '-f', 'lavfi', '-i', picture, '-f', 'lavfi', '-i', sound];
  const coding = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '8', '-c:a', 'aac', '-shortest'];
  await runCommand('ffmpeg', [...args, ...coding, '-movflags', '+faststart', '-f', 'mp4', file], {
    signal: AbortSignal.timeout(120_000),
    timeoutMs: 120_000,
  });
}
