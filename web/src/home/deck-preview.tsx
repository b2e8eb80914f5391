/** What is in a deck that was sent: its slides with their notes, and which are hidden. */

import { ChevronDown, EyeOff } from 'lucide-react';
import type { DeckView } from '../../../domain/task-view.ts';
import { copy } from '../copy.ts';
import { rest } from '../paths.ts';
import { useDeck } from '../queries.ts';
import { SlidePicture } from '../ui/slide-picture.tsx';

/** Seen of a deck at a glance, before it is opened: a row of them. */
const AT_A_GLANCE = 6;

export function DeckPreview({ id }: { id: string | undefined }) {
  const deck = useDeck(id);
  const words = copy.deckPreview;
  if (deck.isPending)
    return (
      <p className="hint" role="status">
        {words.opening}
      </p>
    );
  if (deck.isError) return <p className="hint">{words.failed}</p>;
  const { id: sent, slides } = deck.data;
  const shown = slides.filter(({ hidden }) => !hidden);
  const hidden = slides.length - shown.length;
  return (
    <details className="deck-preview">
      <summary>
        <span>{copy.slides(slides.length)}</span>
        <span>{words.withNotes(shown.filter(({ notes }) => notes.trim() !== '').length, shown.length)}</span>
        {hidden > 0 && <span>{words.hiddenSlides(hidden)}</span>}
        <ChevronDown aria-hidden="true" />
        <span className="deck-preview-glance">
          {shown.slice(0, AT_A_GLANCE).map(({ number }) => (
            <SlidePicture key={number} picture={rest.deckSlidePicture(sent, number)} />
          ))}
        </span>
      </summary>
      <ol className="deck-preview-slides" aria-label={words.title}>
        {slides.map((slide) => (
          <Slide key={slide.number} deck={sent} {...slide} />
        ))}
      </ol>
    </details>
  );
}

function Slide({ deck, number, title, notes, hidden }: DeckView['slides'][number] & { deck: string }) {
  const words = copy.deckPreview;
  return (
    <li>
      <details className={hidden ? 'deck-preview-slide deck-preview-hidden' : 'deck-preview-slide'}>
        <summary>
          <span className="deck-preview-number">{number}</span>
          <span className="deck-preview-picture">
            <SlidePicture picture={hidden ? undefined : rest.deckSlidePicture(deck, number)} />
          </span>
          <span className="deck-preview-title" dir="auto">
            {title === '' ? words.untitled : title}
            {hidden && (
              <span className="deck-preview-mark">
                <EyeOff aria-hidden="true" />
                {words.hidden}
              </span>
            )}
          </span>
          <span className="deck-preview-notes" dir="auto">
            {notes.trim() === '' ? words.noNotes : notes}
          </span>
        </summary>
      </details>
    </li>
  );
}
