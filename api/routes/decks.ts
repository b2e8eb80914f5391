/** Decks before they are tasks: sent once, looked into, estimated as often as the options change, made into a video by their id. */

import type { DeckView } from '../../domain/index.ts';
import type { Artifacts } from '../../platform/artifacts.ts';
import { deckKey, previewKey } from '../../platform/task-files.ts';
import type { TaskStore } from '../../platform/task-store.ts';
import type { Asks } from '../asks.ts';
import { createReadWords } from '../deck-words.ts';
import { createDrafts, type Draft } from '../drafts.ts';
import type { Engine } from '../engine.ts';
import { newTaskId } from '../new-task-id.ts';
import { nothing, route, taskIdIn, type Route } from '../operation.ts';
import { refuse } from '../problems.ts';
import { deckSchema, sentDeckSchema } from '../schemas/deck.ts';
import { sendArtifact } from '../send-artifact.ts';
import { createReceiveUpload, UPLOAD_PROBLEMS, type UploadDeps } from '../uploads.ts';

export interface DeckDeps {
  artifacts: Artifacts;
  store: Pick<TaskStore, 'get'>;
  asks: Pick<Asks, 'openDeck' | 'pictureDeck'>;
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

  const getPicture = route(
    {
      id: 'getDeckSlidePicture',
      method: 'get',
      path: '/api/decks/{id}/slides/{number}.png',
      summary: 'A small picture of a slide of a deck that was sent',
      description:
        'Painted when it is first asked for, behind everything that tasks need: until then the answer is 202 without a body, with the seconds after which to ask again in `Retry-After`. Hidden slides have none.',
      query: nothing,
      body: nothing,
      headers: { 'If-None-Match': 'An ETag' },
      answer: { status: 200, description: 'The picture, or nothing yet with 202', contentType: 'image/png' },
      problems: ['deck_not_found', 'picture_not_found', 'range_not_satisfiable', 'temporal_unavailable'],
    },
    async ({ req, res, owner }) => {
      const { id, deck } = await drafts.find(taskIdIn(req), owner);
      const number = slideIn(req.params['number'], config.maxSlides);
      const key = previewKey(id, number);
      const send = () =>
        sendArtifact(artifacts, req, res, {
          ...{ key, version: `${id}-${number}`, contentType: 'image/png', cacheControl: 'private, max-age=86400' },
        });
      if (await artifacts.has(key)) return send();
      const paints = await asks.pictureDeck({ id, attempt: 1, owner, deck, options: {} }, number);
      if (paints) {
        res.status(202).set({ 'Retry-After': '1', 'Cache-Control': 'no-store' }).end();
        return;
      }
      // It may have been finished between the two looks.
      if (!(await artifacts.has(key))) throw noPicture();
      return send();
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

  return [send, open, getPicture, remove];
}

const noPicture = () => refuse('picture_not_found', 'There is no picture of this slide.');

/** @throws RequestError `picture_not_found` */
function slideIn(text: unknown, most: number): number {
  const number = typeof text === 'string' && /^[1-9]\d{0,5}$/.test(text) ? Number(text) : Infinity;
  if (number > most) throw noPicture();
  return number;
}

const shown = ({ id, deck: { name, format, sizeBytes }, expiresAt }: Draft): Omit<DeckView, 'slides'> => ({
  id,
  name,
  format,
  bytes: sizeBytes,
  expiresAt: new Date(expiresAt).toISOString(),
});
