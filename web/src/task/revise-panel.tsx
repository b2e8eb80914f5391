/** Another version of a finished video: other words, another deck, a further language. Only the difference is made. */

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { FilePlus2, PenLine } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'react-router';
import { isPresented } from '../../../domain/options.ts';
import type { TaskView } from '../../../domain/task-view.ts';
import { copy } from '../copy.ts';
import { DECK_ACCEPT } from '../deck-file.ts';
import { languageName } from '../format.ts';
import { spokenLanguages } from '../new-task-options.ts';
import { keys, useProviders, useScript, useVoices } from '../queries.ts';
import { Problem, reviseDeck, reviseTask, sendDeck } from '../rest.ts';
import type { Revision, ScriptSlide } from '../rest.ts';
import { Button } from '../ui/button.tsx';
import { useSettled } from '../use-settled.ts';
import { useSteady } from '../use-steady.ts';
import { Notice } from '../ui/notice.tsx';
import { SearchSelect } from '../ui/search-select.tsx';
import { costOf, Plan, usePlan } from './revise-plan.tsx';
import { changedSlides, NOTHING_CHANGED, revisionOf, withPresented } from './revised-slides.ts';
import type { SlideChanges } from './revised-slides.ts';
import { withEdit } from './script-edits.ts';
import { useDirectiveVoices } from './directive-voices.ts';
import { ScriptSlideEditor } from './script-slide-editor.tsx';
import './revise-panel.css';

export function RevisePanel({ task }: { task: TaskView }) {
  const client = useQueryClient();
  const { hash, key } = useLocation();
  const asked = hash === '#revise';
  /** Whoever is sent here finds the words open, until the person closes them; and again whenever sent anew. */
  const [chosen, setChosen] = useState({ key: '', editing: false });
  const editing = chosen.key === key ? chosen.editing : asked;
  const setEditing = (open: boolean) => setChosen({ key, editing: open });
  const place = useRef<HTMLElement>(null);
  // What is to be changed opens below its button, and mostly below the window.
  useEffect(() => {
    if (editing) place.current?.scrollIntoView();
  }, [editing, key]);
  const picker = useRef<HTMLInputElement>(null);
  const started = (after: TaskView) => {
    client.setQueryData(keys.task(task.id), after);
    client.removeQueries({ queryKey: keys.script(task.id) });
    void client.invalidateQueries({ queryKey: keys.versions(task.id) });
  };
  const revise = useMutation({ mutationFn: (change: Revision) => reviseTask(task.id, change), onSuccess: started });
  const redeck = useMutation({ mutationFn: (deck: File) => reviseDeck(task.id, deck), onSuccess: started });
  /** What was chosen, and waits until the person has read what it does. */
  const [wanted, setWanted] = useState<Wanted>();
  /** One way at a time: each has its own button that starts it. */
  const want = (next: Wanted | undefined) => {
    setEditing(false);
    setWanted(next);
  };
  const send = useMutation({
    mutationFn: (deck: File) =>
      sendDeck({ file: deck, onProgress: () => undefined, signal: new AbortController().signal }),
    onSuccess: ({ id }, deck) => want({ kind: 'deck', deck, sent: id }),
  });
  const busy = send.isPending || revise.isPending || redeck.isPending;
  const problem = send.error ?? revise.error ?? redeck.error;
  const finished = task.status === 'completed';
  const words = copy.revise;

  return (
    <section
      ref={place}
      className={editing ? 'section revise revise-open' : 'section revise'}
      aria-labelledby="revise-title"
    >
      <div>
        <h2 className="section-title" id="revise-title">
          {finished ? words.title : words.mendTitle}
        </h2>
        <p className="section-aside">{finished ? words.text : words.mendText}</p>
      </div>
      <div className="revise-ways">
        <Button
          icon={<PenLine aria-hidden="true" />}
          aria-expanded={editing}
          onClick={() => {
            setWanted(undefined);
            setEditing(!editing);
          }}
        >
          {words.words}
        </Button>
        <Button icon={<FilePlus2 aria-hidden="true" />} disabled={busy} onClick={() => picker.current?.click()}>
          {words.deck}
        </Button>
        <input
          ref={picker}
          hidden
          type="file"
          accept={DECK_ACCEPT}
          onChange={(event) => {
            const deck = event.target.files?.[0];
            event.target.value = ''; // the same file may be chosen again
            want(undefined);
            if (deck !== undefined) send.mutate(deck);
          }}
        />
        <AddLanguage task={task} disabled={busy} onAdd={(language) => want({ kind: 'language', language })} />
      </div>
      {send.isPending && <p role="status">{words.plan.reading}</p>}
      {wanted !== undefined && (
        <Before
          task={task}
          wanted={wanted}
          busy={busy}
          onMake={() => {
            if (wanted.kind === 'deck') redeck.mutate(wanted.deck);
            else revise.mutate(withLanguage(task, wanted.language));
          }}
          onStop={() => setWanted(undefined)}
        />
      )}
      {problem !== null && (
        <Notice tone="bad" title={words.failedTitle}>
          <p>{problem.message}</p>
        </Notice>
      )}
      {editing && <Words task={task} busy={busy} onMake={(change) => revise.mutate(change)} />}
    </section>
  );
}

type Wanted = { kind: 'deck'; deck: File; sent: string } | { kind: 'language'; language: string };

