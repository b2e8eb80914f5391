/** The same function at every drawing, which does what the newest would: for parts of long lists that are drawn anew only when they change. */

import { useCallback, useEffect, useRef } from 'react';

/** @param newest for events, not for use while drawing. */
export function useSteady<Given extends unknown[], Answer>(
  newest: (...given: Given) => Answer,
): (...given: Given) => Answer {
  const latest = useRef(newest);
  useEffect(() => {
    latest.current = newest;
  });
  return useCallback((...given: Given) => latest.current(...given), []);
}
