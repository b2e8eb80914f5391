/** What the next version would change, cost and take, before anything is made. */

import { useQuery } from '@tanstack/react-query';
import { copy } from '../copy.ts';
import { formatCents, formatSeconds } from '../format.ts';
import { keys } from '../queries.ts';
import { previewRevision } from '../rest.ts';
import type { Revision, RevisionPreview } from '../rest.ts';
import { Notice } from '../ui/notice.tsx';

/** @param change undefined: nothing is asked yet. */
export const usePlan = (id: string, change: (Revision & { deck?: string }) | undefined) =>
  useQuery({
    queryKey: [...keys.task(id), 'plan', change],
    queryFn: () => previewRevision(id, change ?? {}),
    enabled: change !== undefined,
    staleTime: Infinity,
    refetchOnWindowFocus: false,
  });

export function Plan({ plan }: { plan: ReturnType<typeof usePlan> }) {
  const words = copy.revise.plan;
  if (plan.isError) {
    return (
      <Notice tone="bad" title={words.failed}>
        <p>{plan.error.message}</p>
      </Notice>
    );
  }
  if (plan.data === undefined) return <p role="status">{words.reading}</p>;
  const fates = FATES.filter((fate) => plan.data.slides[fate].length > 0);
  return (
    <div role="status">
      {fates.length > 0 && (
        <ul className="revise-fates">
          {fates.map((fate) => (
            <li key={fate} className={`revise-fate revise-fate-${fate}`}>
              <strong>{words[fate](plan.data.slides[fate].length)}</strong>
              {fate !== 'kept' && <span className="hint"> {plan.data.slides[fate].join(', ')}</span>}
            </li>
          ))}
        </ul>
      )}
      <p>{costOf(plan.data)}</p>
    </div>
  );
}

const FATES = ['added', 'changed', 'moved', 'removed', 'kept'] as const;

/** What it costs and how long it takes, in a sentence each. */
export function costOf({ estimate }: RevisionPreview): string {
  const words = copy.revise.plan;
  const { cents, atMostCents, secondsToFinish } = estimate;
  const [from, to] = [formatCents(cents), formatCents(atMostCents)];
  const cost = atMostCents === 0 ? words.free : from === to ? words.costs(from) : words.atMost(from, to);
  return `${cost} ${words.time(formatSeconds(secondsToFinish))}`;
}
