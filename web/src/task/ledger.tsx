/** What a video cost, call by call; fetched when it is opened. */

import { useState } from 'react';
import type { LedgerEntry, Usage } from '../../../domain/money.ts';
import type { TaskView } from '../../../domain/task-view.ts';
import { copy, language } from '../copy.ts';
import { formatCents, formatCost, languageName } from '../format.ts';
import { useLedger } from '../queries.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import './fact-table.css';

export function Ledger({ task }: { task: TaskView }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="script-reader" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{copy.ledger.title}</summary>
      {open && <Bill task={task} />}
    </details>
  );
}

function Bill({ task }: { task: TaskView }) {
  const ledger = useLedger(task.id, task.attempt);
  const words = copy.ledger;
  if (ledger.isPending) return <p role="status">{copy.loading}</p>;
  if (ledger.isError) {
    return (
      <Notice
        tone="bad"
        title={words.failedTitle}
        actions={<Button onClick={() => void ledger.refetch()}>{copy.tryAgain}</Button>}
      >
        <p>{ledger.error.message}</p>
      </Notice>
    );
  }
  const { entries, cost } = ledger.data;
  if (entries.length === 0) return <p>{words.free}</p>;
  return (
    <div>
      <table className="fact-table">
        <thead>
          <tr>
            <th scope="col">{words.columns.slide}</th>
            <th scope="col">{words.columns.stage}</th>
            <th scope="col">{words.columns.provider}</th>
            <th scope="col">{words.columns.model}</th>
            <th scope="col">{words.columns.units}</th>
            <th scope="col" className="fact-number">
              {words.columns.cents}
            </th>
          </tr>
        </thead>
        <tbody>
          {inOrder(entries).map((entry) => (
            <tr key={`${entry.key} ${entry.at}`}>
              <td data-label={words.columns.slide}>{entry.slide ?? words.whole}</td>
              <td data-label={words.columns.stage}>
                {words.stages[entry.stage]}
                {entry.language !== undefined && <span className="hint"> {languageName(entry.language)}</span>}
              </td>
              <td data-label={words.columns.provider}>{copy.newTask.providers[entry.provider] ?? entry.provider}</td>
              <td data-label={words.columns.model}>{entry.model}</td>
              <td data-label={words.columns.units}>{unitsOf(entry.usage)}</td>
              <td className="fact-number" data-label={words.columns.cents}>
                {formatCents(entry.cents)}
                {entry.outcome !== 'paid' && <span className="hint"> {words.outcomes[entry.outcome]}</span>}
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row" colSpan={5}>
              {words.total}
            </th>
            <td className="fact-number">{formatCost(cost)}</td>
          </tr>
        </tfoot>
      </table>
    </div>
  );
}

const inOrder = (entries: readonly LedgerEntry[]): LedgerEntry[] =>
  entries.toSorted((a, b) => (a.slide ?? 0) - (b.slide ?? 0) || a.at - b.at);

function unitsOf({ characters, inputTokens, outputTokens, seconds }: Usage): string {
  const count = (value: number) => new Intl.NumberFormat(language, { maximumFractionDigits: 1 }).format(value);
  const words = copy.ledger.units;
  return [
    ...(characters === undefined ? [] : [words.characters(count(characters))]),
    ...(inputTokens === undefined ? [] : [words.inputTokens(count(inputTokens))]),
    ...(outputTokens === undefined ? [] : [words.outputTokens(count(outputTokens))]),
    ...(seconds === undefined ? [] : [words.seconds(count(seconds))]),
  ].join(', ');
}
