/** One slide's words beside its picture: changed, directed, and decided upon where two people wrote. */

import { Flag, Undo2 } from 'lucide-react';
import { memo, useId, useState } from 'react';
import { BAD_DIRECTIVE, withoutDirectives } from '../../../domain/directives.ts';
import { copy } from '../copy.ts';
import { formatSeconds } from '../format.ts';
import { rest } from '../paths.ts';
import { hearSlide, type ScriptSlide } from '../rest.ts';
import { Button } from '../ui/button.tsx';
import { ListenButton } from '../ui/listen-button.tsx';
import { Said } from '../ui/said.tsx';
import { SlidePicture } from '../ui/slide-picture.tsx';
import { mistakesIn } from './directive-completion.ts';
import type { NamedVoice, WrittenMistake } from './directive-completion.ts';
import { DirectiveField } from './directive-field.tsx';
import { RewriteSlide } from './rewrite-slide.tsx';
import { secondsToSay } from './script-edits.ts';
import { SlideDelivery } from './slide-delivery.tsx';
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
  /** Those that a directive may name. */
  voices: readonly NamedVoice[];
  disabled: boolean;
  /** While nothing is spoken yet: then it can be heard, and written anew. */
  review?: {
    /** Whether a model writes here. */
    rewrites: boolean;
    /** Saves what is not saved yet: what is heard and rewritten is what was saved. */
    onSave: () => Promise<unknown>;
  };
  /** In a finished video, where slides may get a presenter or lose theirs. */
  onPresented?: (slide: number, presented: boolean) => void;
  /** Absent where the video has no presenter. */
  presented?: boolean | undefined;
  onText: (slide: number, text: string) => void;
  onSettle: (slide: number, whose: 'mine' | 'theirs') => void;
}

/** What the server says of a slide without words. */
const HELD = 'held';

// Of hundreds that stand there, one is written in.
export const ScriptSlideEditor = memo(function ScriptSlideEditor(props: Props) {
  const { task, attempt, slide, title, pictured, text, theirs, voices, disabled, review, onText, onSettle } = props;
  const { presented, onPresented } = props;
  const id = useId();
  // As it was when the person came: there is always a way back to it.
  const [original] = useState(slide.text);
  const mistakes = mistakesIn(text, voices);
  const silent = text.trim() === '';
  // What is wrong is said above, and that nothing is said only as long as nothing is: both of the words as they are now.
  const flags = slide.flags?.filter(({ code }) => code !== BAD_DIRECTIVE && (code !== HELD || silent));
  const words = copy.script;
  const name = copy.task.slide(slide.number);

  return (
    <article className="script-slide" aria-labelledby={`${id}-title`}>
      <div className="script-slide-picture">
        <SlidePicture picture={pictured ? rest.slidePicture(task, slide.number, attempt) : undefined} />
      </div>
      <div className="script-slide-words">
        <div className="script-slide-head">
          <h3 id={`${id}-title`}>{copy.task.slideNamed(slide.number, title)}</h3>
          {!silent && <span className="hint">{words.about(formatSeconds(secondsToSay(withoutDirectives(text))))}</span>}
        </div>
        <DirectiveField
          slide={slide.number}
          text={text}
          voices={voices}
          disabled={disabled}
          describedBy={`${id}-hint`}
          invalid={mistakes.length > 0}
          onText={onText}
        >
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
        </DirectiveField>
        {onPresented && (
          <div className="script-slide-tools">
            <SlideDelivery slide={slide.number} {...{ text, voices, disabled, presented, onText, onPresented }} />
          </div>
        )}
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
          {silent && !flags?.some(({ code }) => code === HELD) && <p className="hint">{words.emptyMeansSilent}</p>}
          {mistakes.map((mistake) => (
            <p key={JSON.stringify(mistake)} className="script-mistake" role="alert">
              {saidOf(mistake)}
            </p>
          ))}
          {flags?.map(({ code, message }) => (
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

function saidOf(mistake: WrittenMistake): string {
  const words = copy.script;
  if ('unknownVoice' in mistake) return words.unknownVoice(mistake.unknownVoice);
  return `${words.mistakeAt(mistake.line, mistake.column)} ${words.mistakes[mistake.rule]} ${words.plainBrackets}`;
}