/** What it does, and the button that starts it. */
function Before({
  task,
  wanted,
  busy,
  onMake,
  onStop,
}: {
  task: TaskView;
  wanted: Wanted;
  busy: boolean;
  onMake: () => void;
  onStop: () => void;
}) {
  const plan = usePlan(task.id, wanted.kind === 'deck' ? { deck: wanted.sent } : withLanguage(task, wanted.language));
  const words = copy.revise;
  return (
    <div className="card revise-plan" role="group" aria-label={words.plan.title}>
      <h3>
        {wanted.kind === 'deck'
          ? words.plan.deck(wanted.deck.name)
          : words.plan.language(languageName(wanted.language))}
      </h3>
      <Plan plan={plan} />
      <div className="revise-plan-actions">
        <Button look="primary" disabled={busy || plan.isPending} onClick={onMake}>
          {words.make(task.version + 1)}
        </Button>
        <Button look="quiet" disabled={busy} onClick={onStop}>
          {words.plan.stop}
        </Button>
      </div>
    </div>
  );
}

/** The slides of the finished video, to be changed; nothing happens before the button is pressed. */
function Words({ task, busy, onMake }: { task: TaskView; busy: boolean; onMake: (change: Revision) => void }) {
  const script = useScript(task.id);
  const voices = useDirectiveVoices(task, script.data?.language);
  const [changes, setChanges] = useState(NOTHING_CHANGED);
  const settled = useSettled(changes, SETTLED_MS);
  const slides = script.data?.slides ?? NO_SLIDES;
  const count = changedSlides(changes).size;
  const revision = (some: SlideChanges): Revision => revisionOf(some, task.options, slides);
  const plan = usePlan(task.id, changedSlides(settled).size === 0 ? undefined : revision(settled));
  const saved = new Map(slides.map(({ number, text }) => [number, text]));
  const write = useSteady((slide: number, text: string) =>
    setChanges((now) => ({ ...now, edits: withEdit(now.edits, slide, text, saved.get(slide) ?? '') })),
  );
  const present = useSteady((slide: number, on: boolean) =>
    setChanges((now) => withPresented(now, task.options, slide, on)),
  );
  const shownAs = new Map(task.slides.map((slide) => [slide.number, slide]));
  const words = copy.revise;
  if (script.isPending) return <p role="status">{copy.loading}</p>;
  if (script.isError) {
    if (script.error instanceof Problem && script.error.code === 'script_not_ready')
      return <Notice tone="info">{copy.revise.noScript}</Notice>;
    return (
      <Notice tone="bad" title={copy.script.failedTitle}>
        <p>{script.error.message}</p>
      </Notice>
    );
  }
  return (
    <>
      <ol className="script-slides">
        {slides.map((slide) => {
          const shown = shownAs.get(slide.number);
          return (
            <li key={slide.number}>
              <ScriptSlideEditor
                task={task.id}
                attempt={task.attempt}
                slide={slide}
                title={shown?.title ?? ''}
                pictured={shown?.picture !== undefined}
                text={changes.edits.get(slide.number) ?? slide.text}
                theirs={undefined}
                voices={voices}
                disabled={busy}
                presented={
                  task.options.presenter &&
                  (changes.presented.get(slide.number) ?? isPresented(task.options, slide.number))
                }
                onPresented={present}
                onText={write}
                onSettle={nothingToSettle}
              />
            </li>
          );
        })}
      </ol>
      <div className="revise-bar">
        <p role="status">
          {words.changed(count, slides.length)}
          {plan.data !== undefined && changes === settled && ` ${costOf(plan.data)}`}
        </p>
        <Button look="primary" disabled={count === 0 || busy} onClick={() => onMake(revision(changes))}>
          {words.make(task.version + 1)}
        </Button>
      </div>
    </>
  );
}

const nothingToSettle = () => undefined;

const NO_SLIDES: ScriptSlide[] = [];

/** Whoever pauses this long wants to know what it costs. */
const SETTLED_MS = 800;

/** The same video in one more language; needs somebody who translates. */
function AddLanguage({
  task,
  disabled,
  onAdd,
}: {
  task: TaskView;
  disabled: boolean;
  onAdd: (language: string) => void;
}) {
  const voices = useVoices();
  const translates = useProviders().data?.some(({ name }) => name === 'openai') ?? false;
  const spoken = new Set(task.outputs.flatMap(({ kind, language }) => (kind === 'video' ? [language] : [])));
  const free = spokenLanguages(voices.data ?? [], languageName).filter((tag) => !spoken.has(tag));
  const words = copy.moreOptions;
  return (
    <SearchSelect
      label={words.addLanguage}
      hint={translates ? words.moreLanguagesHint : words.needsTranslator}
      none={copy.newTask.languageNone}
      search={copy.newTask.search}
      items={free.map((tag) => ({ value: tag, label: languageName(tag), detail: tag }))}
      value={{ value: '', label: words.addLanguage }}
      onChange={({ value }) => onAdd(value)}
      disabled={disabled || !translates}
    />
  );
}

/** The languages that the video has, its own first, and one more. */
function withLanguage(task: TaskView, language: string): Revision {
  const own = task.outputs.flatMap(({ kind, language: tag }) => (kind === 'video' && tag !== undefined ? [tag] : []));
  return { options: { ...task.options, languages: [...(task.options.languages ?? own), language] } };
}
