/** What this server has: providers with and without a key, how long it keeps what, and how much it takes. */

import { Check, Minus } from 'lucide-react';
import { PAID_PROVIDERS } from '../../../domain/money.ts';
import { copy } from '../copy.ts';
import { formatBytes } from '../format.ts';
import { useLimits, useProviders } from '../queries.ts';

export function Providers() {
  const providers = useProviders();
  const words = copy.settings;
  const names = copy.newTask.providers;
  if (providers.isPending) return <p role="status">{copy.loading}</p>;
  if (providers.isError) return <p role="alert">{providers.error.message}</p>;
  return (
    <ul className="settings-list">
      <li>
        <strong>{names['offline']}</strong>
        <State present text={words.always} />
      </li>
      {PAID_PROVIDERS.map((name) => {
        const found = providers.data.find((one) => one.name === name);
        return (
          <li key={name}>
            <strong>{names[name] ?? name}</strong>
            <State present={found !== undefined} text={found === undefined ? words.absent : words.present} />
            <span className="hint">
              {found === undefined ? words.needs(`${name.toUpperCase()}_API_KEY`) : found.models.join(', ')}
            </span>
          </li>
        );
      })}
    </ul>
  );
}

function State({ present, text }: { present: boolean; text: string }) {
  const Icon = present ? Check : Minus;
  return (
    <span className={present ? 'settings-present' : 'settings-absent'}>
      <Icon aria-hidden="true" size="1em" /> {text}
    </span>
  );
}

export function Limits() {
  const limits = useLimits();
  if (limits.isPending) return <p role="status">{copy.loading}</p>;
  if (limits.isError) return <p role="alert">{limits.error.message}</p>;
  const { retentionDays, maxUploadBytes, maxSlides } = limits.data;
  return (
    <ul>
      <li>{copy.settings.retention(retentionDays)}</li>
      <li>{copy.settings.largest(formatBytes(maxUploadBytes), maxSlides)}</li>
    </ul>
  );
}
