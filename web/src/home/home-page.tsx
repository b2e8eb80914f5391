/** The first page: a place to drop a deck, and all videos so far. */

import { lazy, Suspense, useState } from 'react';
import { copy } from '../copy.ts';
import { isDeckName } from '../deck-file.ts';
import { DropZone } from './drop-zone.tsx';
import { Library } from './library.tsx';
import { useDroppedFiles } from './use-dropped-files.ts';
import { Notice } from '../ui/notice.tsx';
import './home-page.css';

// Needed once a deck is there: the page itself comes sooner without it.
const NewTaskForm = lazy(async () => ({ default: (await import('./new-task-form.tsx')).NewTaskForm }));

export function HomePage() {
  const [deck, setDeck] = useState<File>();
  const [problem, setProblem] = useState<string>();
  const take = (files: FileList | null) => {
    const file = [...(files ?? [])].find(({ name }) => isDeckName(name)) ?? files?.[0];
    if (file === undefined) return;
    const wrong = problemOf(file);
    setProblem(wrong);
    if (wrong === undefined) setDeck(file);
  };
  const over = useDroppedFiles(take);
  return (
    <main id="content" className="page home" tabIndex={-1}>
      <title>{copy.task.documentTitle(copy.home.title)}</title>
      <section className="home-start" aria-labelledby="headline">
        <div className="home-words">
          <h1 id="headline">{copy.home.headline}</h1>
          <p>{copy.home.lead}</p>
        </div>
        {deck === undefined ? (
          <DropZone over={over} problem={problem} onFiles={take} />
        ) : (
          <Suspense>
            {problem !== undefined && <Notice tone="bad">{problem}</Notice>}
            <NewTaskForm key={`${deck.name}-${deck.lastModified}`} file={deck} onAnother={() => setDeck(undefined)} />
          </Suspense>
        )}
      </section>
      <Library />
    </main>
  );
}

/** What keeps a file from being sent at all; the server looks into it. */
function problemOf({ name, size }: File): string | undefined {
  if (!isDeckName(name)) return copy.drop.wrongType(name);
  return size === 0 ? copy.drop.emptyFile(name) : undefined;
}
