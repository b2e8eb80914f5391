/** The first page: a place to drop a deck, and all videos so far. */

import { lazy, Suspense, useRef, useState } from 'react';
import { copy } from '../copy.ts';
import { DECK_ACCEPT, isDeckName } from '../deck-file.ts';
import { DropZone } from './drop-zone.tsx';
import { Library } from './library.tsx';
import { useDecks } from './use-decks.ts';
import { useDroppedFiles } from './use-dropped-files.ts';
import { Notice } from '../ui/notice.tsx';
import './home-page.css';

// Needed once a deck is there: the page itself comes sooner without it.
const NewTaskForm = lazy(async () => ({ default: (await import('./new-task-form.tsx')).NewTaskForm }));

export function HomePage() {
  const decks = useDecks();
  const picker = useRef<HTMLInputElement>(null);
  const [problem, setProblem] = useState<string>();
  const [made, setMade] = useState(0);
  const take = (files: FileList | null) => {
    const picked = [...(files ?? [])];
    const wrong = picked.map(problemOf).find((words) => words !== undefined);
    setProblem(wrong);
    setMade(0);
    const good = picked.filter((file) => problemOf(file) === undefined);
    if (good.length > 0) decks.add(good);
  };
  const over = useDroppedFiles(take);
  const pick = () => picker.current?.click();
  return (
    <main id="content" className="page home" tabIndex={-1}>
      <title>{copy.task.documentTitle(copy.home.title)}</title>
      <section className="home-start" aria-labelledby="headline">
        <div className="home-words">
          <h1 id="headline">{copy.home.headline}</h1>
          <p>{copy.home.lead}</p>
        </div>
        <div className="home-new">
          {problem !== undefined && <Notice tone="bad">{problem}</Notice>}
          {made > 0 && <Notice tone="info">{copy.newTask.made(made)}</Notice>}
          {decks.list.length === 0 ? (
            <DropZone over={over} onPick={pick} />
          ) : (
            <Suspense>
              <NewTaskForm decks={decks} onAdd={pick} onMade={setMade} />
            </Suspense>
          )}
        </div>
        <input
          ref={picker}
          hidden
          multiple
          type="file"
          accept={DECK_ACCEPT}
          onChange={(event) => {
            take(event.target.files);
            event.target.value = ''; // the same file may be picked again
          }}
        />
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
