/** The estimates of several decks as one. Pure. */

import type { Estimate, EstimatePart } from '../../domain/estimate.ts';

/** They share one machine, or a fleet that others use too: the times are added. */
export function sumOf(estimates: readonly Estimate[]): Estimate {
  const total = (of: (estimate: Estimate) => number) => estimates.reduce((sum, estimate) => sum + of(estimate), 0);
  const parts = new Map<string, EstimatePart>();
  for (const part of estimates.flatMap((estimate) => estimate.parts)) {
    const key = `${part.stage}-${String(part.exact)}`;
    const before = parts.get(key) ?? { ...part, cents: 0, atMostCents: 0 };
    parts.set(key, {
      ...before,
      cents: before.cents + part.cents,
      atMostCents: before.atMostCents + part.atMostCents,
    });
  }
  // What is shown once for all is as old as the oldest.
  const [pricesAsOf] = estimates.flatMap((estimate) => estimate.pricesAsOf ?? []).toSorted();
  return {
    ...(pricesAsOf === undefined ? {} : { pricesAsOf }),
    cents: total(({ cents }) => cents),
    atMostCents: total(({ atMostCents }) => atMostCents),
    parts: [...parts.values()],
    seconds: total(({ seconds }) => seconds),
    secondsToFinish: total(({ secondsToFinish }) => secondsToFinish),
  };
}
