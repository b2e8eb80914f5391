/** Where a deck is dropped, or picked by who prefers a button. */

import { FolderOpen } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { copy } from '../copy.ts';
import { DECK_ACCEPT, isDeckName } from '../deck-file.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import './drop-zone.css';

export function DropZone({ onDeck }: { onDeck: (file: File) => void }) {
  const picker = useRef<HTMLInputElement>(null);
  const hint = useId();
  const [over, setOver] = useState(false);
  const [problem, setProblem] = useState<string>();

  const take = (files: FileList | null) => {
    const file = [...(files ?? [])].find(({ name }) => isDeckName(name)) ?? files?.[0];
    if (file === undefined) return;
    if (!isDeckName(file.name)) setProblem(copy.drop.wrongType(file.name));
    else if (file.size === 0) setProblem(copy.drop.emptyFile(file.name));
    else onDeck(file);
  };
  const latest = useRef(take);
  useEffect(() => {
    latest.current = take;
  });

  // The whole window takes a deck: one dropped beside the zone would otherwise replace the page.
  useEffect(() => {
    const drag = (event: DragEvent) => {
      event.preventDefault();
      setOver(event.dataTransfer?.types.includes('Files') === true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      latest.current(event.dataTransfer?.files ?? null);
    };
    window.addEventListener('dragover', drag);
    window.addEventListener('dragleave', leave);
    window.addEventListener('drop', drop);
    return () => {
      window.removeEventListener('dragover', drag);
      window.removeEventListener('dragleave', leave);
      window.removeEventListener('drop', drop);
    };
  }, []);

  return (
    <div className="drop">
      <div className="drop-zone" data-over={over || undefined}>
        <SpeakingSlides />
        <p className="drop-title">{over ? copy.drop.release : copy.drop.title}</p>
        <p className="drop-or">{copy.drop.or}</p>
        <Button
          look="primary"
          icon={<FolderOpen aria-hidden="true" />}
          aria-describedby={hint}
          onClick={() => picker.current?.click()}
        >
          {copy.drop.pick}
        </Button>
        <p className="hint" id={hint}>
          {copy.drop.formats}
        </p>
        <input ref={picker} hidden type="file" accept={DECK_ACCEPT} onChange={(event) => take(event.target.files)} />
      </div>
      {problem !== undefined && <Notice tone="bad">{problem}</Notice>}
    </div>
  );
}

/** A stack of slides with a voice: what happens here, drawn. */
function SpeakingSlides() {
  return (
    <svg className="drop-picture" viewBox="0 0 200 112" fill="none" aria-hidden="true">
      <rect className="drop-sheet drop-sheet-3" x="60" y="8" width="116" height="68" rx="8" />
      <rect className="drop-sheet drop-sheet-2" x="42" y="20" width="116" height="68" rx="8" />
      <g className="drop-sheet-1">
        <rect className="drop-sheet" x="24" y="32" width="116" height="68" rx="8" />
        <rect className="drop-ink" x="36" y="45" width="52" height="6" rx="3" />
        <rect className="drop-ink drop-ink-soft" x="36" y="58" width="40" height="4" rx="2" />
        <rect className="drop-ink drop-ink-soft" x="36" y="67" width="46" height="4" rx="2" />
        <rect className="drop-ink drop-ink-soft" x="36" y="76" width="34" height="4" rx="2" />
        <path className="drop-chart" d="M98 84V72m10 12V62m10 22V67m10 17V54" />
      </g>
      <g className="drop-voice">
        <path d="M152 58v16" />
        <path d="M162 48v36" />
        <path d="M172 56v20" />
        <path d="M182 61v10" />
      </g>
    </svg>
  );
}
