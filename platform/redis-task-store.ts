/** The task store on Redis: task-scripts.ts changes, this file asks. */

import { EventEmitter, on } from 'node:events';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import {
  RequestError,
  SLIDE_STAGES,
  STAGES,
  TASK_STATUSES,
  toError,
  type Output,
  type SlideProgress,
  type TaskError,
  type TaskOptions,
  type TaskRequest,
  type Warning,
} from '../domain/index.ts';
import { CANCELS_CHANNEL, EVENTS_CHANNEL, keys } from './redis.ts';
import { CANCEL, CREATE, RECORD, REMOVE, RETRY } from './task-scripts.ts';
import type { TaskChange, TaskEvent, TaskRecord, TaskStore } from './task-store.ts';

/** A repeated request is recognised for this long; clients retry within minutes, a week covers a forgotten laptop. */
const IDEMPOTENCY_SECONDS = 7 * 24 * 3600;
/** How soon a worker that missed the published cancel finds its key (P4). */
const CANCEL_POLL_MS = 500;
/** Tasks read in one round trip while a list is searched. */
const LIST_BATCH = 100;

/**
 * @param redis for commands; @param subscriber a connection of its own, for what is published.
 * `close` ends what this store started; the connections belong to the caller.
 */
export function createRedisTaskStore(redis: Redis, subscriber: Redis): TaskStore & { close(): void } {
  const published = new EventEmitter().setMaxListeners(0);
  subscriber.on('message', (channel: string, id: string) => published.emit(`${channel}:${id}`));
  // Not waited for: while Redis is away, a process still starts and says so itself.
  const subscribed = subscriber.subscribe(EVENTS_CHANNEL, CANCELS_CHANNEL);
  subscribed.catch(() => undefined); // the connection was closed before Redis ever answered
  const cancels = watchCancels(redis, published);

  const get = async (id: string): Promise<TaskRecord | undefined> => (await readTasks(redis, [id]))[0];

  return {
    create: async (request, idempotency) => {
      const { id, owner, deck } = request;
      const idempotencyKey = idempotency ? keys.idempotency(owner, idempotency.key) : '';
      const [outcome, known] = z
        .tuple([z.string(), z.string()])
        .parse(
          await redis.eval(
            CREATE,
            5,
            keys.task(id),
            keys.owner(owner),
            keys.newTasks,
            keys.events(id),
            idempotencyKey,
            id,
            owner,
            deck.name,
            JSON.stringify(request),
            Date.now(),
            idempotency?.fingerprint ?? '',
            IDEMPOTENCY_SECONDS,
          ),
        );
      if (outcome === 'reused') {
        throw new RequestError(
          409,
          'idempotency_key_reused',
          'This Idempotency-Key was used for another deck or other options. Send a new key.',
        );
      }
      return { id: known, created: outcome === 'created' };
    },

    findByIdempotencyKey: async (owner, key) => (await redis.hget(keys.idempotency(owner, key), 'id')) ?? undefined,

    get,

    list: async (owner, query) => {
      const tasks: TaskRecord[] = [];
      let cursor = parseCursor(query.cursor);
      const matches = (task: TaskRecord): boolean =>
        (query.status === undefined || task.status === query.status) && mentions(task, query.q);
      while (true) {
        const batch = await idsBefore(redis, keys.owner(owner), cursor);
        for (const task of await readTasks(redis, batch)) {
          if (matches(task)) tasks.push(task);
          if (tasks.length > query.limit) {
            const page = tasks.slice(0, query.limit);
            const last = page.at(-1);
            return last ? { tasks: page, nextCursor: `${last.createdAt}-${last.request.id}` } : { tasks: page };
          }
          cursor = { createdAt: task.createdAt, id: task.request.id };
        }
        if (batch.length < LIST_BATCH) return { tasks };
      }
    },

    record: async (run, change) => {
      const { id } = run;
      const slides = (change.slides ?? []).map(({ number, stage, title }) => [
        number,
        SLIDE_STAGES.indexOf(stage),
        ...(title === undefined ? [] : [title]),
      ]);
      const pictures = (change.pictures ?? []).map(({ slide, key }) => [slide, key]);
      const taken = await redis.eval(
        RECORD,
        4,
        keys.task(id),
        keys.slides(id),
        keys.pictures(id),
        keys.events(id),
        id,
        run.attempt,
        Date.now(),
        JSON.stringify(fieldsOf(change)),
        JSON.stringify(slides),
        JSON.stringify(pictures),
        EVENTS_CHANNEL,
      );
      return taken === 1;
    },

    cancel: async (id) => {
      const done = await redis.eval(
        CANCEL,
        4,
        keys.task(id),
        keys.cancel(id),
        keys.undeliveredCancels,
        keys.events(id),
        id,
        Date.now(),
        EVENTS_CHANNEL,
        CANCELS_CHANNEL,
      );
      return done === 1;
    },

    retry: async (id) => {
      const attempt = await redis.eval(
        RETRY,
        4,
        keys.task(id),
        keys.slides(id),
        keys.newTasks,
        keys.events(id),
        id,
        Date.now(),
        EVENTS_CHANNEL,
      );
      return attempt === 0 ? undefined : (await get(id))?.request;
    },

    remove: async (id) => {
      const owner = (await redis.hget(keys.task(id), 'owner')) ?? '';
      await redis.eval(
        REMOVE,
        7,
        keys.task(id),
        keys.slides(id),
        keys.pictures(id),
        keys.events(id),
        keys.cancel(id),
        keys.owner(owner),
        keys.undeliveredCancels,
        id,
        EVENTS_CHANNEL,
      );
    },

    undeliveredCancels: () => redis.smembers(keys.undeliveredCancels),
    cancelDelivered: async (id) => {
      await redis.srem(keys.undeliveredCancels, id);
    },

    events: (id, lastId, signal) => watchEvents(redis, { published, subscribed }, id, lastId, signal),

    watchCancel: (run) => cancels.watch(run),

    close: () => cancels.close(),
  };
}

