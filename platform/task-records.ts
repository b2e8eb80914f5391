/** Tasks as they lie in Redis' hashes → tasks as the rest of us knows them; and a page of an owner's. */

import type { Redis } from 'ioredis';
import { z } from 'zod';
import {
  RequestError,
  SLIDE_STAGES,
  STAGES,
  TASK_STATUSES,
  type FurtherPart,
  type FurtherProgress,
  type Output,
  type PastVersion,
  type SlideProgress,
  type TaskError,
  type TaskRequest,
  type Warning,
} from '../domain/index.ts';
import { keys } from './redis.ts';
import type { TaskRecord, TaskStore } from './task-store.ts';

/** Tasks read in one round trip while a list is searched. */
const LIST_BATCH = 100;

/** What this store wrote itself is trusted beyond its outer shape: it was validated at the edge. */
const json = <T>() =>
  z.string().transform((text): T => {
    const value: unknown = JSON.parse(text);
    return z.custom<T>((inner) => typeof inner === 'object' && inner !== null).parse(value);
  });

const taskHashSchema = z.object({
  request: json<TaskRequest>(),
  attempt: z.coerce.number(),
  status: z.enum(TASK_STATUSES),
  stage: z.enum(STAGES),
  createdAt: z.coerce.number(),
  updatedAt: z.coerce.number(),
  scriptKey: z.string().optional(),
  scriptVersion: z.coerce.number().optional(),
  scriptApproved: z.stringbool().optional(),
  costCents: z.coerce.number().default(0),
  upToCents: z.coerce.number().default(0),
  /** What a person raised it to. */
  budgetCents: z.coerce.number().optional(),
  warnings: json<Warning[]>().optional(),
  outputs: json<Output[]>().optional(),
  pastVersions: json<PastVersion[]>().optional(),
  error: json<TaskError>().optional(),
  /** Who had lost it. */
  rebuilt: z.enum(['Redis', 'Temporal']).optional(),
});

/** The tasks that exist among `ids`, in their order. */
export async function readTasks(redis: Redis, ids: readonly string[]): Promise<TaskRecord[]> {
  if (ids.length === 0) return [];
  const pipeline = redis.pipeline();
  for (const id of ids) {
    pipeline.hgetall(keys.task(id)).hgetall(keys.slides(id)).hgetall(keys.pictures(id)).hgetall(keys.doubts(id));
  }
  const replies = await pipeline.exec();
  const hashes = (replies ?? []).map(([error, hash]) => {
    if (error) throw error;
    return z.record(z.string(), z.string()).parse(hash);
  });
  return ids.flatMap((_id, i) => {
    const [task = {}, slides = {}, pictures = {}, doubts = {}] = hashes.slice(i * 4, i * 4 + 4);
    return 'status' in task ? [taskFrom(task, slides, pictures, doubts)] : [];
  });
}

function taskFrom(
  hash: Record<string, string>,
  slides: Record<string, string>,
  pictures: Record<string, string>,
  doubts: Record<string, string>,
): TaskRecord {
  const { request, attempt, scriptKey, scriptVersion, scriptApproved, error, rebuilt, ...task } =
    taskHashSchema.parse(hash);
  const { costCents, upToCents, budgetCents } = task;
  const options = budgetCents === undefined ? request.options : { ...request.options, budget: { cents: budgetCents } };
  const script =
    scriptKey === undefined
      ? undefined
      : { key: scriptKey, version: scriptVersion ?? 1, approved: scriptApproved ?? false };
  return {
    ...task,
    cost: { cents: costCents, upToCents },
    request: { ...request, options, attempt, ...(script && (attempt > 1 || rebuilt) ? { script } : {}) },
    slides: Object.keys(slides)
      .filter((field) => /^\d+$/.test(field))
      .map((field): SlideProgress => ({
        number: Number(field),
        title: slides[`${field}t`] ?? '',
        stage: SLIDE_STAGES[Number(slides[field])] ?? 'waiting',
      }))
      .sort((a, b) => a.number - b.number),
    further: furtherIn(slides),
    pictures: Object.entries(pictures)
      .filter(([field]) => !field.endsWith('c'))
      .map(([slide, key]) => ({ slide: Number(slide), key })),
    clips: Object.entries(pictures)
      .filter(([field]) => field.endsWith('c'))
      .map(([field, key]) => ({ slide: Number(field.slice(0, -1)), key })),
    warnings: [...(rebuilt ? [rebuiltWarning(rebuilt)] : []), ...(task.warnings ?? []), ...doubtsIn(doubts)],
    outputs: task.outputs ?? [],
    pastVersions: task.pastVersions ?? [],
    ...(scriptKey === undefined ? {} : { scriptKey }),
    ...(scriptVersion === undefined ? {} : { scriptVersion }),
    ...(scriptApproved === undefined ? {} : { scriptApproved }),
    ...(error === undefined ? {} : { error }),
  };
}

/** Warnings that money may be lost, by slide. */
const doubtsIn = (doubts: Record<string, string>): Warning[] =>
  Object.values(doubts)
    .map((text) => json<Warning>().parse(text))
    .sort((a, b) => (a.slide ?? 0) - (b.slide ?? 0));

const rebuiltWarning = (lostBy: string): Warning => ({
  code: 'rebuilt',
  message: `${lostBy} had lost this task; it was rebuilt from what the rest of the system still knew.`,
});

/** TaskStore['list'] */
export async function listTasks(
  redis: Redis,
  owner: string,
  query: Parameters<TaskStore['list']>[1],
): ReturnType<TaskStore['list']> {
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

/** A part as it lies among the slides: of a dialogue, with its share of the whole. */
export const furtherField = (part: FurtherPart): [name: string, share: string] =>
  'slide' in part ? [`+${part.language}:${part.slide}`, '1'] : [`+${part.language}#${part.turn}`, String(1 / part.of)];

function furtherIn(slides: Record<string, string>): FurtherProgress {
  const parts = Object.entries(slides).filter(([field]) => field.startsWith('+'));
  const turns = parts.filter(([field]) => field.includes('#'));
  const spoken = turns.reduce((sum, [, share]) => sum + Number(share), 0);
  // Thirds do not quite make a whole.
  return { clips: parts.length - turns.length, dialogues: Math.round(spoken * 1000) / 1000 };
}
