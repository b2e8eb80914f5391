/** The script before anything is spoken: read, changed, approved. */

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { useMemo } from 'react';
import type { TaskView } from '../../../domain/task-view.ts';
import { copy } from '../copy.ts';
import { formatSeconds } from '../format.ts';
import { keys, useProviders } from '../queries.ts';
import { approveScript, Problem } from '../rest.ts';
import type { ScriptSlide } from '../rest.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { useSteady } from '../use-steady.ts';
import { secondsToSay } from './script-edits.ts';
import type { Edits } from './script-edits.ts';
import { useDirectiveVoices } from './directive-voices.ts';
import { ScriptSlideEditor } from './script-slide-editor.tsx';
import { useScriptEdits } from './use-script-edits.ts';

export function ScriptReview({ task }: { task: TaskView }) {
  const client = useQueryClient();
  const { script, save, saveAll, unsaved, conflicts, edits, write, settle } = useScriptEdits(task.id);
  const rewrites = useProviders().data?.some(({ name }) => name === 'openai') ?? false;
  const approve = useMutation({
    mutationFn: async () => approveScript(task.id, (await saveAll()).etag),
    onSuccess: (after) => client.setQueryData(keys.task(task.id), after),
  });
  const problem = save.error ?? approve.error;
  const disputed = problem instanceof Problem && problem.code === 'script_changed';
  const approving = approve.isPending || approve.isSuccess;
  const words = copy.script;
  const slides = script.data?.slides ?? NO_SLIDES;
  const voices = useDirectiveVoices(task, script.data?.language);
  const seconds = useSecondsToSay(slides, edits);
  const onSave = useSteady(saveAll);
  const review = useMemo(() => ({ rewrites, onSave }), [rewrites, onSave]);
  const shownAs = new Map(task.slides.map((slide) => [slide.number, slide]));

  return (
    <section className="section script-review" aria-labelledby="script-title">
      <div className="script-bar">
        <div>
          <h2 className="section-title" id="script-title">
            {words.reviewTitle}
          </h2>
          <p className="section-aside">
            {script.isSuccess && `${words.aboutLong(formatSeconds(seconds))} `}
            <span role="status">{stateOf({ unsaved, saving: save.isPending, saved: save.isSuccess })}</span>
          </p>
        </div>
        <div className="script-bar-actions">
          <Button
            look="primary"
            icon={<Check aria-hidden="true" />}
            onClick={() => approve.mutate()}
            disabled={!script.isSuccess || approving || conflicts.size > 0}
          >
            {words.approve}
          </Button>
        </div>
      </div>
      {conflicts.size > 0 && (
        <Notice tone="warn" title={words.conflictTitle}>
          <p>{words.conflictText(conflicts.size)}</p>
        </Notice>
      )}
      {problem !== null && !disputed && (
        <Notice
          tone="bad"
          title={words.saveFailed}
          actions={<Button onClick={() => save.mutate()}>{copy.tryAgain}</Button>}
        >
          <p>{problem.message}</p>
        </Notice>
      )}
      {script.isPending && <p role="status">{copy.loading}</p>}
      {script.isError && (
        <Notice
          tone="bad"
          title={words.failedTitle}
          actions={<Button onClick={() => void script.refetch()}>{copy.tryAgain}</Button>}
        >
          <p>{script.error.message}</p>
        </Notice>
      )}
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
                text={edits.get(slide.number) ?? slide.text}
                theirs={conflicts.get(slide.number)}
                voices={voices}
                disabled={approving}
                review={review}
                onText={write}
                onSettle={settle}
              />
            </li>
          );
        })}
      </ol>
    </section>
  );
}

const NO_SLIDES: ScriptSlide[] = [];

/** What was saved is measured once, what is written meanwhile at every letter. */
function useSecondsToSay(slides: ScriptSlide[], edits: Edits): number {
  const saved = useMemo(() => new Map(slides.map(({ number, text }) => [number, secondsToSay(text)])), [slides]);
  return slides.reduce((sum, { number }) => {
    const text = edits.get(number);
    return sum + (text === undefined ? (saved.get(number) ?? 0) : secondsToSay(text));
  }, 0);
}

function stateOf({ unsaved, saving, saved }: { unsaved: boolean; saving: boolean; saved: boolean }): string {
  const words = copy.script;
  if (saving) return words.saving;
  if (unsaved) return words.unsaved;
  return saved ? words.saved : words.reviewText;
}
