/** The decks that are to become videos: how far each is on its way, and what is in it. */

import { FileText, RotateCcw, TriangleAlert, X } from 'lucide-react';
import { copy } from '../copy.ts';
import { formatBytes } from '../format.ts';
import { Button } from '../ui/button.tsx';
import { ProgressBar } from '../ui/progress-bar.tsx';
import type { OutgoingDeck } from './deck-queue.ts';
import { DeckPreview } from './deck-preview.tsx';
import './deck-list.css';

interface Props {
  decks: readonly OutgoingDeck[];
  disabled: boolean;
  onRemove: (deck: OutgoingDeck) => void;
  onAgain: (deck: OutgoingDeck) => void;
}

export function DeckList({ decks, disabled, onRemove, onAgain }: Props) {
  return (
    <ul className="deck-list" aria-label={copy.newTask.decks(decks.length)}>
      {decks.map((deck) => (
        <li key={deck.key} className={`deck-row deck-row-${deck.phase}`}>
          <DeckRow deck={deck} disabled={disabled} onRemove={onRemove} onAgain={onAgain} />
        </li>
      ))}
    </ul>
  );
}

function DeckRow({ deck, disabled, onRemove, onAgain }: Omit<Props, 'decks'> & { deck: OutgoingDeck }) {
  const { file, phase, problem, sentBytes } = deck;
  const words = copy.newTask;
  const percent = file.size === 0 ? 0 : Math.min(100, Math.round((sentBytes / file.size) * 100));
  return (
    <>
      <div className="deck-row-head">
        {phase === 'failed' ? <TriangleAlert aria-hidden="true" /> : <FileText aria-hidden="true" />}
        <p>
          <span className="deck-row-name">
            <bdi>{file.name}</bdi>
          </span>
          <span className="hint">
            <bdi>{factsOf(deck, percent)}</bdi>
          </span>
        </p>
        {phase === 'failed' && (
          <Button look="quiet" icon={<RotateCcw aria-hidden="true" />} onClick={() => onAgain(deck)}>
            {copy.tryAgain}
            <span className="visually-hidden">: {words.sendAgain(file.name)}</span>
          </Button>
        )}
        <Button look="quiet" icon={<X aria-hidden="true" />} disabled={disabled} onClick={() => onRemove(deck)}>
          <span className="visually-hidden">{words.remove(file.name)}</span>
        </Button>
      </div>
      {(phase === 'sending' || phase === 'retrying') && (
        <ProgressBar percent={percent} label={`${file.name}: ${words.uploading(percent)}`} />
      )}
      {problem !== undefined && phase === 'failed' && (
        <p className="deck-row-problem" role="alert">
          <strong>{words.failedTitle}</strong> {problem}
        </p>
      )}
      {phase === 'sent' && <DeckPreview id={deck.id} />}
    </>
  );
}

function factsOf({ file, phase, sentBytes }: OutgoingDeck, percent: number): string {
  const words = copy.newTask;
  if (phase === 'waiting') return words.waiting;
  if (phase === 'retrying') return words.retrying;
  if (phase !== 'sending') return formatBytes(file.size);
  return percent === 100 ? words.received : words.uploaded(formatBytes(sentBytes), formatBytes(file.size));
}
