/** POST /api/tasks: a deck and its options become a task, whole or not at all. */

import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import type { z } from 'zod';
import { PlatformError, type TaskOptions, type TaskRequest, type TaskView } from '../../domain/index.ts';
import type { Artifacts } from '../../platform/artifacts.ts';
import type { Lexicons } from '../../platform/lexicon-store.ts';
import type { TaskRecord, TaskStore } from '../../platform/task-store.ts';
import { createDrafts } from '../drafts.ts';
import { newTaskId } from '../new-task-id.ts';
import { nothing, route, type Route } from '../operation.ts';
import { acceptOptions, parseOptions, type Offers } from '../options.ts';
import { refuse } from '../problems.ts';
import { deckToMakeSchema } from '../schemas/deck.ts';
import { optionsSchema } from '../schemas/options.ts';
import { taskSchema } from '../schemas/task.ts';
import { deckKey, lexiconKey, requestKey, taskFolder } from '../../platform/task-files.ts';
import { createReceiveUpload, deckName, UPLOAD_PROBLEMS, type Upload, type UploadDeps } from '../uploads.ts';

export interface CreateTaskDeps extends Offers {
  store: Pick<TaskStore, 'create' | 'get'>;
  artifacts: Artifacts;
  inspectDeck: UploadDeps['inspectDeck'];
  lexicons: Pick<Lexicons, 'read'>;
  view: (task: TaskRecord) => TaskView;
  config: UploadDeps['config'];
}

export function createTaskRoutes({
  store,
  artifacts,
  lexicons,
  inspectDeck,
  view,
  config,
  ...offers
}: CreateTaskDeps): Route[] {
  const drafts = createDrafts(artifacts);
  const receive = createReceiveUpload({ artifacts, inspectDeck, config });

  const optionsOf = async ({ optionsText }: Upload): Promise<TaskOptions> => {
    const options = parseOptions(optionsText);
    await acceptOptions(options, offers);
    return options;
  };

  /** The task speaks as its owner wants at this moment, whatever is changed later. */
  const keepLexicon = async (id: string, owner: string): Promise<{ lexiconKey?: string }> => {
    const lexicon = await lexicons.read(owner);
    if (lexicon.length === 0) return {};
    await artifacts.writeJson(lexiconKey(id), lexicon);
    return { lexiconKey: lexiconKey(id) };
  };

  /** Receives a task, and leaves nothing in the store unless Redis has it too. */
  const make = async (req: Request, res: Response, owner: string, idempotencyKey: string | undefined) => {
    const id = newTaskId();
    let keep = false;
    try {
      const upload = await receive(req, res, deckKey(id));
      const options = await optionsOf(upload);
      const lexicon = await keepLexicon(id, owner);
      const request: TaskRequest = { id, attempt: 1, owner, deck: upload.deck, options, ...lexicon };
      await artifacts.writeJson(requestKey(id), request);
      const made = await store.create(request, idempotencyOf(request, idempotencyKey)).catch((thrown: unknown) => {
        // Redis did not answer: it may have taken the task all the same, whose deck must then be there.
        keep = thrown instanceof PlatformError;
        throw thrown;
      });
      keep = made.created;
      return made;
    } finally {
      if (!keep) await artifacts.remove(taskFolder(id));
    }
  };

  /** The deck that was sent before becomes the task of its own id: sent again, this answers with the same task. */
  const makeOf = async (
    owner: string,
    { deck: sent, name, options = {} }: z.infer<typeof deckToMakeSchema>,
    idempotencyKey: string | undefined,
  ): Promise<{ id: string; created: boolean }> => {
    const { id, deck: file } = await drafts.find(sent, owner);
    await acceptOptions(options, offers);
    const deck = name === undefined ? file : { ...file, name: deckName(name) };
    const known = await store.get(id);
    const request: TaskRequest = { id, attempt: 1, owner, deck, options, ...(await keepLexicon(id, owner)) };
    if (known) {
      if (fingerprintOf(known.request) === fingerprintOf(request)) return { id, created: false };
      throw refuse(
        'deck_used',
        'This deck has become a task already, with other options. Send it again for another video.',
      );
    }
    await artifacts.writeJson(requestKey(id), request);
    let keep = false;
    try {
      const made = await store.create(request, idempotencyOf(request, idempotencyKey));
      keep = made.created;
      return made;
    } catch (thrown) {
      keep = thrown instanceof PlatformError; // as above
      throw thrown;
    } finally {
      if (!keep) await artifacts.remove(requestKey(id));
    }
  };

  const create = route(
    {
      id: 'createTask',
      method: 'post',
      path: '/api/tasks',
      summary: 'Make a video of a deck',
      description:
        'Send the deck as multipart, or as JSON the id of one that was sent before (`POST /api/decks`). A request with an Idempotency-Key can be sent again: it makes one task, and every repeat answers with it.',
      query: nothing,
      body: deckToMakeSchema,
      upload: {
        file: { name: 'deck', description: 'The deck: PPTX, PPSX, PPTM, PPT, ODP or PDF' },
        fields: { options: optionsSchema },
      },
      headers: { 'Idempotency-Key': 'Up to 200 printable characters, your choice' },
      answer: { status: 201, description: 'The task', schema: taskSchema, headers: { Location: 'The task’s address' } },
      problems: [
        ...UPLOAD_PROBLEMS,
        'deck_not_found',
        'deck_used',
        'invalid_idempotency_key',
        'idempotency_key_reused',
      ],
    },
    async ({ req, res, owner, body }) => {
      const key = idempotencyKeyOf(req);
      const made = await (body.deck === undefined ? make(req, res, owner, key) : makeOf(owner, body, key));
      const task = await store.get(made.id);
      if (!task) throw refuse('task_not_found', 'The task was deleted while it was sent again.');
      if (!made.created) res.set('Idempotent-Replayed', 'true');
      res.status(201).location(view(task).links.self).json(view(task));
    },
  );
  return [create];
}

function idempotencyKeyOf(req: Request): string | undefined {
  const key = req.get('idempotency-key');
  if (key === undefined || /^[\x21-\x7e]{1,200}$/.test(key)) return key;
  throw refuse('invalid_idempotency_key', 'An Idempotency-Key has 1 to 200 printable ASCII characters without spaces.');
}

const idempotencyOf = (request: TaskRequest, key: string | undefined) =>
  key === undefined ? undefined : { key, fingerprint: fingerprintOf(request) };

/** What makes two requests the same: validated options have one order of fields, whatever order they were sent in. */
function fingerprintOf({ deck, options }: TaskRequest): string {
  return createHash('sha256')
    .update(`${deck.sha256} ${JSON.stringify(options)}`)
    .digest('hex');
}
