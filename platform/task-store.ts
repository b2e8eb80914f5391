/** Tasks in Redis: what REST shows, what the workers report, what a cancel leaves behind. */

import type {
  Clip,
  Cost,
  FurtherPart,
  FurtherProgress,
  Output,
  PastVersion,
  Picture,
  RunRef,
  SlideProgress,
  Stage,
  TaskError,
  TaskRequest,
  TaskStatus,
  Warning,
} from '../domain/index.ts';

/** A task as it is kept. */
export interface TaskRecord {
  request: TaskRequest;
  status: TaskStatus;
  stage: Stage;
  slides: SlideProgress[];
  /** Where each shown slide's picture lies in the store, as soon as it does. */
  pictures: Picture[];
  /** Where each finished slide's part of the video lies, in the first language. Those of an earlier attempt stay until there are others. */
  clips: Pick<Clip, 'slide' | 'key'>[];
  further: FurtherProgress;
  /** The script as it stands (a Script in the store); absent until it is written. */
  scriptKey?: string;
  scriptVersion?: number;
  scriptApproved?: boolean;
  cost: Cost;
  warnings: Warning[];
  outputs: Output[];
  /** Oldest first; the version that stands now is not among them. */
  pastVersions: PastVersion[];
  error?: TaskError;
  /** ms since 1970 */
  createdAt: number;
  updatedAt: number;
}

/** What another version of a video is made of. */
export interface Revision {
  /** With its version, deck and options; its attempt is counted by the store. */
  request: TaskRequest;
  /** Words that a person chose, so that no review is asked for; absent: the script is written anew. */
  script?: { key: string; version: number };
}

/** A change that a run reports. Absent fields stay as they are; `slides`, `pictures`, `clips` and `further` are merged. */
export interface TaskChange {
  status?: TaskStatus;
  stage?: Stage;
  /** A slide's stage only moves forward within a run; a title that is not said stays. */
  slides?: SlideChange[];
  pictures?: Picture[];
  clips?: Pick<Clip, 'slide' | 'key'>[];
  further?: FurtherPart[];
  scriptKey?: string;
  scriptVersion?: number;
  scriptApproved?: boolean;
  warnings?: Warning[];
  outputs?: Output[];
  error?: TaskError;
}

export type SlideChange = Pick<SlideProgress, 'number' | 'stage'> & { title?: string };

/** Something happened to a task. `id` is the Redis stream's, and what `Last-Event-ID` carries. */
export interface TaskEvent {
  id: string;
  /** The change as JSON; `{"deleted": true}` when the task was removed. */
  data: string;
}

export interface TaskStore {
  /**
   * One atomic step: idempotency key, the task's hash, its entry in the stream of new tasks.
   * A repeated idempotency key of the same owner creates nothing and answers with the first task's id; the same key with
   * another `fingerprint` (a hash of deck and options) throws RequestError 409 `idempotency_key_reused`.
   */
  create(
    request: TaskRequest,
    idempotency?: { key: string; fingerprint: string },
  ): Promise<{ id: string; created: boolean }>;
  /** Which task an idempotency key already made, if any. */
  findByIdempotencyKey(owner: string, key: string): Promise<string | undefined>;
  get(id: string): Promise<TaskRecord | undefined>;
  /** Newest first. `q` is looked for in name and slide titles. */
  list(
    owner: string,
    query: { status?: TaskStatus; q?: string; limit: number; cursor?: string },
  ): Promise<{ tasks: TaskRecord[]; nextCursor?: string }>;
  /** Takes a run's change, unless the task was cancelled, ended or retried since: then answers false and changes nothing. */
  record(run: RunRef, change: TaskChange): Promise<boolean>;
  /** Marks a task cancelled and tells the workers, at once. False when it had already ended. Idempotent. */
  cancel(id: string): Promise<boolean>;
  /** Raises the attempt and queues the task again, atomically. Undefined where it may not be retried. */
  retry(id: string): Promise<TaskRequest | undefined>;
  /**
   * Queues an ended task again for another version of its video, atomically, unless somebody retried or revised it meanwhile: then
   * undefined. What stood so far becomes a past version where it has outputs.
   */
  revise(task: TaskRecord, revision: Revision): Promise<TaskRequest | undefined>;
  /** From now on there is no such task: its run is to stop, and all that is left of it is to go (TaskDeletions). False where there is none. */
  remove(id: string): Promise<boolean>;
  /** Tasks that ended more than `agoMs` ago, the oldest first. */
  endedBefore(agoMs: number, limit: number): Promise<string[]>;
  /** Cancels asked for and not yet known to have reached Temporal. */
  undeliveredCancels(): Promise<RunRef[]>;
  cancelDelivered(id: string): Promise<void>;
  /** Events after `lastId` (all that are kept where not said), in order, then live until the signal aborts. */
  events(id: string, lastId: string | undefined, signal: AbortSignal): AsyncIterable<TaskEvent>;
  /** Aborted when this run is cancelled: by the published event, or within 500 ms by the key. */
  watchCancel(run: RunRef): { signal: AbortSignal; stop: () => void };
}
