/**
 * Mends what the loss of whole parts leaves behind, so that a task's status never lies (P1). Three looks go on for ever,
 * each in small batches:
 *
 *   a task that was silent    ─▶ its run:   goes on · closed → its true end · none → queued again, the same attempt
 *   a run that is under way   ─▶ its task:  known · Redis lost it → rebuilt · deleted by a person → left alone: it ends itself
 *   a task's folder           ─▶ its task:  known · Redis lost it → rebuilt · never accepted → removed after a day
 *
 * A disagreement counts when a second look, some seconds later, sees the same one: a run that is just closing has not
 * spoken its last word. Everything done is an atomic step that respects the attempt and what has ended, so any number of
 * masters may do this to the same tasks, and die in between.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import { isGrpcServiceError, type Client, type WorkflowExecutionDescription } from '@temporalio/client';
import { isFinal, toError, type RunRef, type TaskError, type TaskRequest } from '../domain/index.ts';
import type { Artifacts } from '../platform/artifacts.ts';
import { readRequest } from '../platform/kept-requests.ts';
import type { Log } from '../platform/log.ts';
import { requestKey } from '../platform/task-files.ts';
import { createReceipts } from '../platform/paid-receipts.ts';
import type { TaskMending } from '../platform/task-mending.ts';
import type { TaskStore } from '../platform/task-store.ts';
import { attemptOf, newestRun, readDelivered, reportsOf } from './task-remains.ts';

/** Each look takes one batch this often: ten questions a second to Temporal at most, whatever the size of the system. */
const EVERY_MS = 5_000;
const BATCH = 50;
/** Between the two looks: a run's last report reaches Redis before the run closes, so seconds are generous. */
const LOOK_AGAIN_MS = 3_000;
/** A task found well is left alone for so long: one that waits for its review costs a question a minute. */
const WELL_FOR_MS = 60_000;
/** In a Redis that knows every task, folders are only looked at for what the API left when it died between store and Redis. */
const FOLDERS_EVERY_MS = 3_600_000;
/** Of a folder so young the API may be about to tell Redis: it waits for Redis for 15 s. */
const YOUNG_MS = 60_000;
/** An upload that began a day ago is over, and nobody waits for its answer any more. */
const OLD_MS = 24 * 3_600_000;

export interface ReconcilerInput {
  tasks: Pick<TaskStore, 'get' | 'record'>;
  mending: TaskMending;
  artifacts: Artifacts;
  client: Client;
  log: Log;
  stop: AbortSignal;
}

/** What is wrong with a task, in words for the log, and what mends it. */
interface Remedy {
  because: string;
  apply: () => Promise<unknown>;
}

/** Runs until `stop`. */
export async function reconcile(input: ReconcilerInput): Promise<void> {
  const { log, stop } = input;
  const forEver = async (look: () => Promise<void>): Promise<void> => {
    while (!stop.aborted) {
      await look().catch((thrown: unknown) => {
        if (!stop.aborted) log.warn({ reason: toError(thrown).message }, 'could not look after tasks; trying again');
      });
      await sleep(EVERY_MS, undefined, { signal: stop }).catch(() => undefined);
    }
  };
  const folders = { lookedAt: 0 };
  await Promise.all([
    forEver(() => lookAtSilentTasks(input)),
    forEver(() => lookAtRuns(input)),
    forEver(() => lookAtFolders(input, folders)),
  ]);
}

async function lookAtSilentTasks(input: ReconcilerInput): Promise<void> {
  const ids = await input.mending.silent(BATCH);
  await mend(ids, (id) => diagnoseTask(id, input), input);
  await input.mending.looked(ids, WELL_FOR_MS);
}

