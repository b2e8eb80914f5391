/** One slide's words beside its picture. */

import { Flag } from 'lucide-react';
import { useId } from 'react';
import { copy } from '../copy.ts';
import type { ScriptSlide } from '../rest.ts';
import { SlidePicture } from '../ui/slide-picture.tsx';

interface Props {
  task: string;
  attempt: number;
  slide: ScriptSlide;
  title: string;
  text: string;
  disabled: boolean;
  onText: (text: string) => void;
}

export function ScriptSlideEditor({ task, attempt, slide, title, text, disabled, onText }: Props) {
  const id = useId();
  return (
    <article className="script-slide" aria-labelledby={`${id}-title`}>
      <div className="script-slide-picture">
        <SlidePicture task={task} number={slide.number} available attempt={attempt} />
      </div>
      <div className="script-slide-words">
        <h3 id={`${id}-title`}>{copy.task.slideNamed(slide.number, title)}</h3>
        <textarea
          className="input"
          rows={3}
          value={text}
          disabled={disabled}
          onChange={(event) => onText(event.target.value)}
          aria-label={copy.script.textFor(slide.number)}
          aria-describedby={`${id}-hint`}
        />
        <div id={`${id}-hint`}>
          {text.trim() === '' && <p className="hint">{copy.script.emptyMeansSilent}</p>}
          {slide.flags?.map(({ code, message }) => (
            <p key={code} className="script-flag">
              <Flag aria-hidden="true" />
              {message}
            </p>
          ))}
        </div>
      </div>
    </article>
  );
}
