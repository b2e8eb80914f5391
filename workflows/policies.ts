/** How activities are scheduled: one policy for each kind of work, with the reason for every number. */

import { proxyActivities, type ActivityOptions } from '@temporalio/workflow';
import type { WorkflowActivities } from '../activities/index.ts';
import { taskQueueFor, voiceProvider, type TaskRequest, type Voice, type VoiceChoice } from '../domain/index.ts';

const everywhere = {
  // A dead worker is noticed after this long; long enough for a worker that ffmpeg starves of CPU. A cancel does not wait
  // for it: workers send heartbeats twice a second and watch Redis beside.
  heartbeatTimeout: '30 seconds',
  // The default would close the run while ffmpeg still writes into what the clean-up removes (temporal.md 1).
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
} satisfies ActivityOptions;

/**
 * Eight attempts that count, which activities/attempts.ts counts; beside them Temporal counts those that a worker gives back
 * because it is asked to end, so this is room for three dozen restarts during one piece of work.
 */
const ATTEMPTS = 44;

/** Milliseconds of work, no foreign program: reading a script, writing to Redis. */
export const quick = proxyActivities<WorkflowActivities>({
  ...everywhere,
  taskQueue: taskQueueFor('quick'),
  startToCloseTimeout: '2 minutes',
  // No limit to the attempts: what fails here is Redis or the store being away, and an accepted task waits for them (P1).
  // Our own final errors are not retried at all: activities/index.ts marks them.
  retry: { initialInterval: '500ms', maximumInterval: '10 seconds' },
});

/** Calls of paid providers, which mostly wait. */
export const provider = proxyActivities<WorkflowActivities>({
  ...everywhere,
  taskQueue: taskQueueFor('provider'),
  // A script of many words may take a model minutes; the clients give up by themselves before this.
  startToCloseTimeout: '15 minutes',
  // Eight attempts with growing waits outlast some four minutes of a vendor being away: then the task fails and says so, and a
  // person's `retry` goes on with everything that was bought. A vendor's own Retry-After takes the wait's place.
  retry: { initialInterval: '2 seconds', maximumInterval: '60 seconds', maximumAttempts: ATTEMPTS },
});

/** The same while a person looks at the page and waits: what does not come within two attempts is said, and asked for again. */
export const atOnce = proxyActivities<WorkflowActivities>({
  ...everywhere,
  taskQueue: taskQueueFor('provider'),
  // The API gives up ten seconds later (api/engine.ts).
  scheduleToCloseTimeout: '110 seconds',
  retry: { initialInterval: '2 seconds', maximumAttempts: 2 },
});

/**
 * A presenter's video, which takes a vendor minutes and an account that renders few at once hours. Each attempt is a short look,
 * and those that are told to wait do not count as failures (activities/attempts.ts): 20,000 of them last four days and more.
 */
export const filming = proxyActivities<WorkflowActivities>({
  ...everywhere,
  taskQueue: taskQueueFor('provider'),
  // A finished video of ten minutes may take eight to fetch.
  startToCloseTimeout: '15 minutes',
  retry: { initialInterval: '2 seconds', maximumInterval: '60 seconds', maximumAttempts: 20_000 },
});

/** Ends what a cancelled run has ordered: within the five seconds of a cancel, or not at all. */
export const givingUp = proxyActivities<WorkflowActivities>({
  ...everywhere,
  taskQueue: taskQueueFor('provider'),
  scheduleToCloseTimeout: '8 seconds',
  retry: { initialInterval: '500ms', maximumAttempts: 2 },
});

/** Foreign programs that use a core: soffice, ffmpeg, espeak-ng. */
const heavy = {
  ...everywhere,
  taskQueue: taskQueueFor('cpu'),
  // The programs have their own, shorter limits (60 s + 1 s a slide for a conversion of at most 1,000 slides); this one
  // ends an attempt whose worker lives on without doing anything.
  startToCloseTimeout: '30 minutes',
  // Eight attempts outlast a minute and a half of a store that is away.
  retry: { initialInterval: '1 second', maximumInterval: '30 seconds', maximumAttempts: ATTEMPTS },
} satisfies ActivityOptions;
export const cpu = proxyActivities<WorkflowActivities>(heavy);

/**
 * The same, ahead of the queue (3 is everybody's): the person watches for the pictures, and every clip waits for one; and what
 * is all but finished is finished first.
 */
export const cpuFirst = proxyActivities<WorkflowActivities>({ ...heavy, priority: { priorityKey: 2 } });

/**
 * The same, behind the queue. What was begun is finished before another deck is begun: decks are finished one after the other,
 * and not all of them at the end of a long day.
 */
export const cpuLast = proxyActivities<WorkflowActivities>({ ...heavy, priority: { priorityKey: 4 } });

/** For whoever looks into a deck that may become no task: behind everything that is one. */
export const cpuIdle = proxyActivities<WorkflowActivities>({
  ...heavy,
  retry: { initialInterval: '1 second', maximumAttempts: 2 },
  priority: { priorityKey: 5 },
});

/** A deck of so many slides goes through at once. Of a longer one the rest takes turns with the decks that wait to be begun. */
const SLIDES_IN_ONE_GO = 8;

/** For one of a deck's slides, counted from 0. */
export const cpuFor = (index: number) => (index < SLIDES_IN_ONE_GO ? cpu : cpuLast);

/** A vendor lists its own voices, and only some workers have its key (docker-compose.yml). */
export const casting = ({ options }: TaskRequest) => (voiceProvider(options.voice) === 'offline' ? cpu : provider);

/** What a person listens to with a finger on the button: said or failed before the API gives up (api/asks.ts), ahead of the queue. */
const listening = {
  ...everywhere,
  scheduleToCloseTimeout: '50 seconds',
  retry: { initialInterval: '1 second', maximumAttempts: 2 },
} satisfies ActivityOptions;
const heardHere = proxyActivities<WorkflowActivities>({
  ...listening,
  taskQueue: taskQueueFor('cpu'),
  priority: { priorityKey: 1 },
});
const heardAtVendor = proxyActivities<WorkflowActivities>({ ...listening, taskQueue: taskQueueFor('provider') });
export const heard = (voice: Pick<VoiceChoice, 'provider'> | undefined) =>
  voiceProvider(voice) === 'offline' ? heardHere : heardAtVendor;

/** A paid voice speaks at its vendor's; the offline one needs a core of ours. */
export const spoken = ({ provider: name }: Voice, index = 0) => (name === 'offline' ? cpuFor(index) : provider);
