/** How long a task will still take, from what this page has seen of it: nothing is promised before it has moved. */

import { useState } from 'react';
import type { TaskView } from '../../../domain/task-view.ts';
import { secondsLeft, sighted, type Sighting } from '../task-progress.ts';

const NOTHING_SEEN: readonly Sighting[] = [];

/** Seconds; undefined while nobody can tell. */
export function useTimeLeft({ percent, status, updatedAt }: TaskView): number | undefined {
  const at = Date.parse(updatedAt);
  const [seen, setSeen] = useState(NOTHING_SEEN);
  const next = status === 'running' ? sighted(seen, { at, percent }) : NOTHING_SEEN;
  // Kept while drawing, as React asks for what is made of props.
  if (next !== seen) setSeen(next);
  return secondsLeft(next, at);
}
