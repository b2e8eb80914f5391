/** Where a deck is dropped, or picked by who prefers a button. */

import { FolderOpen } from 'lucide-react';
import { useId } from 'react';
import { copy } from '../copy.ts';
import { Button } from '../ui/button.tsx';
import './drop-zone.css';

interface Props {
  /** Files hang over the window. */
  over: boolean;
  onPick: () => void;
}

export function DropZone({ over, onPick }: Props) {
  const hint = useId();
  return (
    <div className="drop-zone" data-over={over || undefined}>
      <SpeakingSlides />
      <p className="drop-title">{over ? copy.drop.release : copy.drop.title}</p>
      <p className="drop-or">{copy.drop.or}</p>
      <Button look="primary" icon={<FolderOpen aria-hidden="true" />} aria-describedby={hint} onClick={onPick}>
        {copy.drop.pick}
      </Button>
      <p className="hint" id={hint}>
        {copy.drop.formats} {copy.drop.several}
      </p>
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
