/** Other words, voices or options for the deck that a task has, as its next version's request and script. */

import type { z } from 'zod';
import { DEFAULT_HOLD_SECONDS, inVoice, type TaskOptions, type TaskRequest } from '../domain/index.ts';
import { artifactKey } from '../platform/artifact-key.ts';
import { usedBy } from '../platform/artifact-uses.ts';
import type { Artifacts } from '../platform/artifacts.ts';
import type { Revision, TaskRecord } from '../platform/task-store.ts';
import { editedScript, readKeptScript } from './edited-script.ts';
import { acceptOptions, type Offers } from './options.ts';
import { refuse } from './problems.ts';
import type { revisionSchema } from './schemas/revision.ts';

/** @throws RequestError `invalid_body`, `script_not_ready`, `unknown_slide` */
export type ChangeWords = (task: TaskRecord, change: z.infer<typeof revisionSchema>) => Promise<Revision>;

export function createChangeWords(artifacts: Artifacts, offers: Offers): ChangeWords {
  return async (task, change) => {
    const { slides = [], options = task.request.options } = change;
    if (slides.length === 0 && change.options === undefined)
      throw refuse('invalid_body', 'Say what is to change: slides, options, or send another deck.');
    if (change.options) await acceptOptions(options, offers);
    const request = nextVersion(task, { options });
    // Where nothing was spoken yet, the words come from the deck as they did.
    if (task.scriptKey === undefined) {
      if (slides.length > 0) throw refuse('script_not_ready', 'The script of this task was never written.');
      return { request };
    }
    const before = await readKeptScript(artifacts, task.scriptKey);
    const holdMs = (options.script?.emptySlides?.seconds ?? DEFAULT_HOLD_SECONDS) * 1000;
    const words = slides.map(({ number, text, voice }) => {
      const kept = text ?? before.slides.find((slide) => slide.number === number)?.text ?? '';
      return { number, text: voice ? inVoice(kept, voice) : kept };
    });
    const script = editedScript(before, { slides: words }, holdMs);
    const key = artifactKey('script', script, 'json');
    await usedBy(task.request.id, () => artifacts.writeJson(key, script));
    return { request, script: { key, version: (task.scriptVersion ?? 1) + 1 } };
  };
}

/** The request of the next version; what was carried over to this one is not carried over again. */
export function nextVersion(
  { request }: TaskRecord,
  change: Partial<Pick<TaskRequest, 'deck' | 'previous'>> & { options: TaskOptions },
): TaskRequest {
  const { id, attempt, owner, deck, lexiconKey, version = 1 } = request;
  const lexicon = lexiconKey === undefined ? {} : { lexiconKey };
  return { id, attempt, owner, deck, ...lexicon, ...change, version: version + 1 };
}
