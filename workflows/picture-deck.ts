/** Paints a few slides of a deck that is no task yet, so that its sender sees them. The PDF is the one that the task itself will find. */

import { shownSlides, type TaskRequest } from '../domain/index.ts';
import { titled } from './console.ts';
import { cpuIdle } from './policies.ts';

/** Those of the slides that the video would show; the others have no page. */
export async function pictureDeck({ task, slides }: { task: TaskRequest; slides: number[] }): Promise<void> {
  const run = { id: task.id, attempt: task.attempt };
  const deck = await titled('read the deck', cpuIdle.readDeck, { run, task });
  const shown = shownSlides(deck, task.options.hiddenSlides).map(({ number }) => number);
  const pages = shown.map((slide, i) => ({ page: i + 1, slide })).filter(({ slide }) => slides.includes(slide));
  if (pages.length === 0) return;
  const { pdfKey } = await titled('convert', cpuIdle.convertDeck, { run, deck, slides: shown });
  await titled('paint', cpuIdle.previewSlides, { run, pdfKey, pages });
}
