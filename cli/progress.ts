/** How far a task is, on the terminal: a bar, or plain lines where the output goes to a file. */

import { Presets, SingleBar } from 'cli-progress';
import type { RemoteTask } from './api-answers.ts';

export interface Progress {
  show: (task: RemoteTask) => void;
  stop: () => void;
}

/** Lines for a log: one every so many percent, and one at every new stage. */
const LINE_EVERY_PERCENT = 10;

export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  return stream.isTTY ? createBar(stream) : createLines(stream);
}

function createBar(stream: NodeJS.WriteStream): Progress {
  const bar = new SingleBar(
    { format: '{bar} {percentage} %  {words}', stream, hideCursor: true },
    Presets.shades_classic,
  );
  bar.start(100, 0, { words: 'queued' });
  return {
    show: (task) => bar.update(task.percent, { words: wordsFor(task) }),
    stop: () => bar.stop(),
  };
}

function createLines(stream: NodeJS.WriteStream): Progress {
  let last = '';
  return {
    show: (task) => {
      const mark = `${task.status} ${task.stage} ${Math.floor(task.percent / LINE_EVERY_PERCENT)}`;
      if (mark === last) return;
      last = mark;
      stream.write(`${String(task.percent).padStart(3)} %  ${wordsFor(task)}\n`);
    },
    stop: () => undefined,
  };
}

/** The stage, and how many slides are finished. */
export function wordsFor({ id, status, stage, slides }: RemoteTask): string {
  if (stage === 'budget') return `has reached its budget: slidespeaker budget ${id} <cents>, or cancel`;
  if (status === 'awaiting_review')
    return `waits for approval: slidespeaker script get ${id}, then script approve ${id}`;
  const shown = slides.filter((slide) => slide.stage !== 'hidden' && slide.stage !== 'skipped');
  const finished = shown.filter((slide) => slide.stage === 'done').length;
  return shown.length === 0 ? stage : `${stage}, ${finished} of ${shown.length} slides finished`;
}