async function diagnoseTask(id: string, input: ReconcilerInput): Promise<Remedy | undefined> {
  const { tasks, mending, client } = input;
  const task = await tasks.get(id);
  if (!task || isFinal(task.status)) return undefined;
  // The line is long, or no master could reach Temporal: that is no disagreement.
  if (task.status === 'queued' && (await mending.isWaiting(id))) return undefined;
  const run = await newestRun(id, client);
  if (!run || attemptOf(run) < task.request.attempt) {
    return {
      because: 'had no run and was not waiting for one; queued again',
      apply: () => mending.requeue(task.request),
    };
  }
  if (attemptOf(run) > task.request.attempt) {
    return {
      because: 'Redis knew only an earlier attempt; rebuilt',
      apply: () => rebuild(id, run.startTime.getTime(), input),
    };
  }
  if (isOver(run)) {
    return { because: 'its run had closed without saying so; ended', apply: () => catchUp(task.request, run, input) };
  }
  // Only a task that was rebuilt by a master who died over it knows nothing of what its run has reported.
  if (task.status !== 'queued' || (await reportsOf(run, client)).length === 0) return undefined;
  return { because: 'did not know what its run had reported', apply: () => catchUp(task.request, run, input) };
}

async function lookAtRuns(input: ReconcilerInput): Promise<void> {
  const { client, mending, stop } = input;
  const query = `WorkflowType = 'narrateDeck' AND ExecutionStatus = 'Running'`;
  for await (const runs of inBatches(client.workflow.list({ query, pageSize: BATCH }))) {
    const { ids } = await mending.unknown(runs.map(({ workflowId }) => workflowId));
    await mend(ids, (id) => diagnoseUnknown(id, Date.now(), input), input);
    await sleep(EVERY_MS, undefined, { signal: stop });
  }
}

/** In a Redis that was emptied at once, else once in a while. */
async function lookAtFolders(input: ReconcilerInput, folders: { lookedAt: number }): Promise<void> {
  const { artifacts, mending } = input;
  const { intact } = await mending.unknown([]);
  if (Date.now() - folders.lookedAt < (intact ? FOLDERS_EVERY_MS : YOUNG_MS)) return;
  let allKnown = true;
  for await (const batch of inBatches(artifacts.taskFolders())) {
    const changedAt = new Map(batch.map((folder) => [folder.id, folder.changedAt]));
    const { ids } = await mending.unknown([...changedAt.keys()]);
    const isYoung = (id: string) => Date.now() - (changedAt.get(id) ?? 0) < YOUNG_MS;
    const settled = ids.filter((id) => !isYoung(id));
    const allWell = await mend(settled, (id) => diagnoseUnknown(id, changedAt.get(id) ?? 0, input), input);
    allKnown &&= allWell;
    // An upload under way is no task yet.
    for (const id of ids.filter(isYoung)) allKnown &&= !(await artifacts.has(requestKey(id)));
  }
  folders.lookedAt = Date.now();
  if (allKnown && !intact) await mending.markIntact();
}

/** Of a task that Redis did not know when it was asked with many others. @param since its folder's or run's age */
async function diagnoseUnknown(id: string, since: number, input: ReconcilerInput): Promise<Remedy | undefined> {
  const { mending, artifacts, client } = input;
  const { ids, intact } = await mending.unknown([id]);
  if (ids.length === 0) return undefined;
  const [request, run] = [await readRequest(id, artifacts), await newestRun(id, client)];
  const isOld = Date.now() - since > OLD_MS;
  const removal = {
    because: 'was never accepted; its folder was removed',
    apply: () => artifacts.removeTask(id),
  };
  if (!request) {
    // A run that goes on is left alone: it may be another installation's. A deleted task's ends itself at its next report,
    // which Redis refuses.
    return isOld && (!run || isOver(run)) ? removal : undefined;
  }
  // What ran or delivered was a task; what did neither may be one only where Redis has forgotten which were.
  if (intact && !run && !(await readDelivered(request, artifacts))) return isOld ? removal : undefined;
  return { because: 'Redis had lost this task; rebuilt', apply: () => rebuild(id, since, input) };
}

