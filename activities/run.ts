/** What every verb is given beside its input. Verbs and ports know no Temporal; activities/index.ts makes this from it. */

import type { RunRef } from '../domain/index.ts';

export interface Run {
  /** The run of the task for which this is done: whose bill it is, and whose cancel. */
  task: RunRef;
  /** Aborted when the task is cancelled, the attempt is given up, or the worker shuts down. */
  signal: AbortSignal;
  /** An empty folder of this attempt's own, removed when it ends, however it ends. */
  scratch: string;
}