/** The scalar fields of a change, as they lie in the task's hash. */
function fieldsOf(change: TaskChange): Record<string, string> {
  const merged = ['slides', 'pictures'];
  const fields = Object.entries(change).filter(([name]) => !merged.includes(name));
  return Object.fromEntries(
    fields.map(([name, value]: [string, unknown]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}

/** What this store wrote itself is trusted beyond its outer shape: it was validated at the edge. */
const json = <T>() =>
  z.string().transform((text): T => {
    const value: unknown = JSON.parse(text);
    return z.custom<T>((inner) => typeof inner === 'object' && inner !== null).parse(value);
  });

const taskHashSchema = z.object({
  request: json<TaskRequest & { options: TaskOptions }>(),
  attempt: z.coerce.number(),
  status: z.enum(TASK_STATUSES),
  stage: z.enum(STAGES),
  createdAt: z.coerce.number(),
  updatedAt: z.coerce.number(),
  scriptKey: z.string().optional(),
  scriptVersion: z.coerce.number().optional(),
  scriptApproved: z.stringbool().optional(),
  costCents: z.coerce.number().default(0),
  warnings: json<Warning[]>().optional(),
  outputs: json<Output[]>().optional(),
  error: json<TaskError>().optional(),
});

/** The tasks that exist among `ids`, in their order. */
async function readTasks(redis: Redis, ids: readonly string[]): Promise<TaskRecord[]> {
  if (ids.length === 0) return [];
  const pipeline = redis.pipeline();
  for (const id of ids) pipeline.hgetall(keys.task(id)).hgetall(keys.slides(id)).hgetall(keys.pictures(id));
  const replies = await pipeline.exec();
  const hashes = (replies ?? []).map(([error, hash]) => {
    if (error) throw error;
    return z.record(z.string(), z.string()).parse(hash);
  });
  return ids.flatMap((_id, i) => {
    const [task = {}, slides = {}, pictures = {}] = hashes.slice(i * 3, i * 3 + 3);
    return 'status' in task ? [taskFrom(task, slides, pictures)] : [];
  });
}

function taskFrom(
  hash: Record<string, string>,
  slides: Record<string, string>,
  pictures: Record<string, string>,
): TaskRecord {
  const { request, attempt, scriptKey, scriptVersion, scriptApproved, error, ...task } = taskHashSchema.parse(hash);
  const script =
    scriptKey === undefined
      ? undefined
      : { key: scriptKey, version: scriptVersion ?? 1, approved: scriptApproved ?? false };
  return {
    ...task,
    request: { ...request, attempt, ...(script && attempt > 1 ? { script } : {}) },
    slides: Object.keys(slides)
      .filter((field) => /^\d+$/.test(field))
      .map((field): SlideProgress => ({
        number: Number(field),
        title: slides[`${field}t`] ?? '',
        stage: SLIDE_STAGES[Number(slides[field])] ?? 'waiting',
      }))
      .sort((a, b) => a.number - b.number),
    pictures: Object.entries(pictures).map(([slide, key]) => ({ slide: Number(slide), key })),
    warnings: task.warnings ?? [],
    outputs: task.outputs ?? [],
    ...(scriptKey === undefined ? {} : { scriptKey }),
    ...(scriptVersion === undefined ? {} : { scriptVersion }),
    ...(scriptApproved === undefined ? {} : { scriptApproved }),
    ...(error === undefined ? {} : { error }),
  };
}

interface Cursor {
  createdAt: number;
  id: string;
}

function parseCursor(text: string | undefined): Cursor | undefined {
  if (text === undefined) return undefined;
  const [, createdAt, id] = /^(\d{1,16})-([\w-]{1,64})$/.exec(text) ?? [];
  if (createdAt === undefined || id === undefined) {
    throw new RequestError(400, 'invalid_cursor', 'This cursor was not made by this server. Start again without one.');
  }
  return { createdAt: Number(createdAt), id };
}

/** Up to LIST_BATCH ids older than the cursor, newest first. */
async function idsBefore(redis: Redis, ownerKey: string, cursor: Cursor | undefined): Promise<string[]> {
  if (!cursor) return redis.zrevrange(ownerKey, 0, LIST_BATCH - 1);
  // By position where the cursor's task still exists; else by its time, which may repeat or miss a twin of the same ms.
  const rank = await redis.zrevrank(ownerKey, cursor.id);
  if (rank !== null) return redis.zrevrange(ownerKey, rank + 1, rank + LIST_BATCH);
  return redis.zrevrangebyscore(ownerKey, `(${cursor.createdAt}`, '-inf', 'LIMIT', 0, LIST_BATCH);
}

function mentions(task: TaskRecord, q: string | undefined): boolean {
  if (q === undefined) return true;
  const wanted = q.toLocaleLowerCase();
  return [task.request.deck.name, ...task.slides.map((slide) => slide.title)].some((text) =>
    text.toLocaleLowerCase().includes(wanted),
  );
}

async function* watchEvents(
  redis: Redis,
  { published, subscribed }: { published: EventEmitter; subscribed: Promise<unknown> },
  id: string,
  lastId: string | undefined,
  signal: AbortSignal,
): AsyncGenerator<TaskEvent> {
  await subscribed;
  // Subscribed before the first read: what happens between the two is then not missed.
  const wakes = on(published, `${EVENTS_CHANNEL}:${id}`, { signal });
  let from = lastId === undefined ? '-' : `(${lastId}`;
  while (!signal.aborted) {
    for (const [eventId, fields] of await redis.xrange(keys.events(id), from, '+')) {
      yield { id: eventId, data: fields[1] ?? '' };
      from = `(${eventId}`;
    }
    if ((await redis.exists(keys.task(id))) === 0) return;
    const woken = await wakes.next().catch((thrown: unknown) => {
      if (toError(thrown).name === 'AbortError') return undefined;
      throw thrown;
    });
    if (!woken) return;
  }
}

/** One poll for all the runs that are watched, beside what is published. */
function watchCancels(redis: Redis, published: EventEmitter) {
  const watched = new Map<AbortController, { id: string; attempt: number }>();
  const check = async (): Promise<void> => {
    const runs = [...watched];
    if (runs.length === 0) return;
    const cancelled = await redis.mget(runs.map(([, run]) => keys.cancel(run.id)));
    runs.forEach(([controller, run], i) => {
      // The cancel of an earlier attempt does not concern this one.
      if (Number(cancelled[i] ?? 0) >= run.attempt) controller.abort(new Error('TASK_CANCELLED'));
    });
  };
  // Commands wait while Redis is away, so a failure here is the connection being closed for good: nothing is left to watch.
  const quietly = (): void => void check().catch(() => undefined);
  const poll = setInterval(quietly, CANCEL_POLL_MS);
  poll.unref();
  return {
    watch: (run: { id: string; attempt: number }) => {
      const controller = new AbortController();
      const channel = `${CANCELS_CHANNEL}:${run.id}`;
      watched.set(controller, run);
      published.on(channel, quietly);
      quietly(); // cancelled before it was watched
      return {
        signal: controller.signal,
        stop: () => {
          watched.delete(controller);
          published.off(channel, quietly);
        },
      };
    },
    close: () => clearInterval(poll),
  };
}
