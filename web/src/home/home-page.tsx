/** The first page: a place to drop a deck, and all videos so far. */

import { lazy, Suspense, useState } from 'react';
import { copy } from '../copy.ts';
import { DropZone } from './drop-zone.tsx';
import { Library } from './library.tsx';
import './home-page.css';

// Needed once a deck is there: the page itself comes sooner without it.
const NewTaskForm = lazy(async () => ({ default: (await import('./new-task-form.tsx')).NewTaskForm }));

export function HomePage() {
  const [deck, setDeck] = useState<File>();
  return (
    <main id="content" className="page home" tabIndex={-1}>
      <title>{copy.task.documentTitle(copy.home.title)}</title>
      <section className="home-start" aria-labelledby="headline">
        <div className="home-words">
          <h1 id="headline">{copy.home.headline}</h1>
          <p>{copy.home.lead}</p>
        </div>
        {deck === undefined ? (
          <DropZone onDeck={setDeck} />
        ) : (
          <Suspense>
            <NewTaskForm key={`${deck.name}-${deck.lastModified}`} file={deck} onAnother={() => setDeck(undefined)} />
          </Suspense>
        )}
      </section>
      <Library />
    </main>
  );
}
