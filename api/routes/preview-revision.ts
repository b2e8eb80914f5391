/** POST /api/tasks/{id}/revise/preview: what the next version would change and cost, before anything is made. */

import type { z } from 'zod';
import {
  isPresented,
  matchSlides,
  taskCan,
  type DeckFile,
  type SlideMatch,
  type SlideScript,
  type TaskOptions,
  type TaskRequest,
} from '../../domain/index.ts';
import type { Artifacts } from '../../platform/artifacts.ts';
import type { TaskRecord, TaskStore } from '../../platform/task-store.ts';
import type { Asks } from '../asks.ts';
import { createChangeWords, nextVersion } from '../changed-words.ts';
import { createReadWords } from '../deck-words.ts';
import { createDrafts } from '../drafts.ts';
import { readKeptScript } from '../edited-script.ts';
import { newTaskId } from '../new-task-id.ts';
import { createTaskRoute, nothing, type Route } from '../operation.ts';
import { acceptOptions, type Offers } from '../options.ts';
import { notRevisable } from '../not-revisable.ts';
import { previewSchema, revisionPreviewSchema } from '../schemas/revision.ts';

export interface PreviewRevisionDeps extends Offers {
  store: Pick<TaskStore, 'get'>;
  artifacts: Artifacts;
  asks: Pick<Asks, 'estimate' | 'openDeck'>;
}

type Changes = z.infer<typeof revisionPreviewSchema>['slides'];

export function createPreviewRevisionRoutes({ store, artifacts, asks, ...offers }: PreviewRevisionDeps): Route[] {
  const changeWords = createChangeWords(artifacts, offers);
  const drafts = createDrafts(artifacts);
  const readWords = createReadWords(asks, artifacts);

  /** By their words before and after, and by who presents them. */
  const changedWords = async (task: TaskRecord, options: TaskOptions, after: string | undefined): Promise<Changes> => {
    const before = task.scriptKey;
    if (before === undefined || after === undefined) return NONE;
    const [then, now] = await Promise.all([readKeptScript(artifacts, before), readKeptScript(artifacts, after)]);
    const texts = new Map(then.slides.map(({ number, text }) => [number, text]));
    const isKept = ({ number, text, treatment }: SlideScript): boolean =>
      texts.get(number) === text &&
      (treatment !== 'speak' || presentedBy(task.request.options, number) === presentedBy(options, number));
    const numbers = (some: typeof now.slides): number[] => some.map(({ number }) => number);
    return {
      ...NONE,
      changed: numbers(now.slides.filter((slide) => !isKept(slide))),
      kept: numbers(now.slides.filter(isKept)),
    };
  };

  /** @param id whose the decks' words are while they are compared */
  const changedDeck = async ({ request }: TaskRecord, deck: DeckFile, id: string): Promise<Changes> => {
    const wordsOf = (file: DeckFile) => readWords({ id, attempt: 1, owner: request.owner, deck: file, options: {} });
    const [before, after] = [await wordsOf(request.deck), await wordsOf(deck)];
    const matches = matchSlides(before.slides, after.slides);
    const of = (fate: SlideMatch['fate']): number[] =>
      matches.flatMap((match) => (match.fate === fate ? (match.slide ?? match.was ?? []) : []));
    return { added: of('added'), moved: of('moved'), changed: of('changed'), removed: of('removed'), kept: of('same') };
  };

  const preview = createTaskRoute(store)(
    {
      id: 'previewRevision',
      method: 'post',
      path: '/api/tasks/{id}/revise/preview',
      summary: 'What the next version would change and cost, before anything is made',
      description:
        'As for `revise`; another deck is sent first (`POST /api/decks`) and named here by its id. Removed slides are told by their old numbers. Nothing is bought, and the task stays as it is.',
      query: nothing,
      body: previewSchema,
      answer: {
        status: 200,
        description: 'What would become of the slides, and the estimate',
        schema: revisionPreviewSchema,
      },
      problems: [
        'not_revisable',
        'script_not_ready',
        'unknown_slide',
        'invalid_options',
        'option_not_available',
        'unknown_voice',
        'deck_not_found',
        'deck_unreadable',
        'estimate_failed',
        'temporal_unavailable',
        'cross_site',
      ],
    },
    async ({ res, task, owner, body }) => {
      if (!taskCan.revise(task.status)) throw notRevisable();
      const id = newTaskId();
      const { deck: sent, ...change } = body;
      const ask = async (): Promise<z.infer<typeof revisionPreviewSchema>> => {
        if (sent !== undefined) {
          const { deck } = await drafts.find(sent, owner);
          const { options = task.request.options } = change;
          await acceptOptions(options, offers);
          const request: TaskRequest = { ...nextVersion(task, { options, deck }), id };
          return { slides: await changedDeck(task, deck, id), estimate: await asks.estimate(request) };
        }
        const { request, script } = await changeWords(task, change);
        const kept = script ? { script: { ...script, approved: true } } : {};
        const estimate = await asks.estimate({ ...request, ...kept, id });
        return { slides: await changedWords(task, request.options, script?.key), estimate };
      };
      res.json(await ask().finally(() => artifacts.removeTask(id)));
    },
  );
  return [preview];
}

/** Who presents a slide and how, as a word to compare; none: nobody. */
function presentedBy(options: TaskOptions, slide: number): string | undefined {
  if (!isPresented(options, slide)) return undefined;
  const { provider, name, layout, shape } = options.presenter ?? {};
  return JSON.stringify([provider, name, layout, shape]);
}

const NONE: Changes = { added: [], moved: [], changed: [], removed: [], kept: [] };
