/** Remembers for a while what a vendor answered: slides under way together ask once. */

/** A voice added at the vendor’s is found after so long; many workers must not tire the vendor. */
const KEPT_MS = 5 * 60_000;

/** Calls `ask` at most once in KEPT_MS. A failure is not remembered. */
export function createKept<T>(ask: () => Promise<T>): () => Promise<T> {
  let kept: { answer: Promise<T>; until: number } | undefined;
  return () => {
    if (kept && Date.now() < kept.until) return kept.answer;
    const answer = ask();
    const mine = { answer, until: Date.now() + KEPT_MS };
    kept = mine;
    answer.catch(() => {
      if (kept === mine) kept = undefined;
    });
    return answer;
  };
}
