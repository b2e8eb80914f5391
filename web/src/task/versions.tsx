/** The versions that a video had: what each was called, when it was finished, and its files. */

import { useId } from 'react';
import type { TaskView } from '../../../domain/task-view.ts';
import { copy } from '../copy.ts';
import { baseName } from '../deck-file.ts';
import { formatAgo, languageName } from '../format.ts';
import { rest } from '../paths.ts';
import { useVersions } from '../queries.ts';
import { useNow } from '../use-now.ts';
import { Compare } from './compare.tsx';
import './revise-panel.css';

export function Versions({ task }: { task: TaskView }) {
  const id = useId();
  const now = useNow();
  const versions = useVersions(task);
  const words = copy.revise;
  if (versions.data === undefined || versions.data.length < 2) return null;
  const newest = versions.data[0];
  return (
    <section className="section" aria-labelledby={id}>
      <h2 className="section-title" id={id}>
        {words.versions}
      </h2>
      <ol className="versions">
        {versions.data.map((one) => {
          const { version, name, finishedAt, outputs } = one;
          return (
            <li key={version}>
              <strong>{version === task.version ? words.current(version) : words.version(version)}</strong>
              <span>{baseName(name)}</span>
              <time dateTime={finishedAt}>{formatAgo(Date.parse(finishedAt), now)}</time>
              {outputs
                .filter(({ kind }) => kind === 'video')
                .map((output) => (
                  <a key={output.name} href={rest.versionOutput(task.id, version, output.name)} download>
                    {words.download(version, output.language === undefined ? '' : languageName(output.language))}
                  </a>
                ))}
              {newest !== undefined && version !== newest.version && <Compare task={task} before={one} now={newest} />}
            </li>
          );
        })}
      </ol>
    </section>
  );
}
