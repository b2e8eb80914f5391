/** POST /api/estimate: what a deck with these options, or a task, would cost. */

import { z } from 'zod';
import type { Estimate, TaskRequest } from '../../domain/index.ts';
import type { Artifacts } from '../../platform/artifacts.ts';
import { deckKey } from '../../platform/task-files.ts';
import type { TaskStore } from '../../platform/task-store.ts';
import type { Asks } from '../asks.ts';
import { createDrafts } from '../drafts.ts';
import { newTaskId } from '../new-task-id.ts';
import { nothing, ownTask, route, TASK_ID, type Route } from '../operation.ts';
import { acceptOptions, parseOptions, type Offers } from '../options.ts';
import { estimateSchema } from '../schemas/estimate.ts';
import { optionsSchema } from '../schemas/options.ts';
import { createReceiveUpload, UPLOAD_PROBLEMS, type UploadDeps } from '../uploads.ts';

export interface EstimateDeps extends Offers {
  store: Pick<TaskStore, 'get'>;
  artifacts: Artifacts;
  asks: Pick<Asks, 'estimate'>;
  inspectDeck: UploadDeps['inspectDeck'];
  config: UploadDeps['config'];
}

export function createEstimateRoutes(deps: EstimateDeps): Route[] {
  const { store, artifacts, asks } = deps;
  const drafts = createDrafts(artifacts);
  const receive = createReceiveUpload(deps);

  /** A task as a retry would begin it: with the words that it has. */
  const requestOf = async (id: string | undefined, owner: string): Promise<TaskRequest> => {
    const { request, scriptKey, scriptVersion = 1 } = await ownTask(store, id, owner);
    if (scriptKey === undefined) return request;
    return { ...request, script: { key: scriptKey, version: scriptVersion, approved: true } };
  };

  const estimate = route(
    {
      id: 'estimate',
      method: 'post',
      path: '/api/estimate',
      summary: 'What a task would cost, before it is made',
      description:
        'Send a deck and options as for a new task, or `{"deck": id, "options": …}` for a deck that was sent before (`POST /api/decks`), or `{"task": id}` for a task that exists. What is kept costs nothing. `exact` parts are what will be billed; of the others the words are not known yet. Nothing is bought, and nothing of the deck is kept.',
      query: nothing,
      body: z.strictObject({
        task: z.string().regex(TASK_ID).exactOptional(),
        deck: z.string().regex(TASK_ID).exactOptional(),
        options: optionsSchema.exactOptional().meta({ description: 'With `deck`' }),
      }),
      upload: {
        file: { name: 'deck', description: 'The deck: PPTX, PPSX, PPTM, PPT, ODP or PDF' },
        fields: { options: optionsSchema },
      },
      answer: { status: 200, description: 'The estimate', schema: estimateSchema },
      problems: [...UPLOAD_PROBLEMS, 'task_not_found', 'deck_not_found', 'estimate_failed', 'temporal_unavailable'],
    },
    async ({ req, res, owner, body }) => {
      if (body.deck !== undefined) {
        const { options = {} } = body;
        const { id, deck } = await drafts.find(body.deck, owner);
        await acceptOptions(options, deps);
        res.json(await asks.estimate({ id, attempt: 1, owner, deck, options }));
        return;
      }
      const id = newTaskId();
      const ask = async (): Promise<Estimate> => {
        if (!req.is('multipart/form-data')) return asks.estimate({ ...(await requestOf(body.task, owner)), id });
        const { deck, optionsText } = await receive(req, res, deckKey(id));
        const options = parseOptions(optionsText);
        await acceptOptions(options, deps);
        return asks.estimate({ id, attempt: 1, owner, deck, options });
      };
      res.json(await ask().finally(() => artifacts.removeTask(id)));
    },
  );
  return [estimate];
}
