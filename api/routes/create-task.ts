/** POST /api/tasks: a deck and its options become a task, whole or not at all. */

import { createHash, randomBytes } from 'node:crypto';
import type { Request, Response } from 'express';
import {
  PlatformError,
  type DeckFormat,
  type TaskOptions,
  type TaskRequest,
  type TaskView,
} from '../../domain/index.ts';
import type { Artifacts } from '../../platform/artifacts.ts';
import type { Lexicons } from '../../platform/lexicon-store.ts';
import type { TaskRecord, TaskStore } from '../../platform/task-store.ts';
import { nothing, route, type Route } from '../operation.ts';
import { acceptOptions, parseOptions, type Offers } from '../options.ts';
import { refuse } from '../problems.ts';
import { optionsSchema, taskSchema } from '../schemas.ts';
import { deckKey, lexiconKey, requestKey, taskFolder } from '../../platform/task-files.ts';
import { receiveUpload, UPLOAD_PROBLEMS, type Upload } from '../uploads.ts';

export interface CreateTaskDeps extends Offers {
  store: Pick<TaskStore, 'create' | 'get'>;
  artifacts: Artifacts;
  inspectDeck: (file: string, limits: { maxSlides: number }) => Promise<{ format: DeckFormat }>;
  lexicons: Pick<Lexicons, 'read'>;
  view: (task: TaskRecord) => TaskView;
  config: { maxUploadBytes: number; maxSlides: number };
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
  const inspect = (file: string) => inspectDeck(file, { maxSlides: config.maxSlides });

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
      const upload = await receiveUpload(
        { artifacts, maxUploadBytes: config.maxUploadBytes, inspect },
        req,
        res,
        deckKey(id),
      );
      const options = await optionsOf(upload);
      const lexicon = await keepLexicon(id, owner);
      const deck = { key: deckKey(id), ...upload.deck };
      const request: TaskRequest = { id, attempt: 1, owner, deck, options, ...lexicon };
      const idempotency =
        idempotencyKey === undefined ? undefined : { key: idempotencyKey, fingerprint: fingerprintOf(request) };
      await artifacts.writeJson(requestKey(id), request);
      const made = await store.create(request, idempotency).catch((thrown: unknown) => {
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

  const create = route(
    {
      id: 'createTask',
      method: 'post',
      path: '/api/tasks',
      summary: 'Make a video of a deck',
      description:
        'The deck may be PPTX, PPT, ODP or PDF. A request with an Idempotency-Key can be sent again: it makes one task, and every repeat answers with it.',
      query: nothing,
      body: nothing,
      upload: {
        file: { name: 'deck', description: 'The deck: PPTX, PPSX, PPTM, PPT, ODP or PDF' },
        fields: { options: optionsSchema },
      },
      headers: { 'Idempotency-Key': 'Up to 200 printable characters, your choice' },
      answer: { status: 201, description: 'The task', schema: taskSchema, headers: { Location: 'The task’s address' } },
      problems: [...UPLOAD_PROBLEMS, 'invalid_idempotency_key', 'idempotency_key_reused'],
    },
    async ({ req, res, owner }) => {
      const key = idempotencyKeyOf(req);
      const made = await make(req, res, owner, key);
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

/** What makes two requests the same: validated options have one order of fields, whatever order they were sent in. */
function fingerprintOf({ deck, options }: TaskRequest): string {
  return createHash('sha256')
    .update(`${deck.sha256} ${JSON.stringify(options)}`)
    .digest('hex');
}

/** 80 random bits in 16 characters: not to be guessed, and fit for URLs, file names, Redis keys and workflow ids. */
export function newTaskId(): string {
  const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
  // 32 divides 256, so every character is equally likely.
  return Array.from(randomBytes(16), (byte) => alphabet.charAt(byte % 32)).join('');
}
