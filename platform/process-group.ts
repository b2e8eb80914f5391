/** Ends a child together with everything that it has started: the group that it leads. */

import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { toError } from '../domain/index.ts';

/** How long a group may take to end by itself after SIGTERM; a cancel must be over within one second (P4). */
const KILL_GRACE_MS = 300;
/** How often a group that was asked to end is looked at. */
const GROUP_POLL_MS = 20;

/** Ends the child's whole group, first asking, then not. Resolves when nothing of the group can run any more. */
export async function endGroup(child: ChildProcess): Promise<void> {
  const { pid } = child;
  if (pid === undefined) return;
  signalGroup(pid, 'SIGTERM');
  const askedAt = performance.now();
  while (signalGroup(pid, 0)) {
    if (performance.now() - askedAt > KILL_GRACE_MS) {
      // A grandchild may ignore SIGTERM and live on in the group after its leader's end. The dead ones stay in the
      // group until init reaps them, which can take seconds, so there is nothing to wait for after this.
      signalGroup(pid, 'SIGKILL');
      return;
    }
    await sleep(GROUP_POLL_MS);
  }
}

/** False when the group has no process left. */
function signalGroup(pid: number, signal: NodeJS.Signals | 0): boolean {
  try {
    return process.kill(-pid, signal);
  } catch (thrown) {
    const error = toError(thrown);
    if ('code' in error && error.code === 'ESRCH') return false;
    throw error;
  }
}
