/** A slide's words to write in. What may stand in brackets is offered while they are written, below the words, and by buttons. */

import { useEffect, useId, useRef, useState } from 'react';
import type { KeyboardEvent, ReactNode } from 'react';
import { copy } from '../copy.ts';
import { Button } from '../ui/button.tsx';
import { completionAt, withSuggestion } from './directive-completion.ts';
import type { Completion, NamedVoice, Suggestion } from './directive-completion.ts';
import './directive-field.css';

interface Props {
  slide: number;
  text: string;
  voices: readonly NamedVoice[];
  disabled: boolean;
  /** What is wrong with the words, and other hints. */
  describedBy: string;
  invalid: boolean;
  onText: (slide: number, text: string) => void;
  /** Further buttons beside those that put in directives. */
  children?: ReactNode;
}

export function DirectiveField({ slide, text, voices, disabled, describedBy, invalid, onText, children }: Props) {
  const id = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  /** Where the cursor is while somebody writes; else nothing is offered. */
  const [cursor, setCursor] = useState<number>();
  const [chosen, setChosen] = useState(0);
  const completion = cursor === undefined ? undefined : completionAt(text, cursor, voices);
  const offered = completion?.suggestions ?? [];
  const active = Math.min(chosen, offered.length - 1);
  const words = copy.script;

  const writeOn = (at: number | undefined) => {
    setCursor(at);
    setChosen(0);
  };

  /** Writes, and selects a part of it; what is offered there is offered at once. */
  const put = (next: string, [from, to]: readonly [number, number]) => {
    onText(slide, next);
    writeOn(from === to ? to : undefined);
    requestAnimationFrame(() => {
      box.current?.focus();
      box.current?.setSelectionRange(from, to);
    });
  };

  const complete = (where: Completion, suggestion: Suggestion) => {
    const after = withSuggestion(text, where, suggestion);
    put(after.text, after.selection);
  };

  /** Puts a directive where the cursor is, with a space around it. */
  const insert = (directive: string) => {
    const at = box.current?.selectionStart ?? text.length;
    const [before, after] = [text.slice(0, at), text.slice(at)];
    const gap = (side: string) => (side === '' || /\s$/.test(side) ? '' : ' ');
    const start = `${before}${gap(before)}${directive}`;
    put(`${start}${/^\s|^$/.test(after) ? '' : ' '}${after}`, [start.length, start.length]);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (completion === undefined || event.nativeEvent.isComposing) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const suggestion = completion.suggestions[active];
    if (step !== undefined) setChosen((active + step + offered.length) % offered.length);
    else if (event.key === 'Enter' && suggestion) complete(completion, suggestion);
    else if (event.key === 'Escape') writeOn(undefined);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <>
      <div className="directive-field">
        <textarea
          ref={box}
          className="input"
          rows={3}
          value={text}
          disabled={disabled}
          dir="auto"
          onChange={({ target }) => {
            onText(slide, target.value);
            writeOn(target.selectionStart);
          }}
          onSelect={({ currentTarget }) => cursor !== undefined && setCursor(currentTarget.selectionStart)}
          onBlur={() => writeOn(undefined)}
          onKeyDown={onKeyDown}
          aria-label={words.textFor(slide)}
          aria-describedby={describedBy}
          aria-invalid={invalid}
          aria-autocomplete="list"
          aria-controls={completion && `${id}-list`}
          aria-activedescendant={completion && `${id}-${active}`}
        />
        {completion && (
          <div id={`${id}-list`} className="directive-list" role="listbox" aria-label={words.suggestionsFor(slide)}>
            {offered.map((suggestion, index) => (
              <Offer
                key={suggestion.written}
                id={`${id}-${index}`}
                suggestion={suggestion}
                active={index === active}
                onChoose={() => complete(completion, suggestion)}
              />
            ))}
          </div>
        )}
        <p className="visually-hidden" role="status">
          {completion && words.suggestionsFound(offered.length)}
        </p>
      </div>
      <div className="script-slide-tools" role="group" aria-label={words.directivesFor(slide)}>
        {TOOLS.map(({ directive, name }) => (
          <Button key={name} look="quiet" disabled={disabled} onClick={() => insert(directive)}>
            {words.directives[name]}
          </Button>
        ))}
        {children}
      </div>
    </>
  );
}

interface OfferProps {
  id: string;
  suggestion: Suggestion;
  active: boolean;
  onChoose: () => void;
}

function Offer({ id, suggestion: { name, argument, label, written }, active, onChoose }: OfferProps) {
  const option = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (active) option.current?.scrollIntoView({ block: 'nearest' });
  }, [active]);
  const words = copy.script;
  const meaning = argument === undefined ? words.directiveHints[name] : argument === '' ? words.usualVoice : label;
  return (
    <button
      ref={option}
      id={id}
      type="button"
      role="option"
      tabIndex={-1}
      className="directive-offer"
      aria-selected={active}
      // The cursor stays in the words.
      onPointerDown={(event) => event.preventDefault()}
      onClick={onChoose}
    >
      <bdi>{argument === undefined ? `[${name}]` : written}</bdi>
      {meaning !== undefined && <span className="directive-meaning">{meaning}</span>}
    </button>
  );
}

/** What docs/directives.md teaches, to be put in by a click. */
const TOOLS = [
  { directive: '[pause 1s]', name: 'pause' },
  { directive: '[hold 3s]', name: 'hold' },
  { directive: '[voice ', name: 'voice' },
  { directive: '[rate 0.9]', name: 'rate' },
  { directive: '[spell ABC]', name: 'spell' },
  { directive: '[say ABC as abc]', name: 'say' },
] as const;