/** From the request as the workflow got it, and from what is left of its run, its receipts and its outputs. */
async function rebuild(id: string, since: number, input: ReconcilerInput): Promise<void> {
  const { tasks, mending, artifacts, client } = input;
  const [request, run] = [await readRequest(id, artifacts), await newestRun(id, client)];
  if (!request) return;
  // A revision that was accepted and not started yet: its run is still that of the version before.
  const begun = run && attemptOf(run) >= request.attempt ? run : undefined;
  const task = { ...request, attempt: begun ? attemptOf(begun) : request.attempt };
  const paid = await createReceipts(artifacts).ofTask(id);
  if (!(await mending.rebuild(task, run?.startTime.getTime() ?? since, paid))) return;
  if (begun) return catchUp(task, begun, input);
  const delivered = await readDelivered(request, artifacts);
  if (delivered) await tasks.record(task, delivered);
  // Nobody knows how an old one ended, and nobody asked to have it made again.
  else if (Date.now() - since > OLD_MS) await tasks.record(task, { status: 'failed', error: END_UNKNOWN });
  else await mending.requeue(task);
}

/** A run, and which version of the video it was to make. */
type Made = RunRef & Pick<TaskRequest, 'version'>;

/** Tells the task what its run has reported, and, where that has closed without saying so, how it ended. */
async function catchUp(task: Made, run: WorkflowExecutionDescription, input: ReconcilerInput): Promise<void> {
  const { tasks, artifacts, client } = input;
  // Until no more have come: the run may report while its older words are being repeated, and the newest must be the last.
  for (let repeated = 0, reports = await reportsOf(run, client); repeated < reports.length;) {
    for (const { run: by, ...change } of reports.slice(repeated)) await tasks.record(by, change);
    repeated = reports.length;
    reports = await reportsOf(run, client);
  }
  if (!isOver(run)) return;
  const { name } = run.status;
  const delivered = name === 'COMPLETED' ? await readDelivered(task, artifacts) : undefined;
  const end =
    name === 'CANCELLED'
      ? ({ status: 'cancelled' } as const)
      : ({ status: 'failed', error: endedOutside(name) } as const);
  await tasks.record(task, delivered ?? end);
}

const END_UNKNOWN: TaskError = {
  code: 'ended_outside',
  message: 'How this task ended was lost with Redis, and its video is not there. Retrying makes it.',
};

function endedOutside(status: string): TaskError {
  const message =
    status === 'COMPLETED'
      ? 'The run completed, but its files are not all there. Retrying makes what is missing.'
      : 'The run was ended from outside, without a word from SlideSpeaker. Retrying continues with everything finished kept.';
  return { code: 'ended_outside', message };
}

const isOver = ({ status }: WorkflowExecutionDescription): boolean =>
  ['COMPLETED', 'FAILED', 'CANCELLED', 'TERMINATED', 'TIMED_OUT'].includes(status.name);

/** Applies what two looks agree on. False where a task could not be looked at or mended. */
async function mend(
  ids: readonly string[],
  diagnose: (id: string) => Promise<Remedy | undefined>,
  { log, stop }: ReconcilerInput,
): Promise<boolean> {
  let allWell = true;
  const care = (id: string, look: () => Promise<void>): Promise<void> =>
    look().catch((thrown: unknown) => {
      // Temporal is away for all of them; anything else, like a damaged request, is this task's alone.
      if (isGrpcServiceError(thrown)) throw thrown;
      log.warn({ taskId: id, reason: toError(thrown).message }, 'could not look after this task');
      allWell = false;
    });
  const doubtful = new Map<string, string>();
  for (const id of ids) {
    await care(id, async () => {
      const remedy = await diagnose(id);
      if (remedy) doubtful.set(id, remedy.because);
    });
  }
  if (doubtful.size > 0) await sleep(LOOK_AGAIN_MS, undefined, { signal: stop });
  for (const [id, because] of doubtful) {
    await care(id, async () => {
      const remedy = await diagnose(id);
      if (remedy?.because !== because) return;
      await remedy.apply();
      log.warn({ taskId: id }, because);
    });
  }
  return allWell;
}

async function* inBatches<T>(items: AsyncIterable<T>): AsyncIterable<T[]> {
  let batch: T[] = [];
  for await (const item of items) {
    batch.push(item);
    if (batch.length < BATCH) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
