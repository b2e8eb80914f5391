/** Every file of a finished video, with what it is and how large. */

import { Captions, Clapperboard, Download, FileJson, FileText, Headphones, Image } from 'lucide-react';
import { useId } from 'react';
import type { OutputView, TaskView } from '../../../domain/task-view.ts';
import type { OutputKind } from '../../../domain/video.ts';
import { copy } from '../copy.ts';
import { formatBytes, languageName } from '../format.ts';
import { rest } from '../paths.ts';
import { isPodcastScript } from './outputs-of.ts';
import './downloads.css';

const ICONS = {
  video: Clapperboard,
  subtitles: Captions,
  audio: Headphones,
  script: FileText,
  manifest: FileJson,
  poster: Image,
} satisfies Record<OutputKind, unknown>;

export function Downloads({ task }: { task: TaskView }) {
  const id = useId();
  return (
    <section className="section" aria-labelledby={id}>
      <h2 className="section-title" id={id}>
        {copy.downloads.title}
      </h2>
      <DownloadList outputs={task.outputs} address={(name) => rest.download(task.id, name)} />
    </section>
  );
}

interface ListProps {
  outputs: readonly OutputView[];
  /** Where a file is, to be saved. */
  address: (name: string) => string;
}

export function DownloadList({ outputs, address }: ListProps) {
  return (
    <ul className="downloads">
      {outputs.map(({ name, kind, language, bytes }) => {
        const Icon = ICONS[kind];
        const what = isPodcastScript({ name, kind }) ? copy.downloads.podcastScript : copy.downloads.kinds[kind];
        return (
          <li key={name}>
            <a href={address(name)} download>
              <Icon className="downloads-kind" aria-hidden="true" />
              <span className="visually-hidden">{copy.downloads.download} </span>
              <span className="downloads-words">
                <span>{language === undefined ? what : copy.downloads.inLanguage(what, languageName(language))}</span>
                <span className="hint">
                  {name} · {formatBytes(bytes)}
                </span>
              </span>
              <Download className="downloads-arrow" aria-hidden="true" />
            </a>
          </li>
        );
      })}
    </ul>
  );
}
