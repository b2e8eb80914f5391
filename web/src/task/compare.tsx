/** An earlier version beside the one that stands: either can be played, and the words that differ stand side by side. */

import { useState } from 'react';
import { scriptDifferences } from '../../../domain/script-differences.ts';
import type { TaskView } from '../../../domain/task-view.ts';
import { copy } from '../copy.ts';
import { rest } from '../paths.ts';
import { useVersionScript } from '../queries.ts';
import type { VersionView } from '../rest.ts';
import { Notice } from '../ui/notice.tsx';
import { posterIn, tracksFor, videosIn } from './outputs-of.ts';
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
  const different = scriptDifferences(old.data ?? [], current.data ?? []);
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
            {different.map((slide) => (
              <tr key={slide.number}>
                <th scope="row">{slide.number}</th>
                <td data-label={words.version(before.version)} dir="auto">
                  {slide.before === '' ? words.nothingSaid : slide.before}
                </td>
                <td data-label={words.version(now.version)} dir="auto">
                  {slide.after === '' ? words.nothingSaid : slide.after}
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
  const poster = posterIn(outputs);
  const address = (name: string) => rest.versionOutput(task.id, version, name);
  return (
    <figure>
      <figcaption className="label">{copy.revise.comparePlay(version)}</figcaption>
      <video
        controls
        playsInline
        preload="metadata"
        poster={poster && address(poster)}
        src={address(video.name)}
        aria-label={copy.revise.comparePlay(version)}
      >
        <track kind="captions" src={track && address(track.name)} srcLang={track?.language ?? 'und'} />
      </video>
    </figure>
  );
}
