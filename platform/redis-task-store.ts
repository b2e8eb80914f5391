/** The task store on Redis: task-scripts.ts changes, task-records.ts reads, task-watch.ts watches. */

import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import type { Redis } from 'ioredis';
import { z } from 'zod';
import { RequestError, SLIDE_STAGES, type PastVersion } from '../domain/index.ts';
import { CANCELS_CHANNEL, EVENTS_CHANNEL, keys, redisNow } from './redis.ts';
import { furtherField, listTasks, readTasks } from './task-records.ts';
import { CANCEL, CREATE, RECORD, REMOVE, RETRY, REVISE } from './task-scripts.ts';
import type { TaskChange, TaskRecord, TaskStore } from './task-store.ts';
import { watchCancels, watchEvents } from './task-watch.ts';

/** A repeated request is recognised for this long; clients retry within minutes, a week covers a forgotten laptop. */
const IDEMPOTENCY_SECONDS = 7 * 24 * 3600;

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
            6,
            keys.task(id),
            keys.owner(owner),
            keys.newTasks,
            keys.events(id),
            idempotencyKey,
            keys.openTasks,
            id,
            owner,
            deck.name,
            JSON.stringify(request),
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

    list: (owner, query) => listTasks(redis, owner, query),

    record: async (run, change) => {
      const { id } = run;
      const slides = (change.slides ?? []).map(({ number, stage, title }) => [
        number,
        SLIDE_STAGES.indexOf(stage),
        ...(title === undefined ? [] : [title]),
      ]);
      const pictures = [
        ...(change.pictures ?? []).map(({ slide, key }) => [slide, key]),
        ...(change.clips ?? []).map(({ slide, key }) => [`${slide}c`, key]),
      ];
      const taken = await redis.eval(
        RECORD,
        6,
        keys.task(id),
        keys.slides(id),
        keys.pictures(id),
        keys.events(id),
        keys.openTasks,
        keys.endedTasks,
        id,
        run.attempt,
        JSON.stringify(fieldsOf(change)),
        JSON.stringify(slides),
        JSON.stringify(pictures),
        EVENTS_CHANNEL,
        JSON.stringify((change.further ?? []).map(furtherField)),
      );
      return taken === 1;
    },

    cancel: async (id) => {
      const done = await redis.eval(
        CANCEL,
        6,
        keys.task(id),
        keys.cancel(id),
        keys.undeliveredCancels,
        keys.events(id),
        keys.openTasks,
        keys.endedTasks,
        id,
        EVENTS_CHANNEL,
        CANCELS_CHANNEL,
      );
      return done === 1;
    },

    retry: async (id) => {
      const attempt = await redis.eval(
        RETRY,
        6,
        keys.task(id),
        keys.slides(id),
        keys.newTasks,
        keys.events(id),
        keys.openTasks,
        keys.endedTasks,
        id,
        EVENTS_CHANNEL,
      );
      return attempt === 0 ? undefined : (await get(id))?.request;
    },

    revise: async (task, { request, script }) => {
      const { id, attempt } = task.request;
      const pastVersions = [...task.pastVersions, ...(task.outputs.length > 0 ? [pastVersionOf(task)] : [])];
      const fields = {
        request: JSON.stringify(request),
        name: request.deck.name,
        pastVersions: JSON.stringify(pastVersions),
        ...(script ? { scriptKey: script.key, scriptVersion: String(script.version), scriptApproved: 'true' } : {}),
      };
      const gone = ['error', 'warnings', 'outputs', 'rebuilt'];
      const revised = await redis.eval(
        REVISE,
        7,
        keys.task(id),
        keys.slides(id),
        keys.pictures(id),
        keys.newTasks,
        keys.events(id),
        keys.openTasks,
        keys.endedTasks,
        id,
        attempt,
        JSON.stringify(fields),
        JSON.stringify(script ? gone : [...gone, 'scriptKey', 'scriptVersion', 'scriptApproved']),
        EVENTS_CHANNEL,
        randomUUID(),
      );
      return revised === 0 ? undefined : (await get(id))?.request;
    },

    remove: async (id) => {
      const owner = (await redis.hget(keys.task(id), 'owner')) ?? '';
      const done = await redis.eval(
        REMOVE,
        9,
        keys.task(id),
        keys.slides(id),
        keys.pictures(id),
        keys.events(id),
        keys.cancel(id),
        keys.owner(owner),
        keys.openTasks,
        keys.endedTasks,
        keys.deletions,
        id,
        EVENTS_CHANNEL,
        CANCELS_CHANNEL,
      );
      return done === 1;
    },

    endedBefore: async (agoMs, limit) =>
      redis.zrangebyscore(keys.endedTasks, '-inf', (await redisNow(redis)) - agoMs, 'LIMIT', 0, limit),

    undeliveredCancels: async () => {
      const ids = await redis.smembers(keys.undeliveredCancels);
      const attempts = ids.length === 0 ? [] : await redis.mget(ids.map((id) => keys.cancel(id)));
      return ids.map((id, i) => ({ id, attempt: Number(attempts[i] ?? 0) }));
    },
    cancelDelivered: async (id) => {
      await redis.srem(keys.undeliveredCancels, id);
    },

    events: (id, lastId, signal) => watchEvents(redis, { published, subscribed }, id, lastId, signal),

    watchCancel: (run) => cancels.watch(run),

    close: () => cancels.close(),
  };
}

function pastVersionOf({ request, outputs, scriptKey, updatedAt }: TaskRecord): PastVersion {
  const { version = 1, deck, options } = request;
  return {
    version,
    name: deck.name,
    options,
    outputs,
    finishedAt: updatedAt,
    ...(scriptKey === undefined ? {} : { scriptKey }),
  };
}

/** The scalar fields of a change, as they lie in the task's hash. */
function fieldsOf(change: TaskChange): Record<string, string> {
  const merged = ['slides', 'pictures', 'clips', 'further'];
  const fields = Object.entries(change).filter(([name]) => !merged.includes(name));
  return Object.fromEntries(
    fields.map(([name, value]: [string, unknown]) => [name, typeof value === 'string' ? value : JSON.stringify(value)]),
  );
}
