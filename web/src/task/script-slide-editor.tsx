/** One slide's words beside its picture: changed, directed, and decided upon where two people wrote. */

import { Flag, Undo2 } from 'lucide-react';
import { memo, useId, useRef, useState } from 'react';
import { parseDirectives, withoutDirectives } from '../../../domain/directives.ts';
import { copy } from '../copy.ts';
import { formatSeconds } from '../format.ts';
import { hearSlide, type ScriptSlide } from '../rest.ts';
import { Button } from '../ui/button.tsx';
import { ListenButton } from '../ui/listen-button.tsx';
import { Said } from '../ui/said.tsx';
import { SlidePicture } from '../ui/slide-picture.tsx';
import { RewriteSlide } from './rewrite-slide.tsx';
import { secondsToSay } from './script-edits.ts';
import './script-review.css';

interface Props {
  task: string;
  attempt: number;
  slide: ScriptSlide;
  title: string;
  pictured: boolean;
  text: string;
  /** What somebody else wrote for this slide at the same time. */
  theirs: string | undefined;
  disabled: boolean;
  /** While nothing is spoken yet: then it can be heard, and written anew. */
  review?: {
    /** Whether a model writes here. */
    rewrites: boolean;
    /** Saves what is not saved yet: what is heard and rewritten is what was saved. */
    onSave: () => Promise<unknown>;
  };
  onText: (slide: number, text: string) => void;
  onSettle: (slide: number, whose: 'mine' | 'theirs') => void;
}

// Of hundreds that stand there, one is written in.
export const ScriptSlideEditor = memo(function ScriptSlideEditor(props: Props) {
  const { task, attempt, slide, title, pictured, text, theirs, disabled, review, onText, onSettle } = props;
  const id = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  // As it was when the person came: there is always a way back to it.
  const [original] = useState(slide.text);
  const mistakes = parseDirectives(text).mistakes;
  const words = copy.script;
  const name = copy.task.slide(slide.number);

  /** Puts a directive where the cursor is, with a space around it. */
  const insert = (directive: string) => {
    const at = box.current?.selectionStart ?? text.length;
    const [before, after] = [text.slice(0, at), text.slice(at)];
    const gap = (side: string) => (side === '' || /\s$/.test(side) ? '' : ' ');
    const start = `${before}${gap(before)}${directive}`;
    onText(slide.number, `${start}${/^\s|^$/.test(after) ? '' : ' '}${after}`);
    requestAnimationFrame(() => {
      box.current?.focus();
      box.current?.setSelectionRange(start.length, start.length);
    });
  };

  return (
    <article className="script-slide" aria-labelledby={`${id}-title`}>
      <div className="script-slide-picture">
        <SlidePicture task={task} number={slide.number} available={pictured} attempt={attempt} />
      </div>
      <div className="script-slide-words">
        <div className="script-slide-head">
          <h3 id={`${id}-title`}>{copy.task.slideNamed(slide.number, title)}</h3>
          {text.trim() !== '' && (
            <span className="hint">{words.about(formatSeconds(secondsToSay(withoutDirectives(text))))}</span>
          )}
        </div>
        <textarea
          ref={box}
          className="input"
          rows={3}
          value={text}
          disabled={disabled}
          dir="auto"
          onChange={(event) => onText(slide.number, event.target.value)}
          aria-label={words.textFor(slide.number)}
          aria-describedby={`${id}-hint`}
          aria-invalid={mistakes.length > 0}
        />
        <div className="script-slide-tools" role="group" aria-label={words.directivesFor(slide.number)}>
          {DIRECTIVES.map(({ directive, label }) => (
            <Button key={directive} look="quiet" disabled={disabled} onClick={() => insert(directive)}>
              {label()}
            </Button>
          ))}
          {text !== original && (
            <Button
              look="quiet"
              icon={<Undo2 aria-hidden="true" />}
              disabled={disabled}
              onClick={() => onText(slide.number, original)}
            >
              {words.undo}
              <span className="visually-hidden">, {name}</span>
            </Button>
          )}
        </div>
        {review && (
          <div className="script-slide-tools">
            <ListenButton
              label={words.hear}
              name={name}
              loading={words.speaking}
              failed={words.notSpoken(slide.number)}
              disabled={disabled || withoutDirectives(text).trim() === '' || mistakes.length > 0}
              load={async () => {
                await review.onSave();
                return hearSlide(task, slide.number);
              }}
            />
            {review.rewrites && (
              <RewriteSlide task={task} slide={slide.number} disabled={disabled} onSave={review.onSave} />
            )}
          </div>
        )}
        <div id={`${id}-hint`}>
          {text.trim() === '' && <p className="hint">{words.emptyMeansSilent}</p>}
          {mistakes.map(({ line, column, message }) => (
            <p key={`${line}.${column}`} className="script-mistake" role="alert">
              {words.mistakeAt(line, column)} {message}
            </p>
          ))}
          {slide.flags?.map(({ code, message }) => (
            <p key={code} className="script-flag">
              <Flag aria-hidden="true" />
              <span>
                <Said code={code} message={message} />
              </span>
            </p>
          ))}
        </div>
        {theirs !== undefined && (
          <div className="script-theirs">
            <p className="label">{words.theirs}</p>
            <p dir="auto">{theirs === '' ? words.silent : theirs}</p>
            <div className="script-bar-actions">
              <Button onClick={() => onSettle(slide.number, 'theirs')}>
                {words.takeTheirs}
                <span className="visually-hidden">, {name}</span>
              </Button>
              <Button onClick={() => onSettle(slide.number, 'mine')}>
                {words.keepMine}
                <span className="visually-hidden">, {name}</span>
              </Button>
            </div>
          </div>
        )}
      </div>
    </article>
  );
});

/** What docs/directives.md teaches, to be put in by a click. */
const DIRECTIVES = [
  { directive: '[pause 1s]', label: () => copy.script.directives.pause },
  { directive: '[hold 3s]', label: () => copy.script.directives.hold },
  { directive: '[rate 0.9]', label: () => copy.script.directives.rate },
  { directive: '[spell ABC]', label: () => copy.script.directives.spell },
  { directive: '[say ABC as abc]', label: () => copy.script.directives.say },
];
