/** The time, as it stands on the page: moves on every half minute, so that "5 minutes ago" stays true. */

import { useSyncExternalStore } from 'react';

const STEP_MS = 30_000;

/** ms since 1970, in whole steps. */
export const useNow = (): number => useSyncExternalStore(subscribe, now);

const now = () => Math.ceil(Date.now() / STEP_MS) * STEP_MS;

function subscribe(listener: () => void): () => void {
  const timer = setInterval(listener, STEP_MS);
  return () => clearInterval(timer);
}
