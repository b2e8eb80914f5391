/** How a video was made, slide by slide, out of its manifest; read when it is opened. */

import { useState } from 'react';
import type { TaskView } from '../../../domain/task-view.ts';
import { copy } from '../copy.ts';
import { formatCents, formatClock, languageName } from '../format.ts';
import { rest } from '../paths.ts';
import { useManifest } from '../queries.ts';
import { madeFrom } from './made-from.ts';
import { manifestIn } from './outputs-of.ts';
import './fact-table.css';

export function HowMade({ task }: { task: TaskView }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="script-reader" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{copy.made.title}</summary>
      {open && <Made task={task} />}
    </details>
  );
}

function Made({ task }: { task: TaskView }) {
  const name = manifestIn(task.outputs);
  const manifest = useManifest(name === undefined ? undefined : rest.output(task.id, name), task.version);
  const made = madeFrom(manifest.data);
  const words = copy.made;
  if (manifest.isLoading) return <p role="status">{copy.loading}</p>;
  if (made === undefined) return <p>{words.unknown}</p>;
  const facts = [
    [words.facts.deck, made.deck],
    [words.facts.deckHash, made.deckHash],
    [words.facts.language, made.language === '' ? '' : languageName(made.language)],
    [words.facts.picture, made.picture],
    [words.facts.length, formatClock(made.seconds)],
    [words.facts.leftOut, made.leftOut.join(', ')],
  ].filter(([, value]) => value !== '');
  const somebody = made.slides.some(({ presenter }) => presenter !== '');
  return (
    <div>
      <p className="section-aside">{words.text}</p>
      <dl className="facts">
        {facts.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <table className="fact-table">
        <thead>
          <tr>
            <th scope="col">{words.columns.slide}</th>
            <th scope="col">{words.columns.length}</th>
            <th scope="col">{words.columns.voice}</th>
            {somebody && <th scope="col">{words.columns.presenter}</th>}
            <th scope="col">{words.columns.models}</th>
            <th scope="col">{words.columns.cost}</th>
            <th scope="col" className="fact-number">
              {words.columns.hash}
            </th>
          </tr>
        </thead>
        <tbody>
          {made.slides.map((slide) => (
            <tr key={slide.number}>
              <td>{copy.task.slideNamed(slide.number, slide.title)}</td>
              <td data-label={words.columns.length}>{formatClock(slide.seconds)}</td>
              <td data-label={words.columns.voice}>{slide.voice === '' ? words.silent : slide.voice}</td>
              {somebody && <td data-label={words.columns.presenter}>{slide.presenter}</td>}
              <td data-label={words.columns.models}>
                {slide.models.length === 0 ? words.nothingBought : slide.models.join('; ')}
              </td>
              <td data-label={words.columns.cost}>{slide.cents === 0 ? words.free : formatCents(slide.cents)}</td>
              <td className="fact-number" data-label={words.columns.hash}>
                <code>{slide.hash}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
