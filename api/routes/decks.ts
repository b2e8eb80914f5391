/** Decks before they are tasks: sent once, looked into, estimated as often as the options change, made into a video by their id. */

import type { DeckView } from '../../domain/index.ts';
import type { Artifacts } from '../../platform/artifacts.ts';
import { deckKey } from '../../platform/task-files.ts';
import type { TaskStore } from '../../platform/task-store.ts';
import type { Asks } from '../asks.ts';
import { createReadWords } from '../deck-words.ts';
import { createDrafts, type Draft } from '../drafts.ts';
import type { Engine } from '../engine.ts';
import { newTaskId } from '../new-task-id.ts';
import { nothing, route, taskIdIn, type Route } from '../operation.ts';
import { refuse } from '../problems.ts';
import { deckSchema, sentDeckSchema } from '../schemas/deck.ts';
import { createReceiveUpload, UPLOAD_PROBLEMS, type UploadDeps } from '../uploads.ts';

export interface DeckDeps {
  artifacts: Artifacts;
  store: Pick<TaskStore, 'get'>;
  asks: Pick<Asks, 'openDeck'>;
  engine: Pick<Engine, 'delete'>;
  inspectDeck: UploadDeps['inspectDeck'];
  config: UploadDeps['config'];
}

export function createDeckRoutes({ artifacts, store, asks, engine, inspectDeck, config }: DeckDeps): Route[] {
  const drafts = createDrafts(artifacts);
  const readWords = createReadWords(asks, artifacts);
  const receive = createReceiveUpload({ artifacts, inspectDeck, config });

  const send = route(
    {
      id: 'sendDeck',
      method: 'post',
      path: '/api/decks',
      summary: 'Send a deck that is to become a video',
      description:
        'Its id can be opened (`GET /api/decks/{id}`), estimated (`POST /api/estimate` with `{"deck": id, "options": …}`) and made into a task (`POST /api/tasks` with the same). A deck that becomes no task is removed after a day.',
      query: nothing,
      body: nothing,
      upload: { file: { name: 'deck', description: 'The deck: PPTX, PPSX, PPTM, PPT, ODP or PDF' }, fields: {} },
      answer: { status: 201, description: 'The deck', schema: sentDeckSchema },
      problems: UPLOAD_PROBLEMS,
    },
    async ({ req, res, owner }) => {
      const id = newTaskId();
      let kept = false;
      try {
        const { deck, optionsText } = await receive(req, res, deckKey(id));
        if (optionsText !== undefined)
          throw refuse('malformed_upload', 'Send the deck alone; options belong to its estimate and its task.');
        const draft = await drafts.keep(id, owner, deck);
        kept = true;
        res.status(201).location(`/api/decks/${id}`).json(shown(draft));
      } finally {
        if (!kept) await artifacts.removeTask(id);
      }
    },
  );

  const open = route(
    {
      id: 'openDeck',
      method: 'get',
      path: '/api/decks/{id}',
      summary: 'What is in a deck: its slides, their notes, and which are hidden',
      query: nothing,
      body: nothing,
      answer: { status: 200, description: 'The deck with its slides', schema: deckSchema },
      problems: ['deck_not_found', 'deck_unreadable', 'temporal_unavailable', 'artifact_missing'],
    },
    async ({ req, res, owner }) => {
      const draft = await drafts.find(taskIdIn(req), owner);
      const { id, deck } = draft;
      const { slides } = await readWords({ id, attempt: 1, owner, deck, options: {} });
      const told = slides.map(({ number, title, notes, hidden }) => ({ number, title, notes, hidden }));
      res.json({ ...shown(draft), slides: told } satisfies DeckView);
    },
  );

  const remove = route(
    {
      id: 'removeDeck',
      method: 'delete',
      path: '/api/decks/{id}',
      summary: 'Remove a deck that is not to become a video',
      description: 'Where it has become a task, that stays.',
      query: nothing,
      body: nothing,
      answer: { status: 204, description: 'It is gone' },
      problems: ['deck_not_found', 'cross_site'],
    },
    async ({ req, res, owner }) => {
      const { id } = await drafts.find(taskIdIn(req), owner);
      if ((await store.get(id)) === undefined) {
        await engine.delete(id).catch(() => undefined); // Temporal is away: it forgets what it knows by itself.
        await artifacts.removeTask(id);
      }
      res.status(204).end();
    },
  );

  return [send, open, remove];
}

const shown = ({ id, deck: { name, format, sizeBytes }, expiresAt }: Draft): Omit<DeckView, 'slides'> => ({
  id,
  name,
  format,
  bytes: sizeBytes,
  expiresAt: new Date(expiresAt).toISOString(),
});
