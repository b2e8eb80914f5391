/** What the chosen decks cost with the chosen options, in money and minutes: exact where it is known, a limit where not. */

import { Clock, Coins } from 'lucide-react';
import type { Estimate } from '../../../domain/estimate.ts';
import type { TaskOptions } from '../../../domain/options.ts';
import { copy } from '../copy.ts';
import { sumOf } from '../estimate-sum.ts';
import { formatCents, formatDay, formatSeconds } from '../format.ts';
import { useEstimates } from '../queries.ts';
import { useSettled } from '../use-settled.ts';
import './estimate-line.css';

/** Who moves through a list chooses several times a second. */
const SETTLED_MS = 400;

export function EstimateLine({ decks, options }: { decks: readonly string[]; options: TaskOptions }) {
  const asked = useSettled(options, SETTLED_MS);
  const estimates = useEstimates(decks, asked);
  const words = copy.estimate;
  if (decks.length === 0) return null;
  const fresh = asked === options && !estimates.isPlaceholderData;
  return (
    <div className="estimate" role="status" aria-label={words.title} aria-busy={!fresh}>
      {estimates.isError && (
        <p>
          <strong>{words.failed}.</strong> {estimates.error.message}
        </p>
      )}
      {estimates.isPending && <p className="hint">{words.working}</p>}
      {estimates.data !== undefined && !estimates.isError && <Sum estimate={sumOf(estimates.data)} />}
    </div>
  );
}

function Sum({ estimate }: { estimate: Estimate }) {
  const words = copy.estimate;
  const { parts, seconds, secondsToFinish, pricesAsOf } = estimate;
  return (
    <>
      <p className="estimate-sum">
        <Coins aria-hidden="true" />
        <strong>{moneyOf(estimate)}</strong>
      </p>
      <p className="estimate-time">
        <Clock aria-hidden="true" />
        <span>{words.length(formatSeconds(seconds))}</span>
        <span>{words.ready(formatSeconds(secondsToFinish))}</span>
      </p>
      {parts.length > 0 && (
        <ul className="estimate-parts">
          {parts.map((part) => (
            <li key={`${part.stage}-${String(part.exact)}`}>
              {words.parts[part.stage]}: {moneyOf(part)}
            </li>
          ))}
          {pricesAsOf !== undefined && <li>{words.prices(formatDay(Date.parse(`${pricesAsOf}T00:00`)))}</li>}
        </ul>
      )}
    </>
  );
}

function moneyOf({ cents, atMostCents }: { cents: number; atMostCents: number }): string {
  const [money, most] = [formatCents(cents), formatCents(atMostCents)];
  if (atMostCents === 0) return copy.estimate.free;
  return money === most ? copy.estimate.exactly(money) : copy.estimate.about(money, most);
}
