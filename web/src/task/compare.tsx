/** An earlier version beside the one that stands: either can be played, and the words that differ stand side by side. */

import { useState } from 'react';
import type { TaskView } from '../../../domain/task-view.ts';
import { copy } from '../copy.ts';
import { rest } from '../paths.ts';
import { useVersionScript } from '../queries.ts';
import type { ScriptSlide, VersionView } from '../rest.ts';
import { Notice } from '../ui/notice.tsx';
import { tracksFor, videosIn } from './outputs-of.ts';
import './fact-table.css';

interface Props {
  task: TaskView;
  before: VersionView;
  now: VersionView;
}

export function Compare(props: Props) {
  const [open, setOpen] = useState(false);
  return (
    <details className="script-reader compare" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{copy.revise.compare(props.before.version)}</summary>
      {open && <SideBySide {...props} />}
    </details>
  );
}

function SideBySide({ task, before, now }: Props) {
  const [old, current] = [useVersionScript(task.id, before.version), useVersionScript(task.id, now.version)];
  const words = copy.revise;
  const problem = old.error ?? current.error;
  const different = differing(old.data ?? [], current.data ?? []);
  return (
    <div className="compare-body">
      <div className="compare-films">
        {[before, now].map((version) => (
          <Film key={version.version} task={task} version={version} />
        ))}
      </div>
      {problem !== null && (
        <Notice tone="bad" title={copy.script.failedTitle}>
          <p>{problem.message}</p>
        </Notice>
      )}
      {(old.isPending || current.isPending) && <p role="status">{copy.loading}</p>}
      {old.isSuccess && current.isSuccess && different.length === 0 && <p>{words.compareSame}</p>}
      {different.length > 0 && (
        <table className="fact-table">
          <thead>
            <tr>
              <th scope="col">{words.compareSlide}</th>
              <th scope="col">{words.version(before.version)}</th>
              <th scope="col">{words.version(now.version)}</th>
            </tr>
          </thead>
          <tbody>
            {different.map(({ number, then, after }) => (
              <tr key={number}>
                <th scope="row">{number}</th>
                <td data-label={words.version(before.version)} dir="auto">
                  {then === '' ? words.nothingSaid : then}
                </td>
                <td data-label={words.version(now.version)} dir="auto">
                  {after === '' ? words.nothingSaid : after}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  );
}

function Film({ task, version: { version, outputs } }: { task: TaskView; version: VersionView }) {
  const [video] = videosIn(outputs);
  if (video === undefined) return null;
  const [track] = tracksFor(outputs, video);
  return (
    <figure>
      <figcaption className="label">{copy.revise.comparePlay(version)}</figcaption>
      <video
        controls
        playsInline
        preload="metadata"
        src={rest.versionOutput(task.id, version, video.name)}
        aria-label={copy.revise.comparePlay(version)}
      >
        <track
          kind="captions"
          src={track && rest.versionOutput(task.id, version, track.name)}
          srcLang={track?.language ?? 'und'}
        />
      </video>
    </figure>
  );
}

/** Slides by their numbers: one that is in only one of the two says nothing in the other. */
function differing(
  then: readonly ScriptSlide[],
  after: readonly ScriptSlide[],
): { number: number; then: string; after: string }[] {
  const textIn = (slides: readonly ScriptSlide[], number: number) =>
    slides.find((slide) => slide.number === number)?.text ?? '';
  const numbers = [...new Set([...then, ...after].map(({ number }) => number))].sort((a, b) => a - b);
  return numbers
    .map((number) => ({ number, then: textIn(then, number), after: textIn(after, number) }))
    .filter((one) => one.then !== one.after);
}
