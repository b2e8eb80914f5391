/** Says what a task would cost. The deck is read by the same step as in the task itself. */

import { shownSlides, type Estimate, type TaskRequest } from '../domain/index.ts';
import { titled } from './console.ts';
import { casting, cpuFirst, provider, quick } from './policies.ts';

/** Nothing is bought, and nothing is kept but what the task itself would make. */
export async function estimateDeck(task: TaskRequest): Promise<Estimate> {
  const run = { id: task.id, attempt: task.attempt };
  const deck = await titled('read the deck', cpuFirst.readDeck, { run, task });
  const slides = shownSlides(deck, task.options.hiddenSlides).map(({ number }) => number);
  // What a model would write is not known: the slides' own words stand for it.
  const asIs = task.options.script?.mode === 'ai' ? withMode(task, 'auto') : task;
  const { script } = await titled('write script', quick.writeScript, { run, task: asIs, deck, slides });
  const speaks = script.slides.some(({ treatment }) => treatment === 'speak');
  const cast = speaks ? await titled('cast the voice', casting(task).castVoice, { run, task, script }) : undefined;
  const voice = cast ? { voice: cast.voice } : {};
  return titled('estimate', provider.estimateTask, { run, task, deck, script, ...voice });
}

const withMode = (task: TaskRequest, mode: 'auto'): TaskRequest => ({
  ...task,
  options: { ...task.options, script: { ...task.options.script, mode } },
});
