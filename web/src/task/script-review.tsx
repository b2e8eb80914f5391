/** The script before anything is spoken: read, changed, approved. */

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { useState } from 'react';
import type { TaskView } from '../../../domain/task-view.ts';
import { copy } from '../copy.ts';
import { keys, useScript } from '../queries.ts';
import { approveScript, getScript, Problem, putScript } from '../rest.ts';
import type { ScriptDocument } from '../rest.ts';
import { Button } from '../ui/button.tsx';
import { Notice } from '../ui/notice.tsx';
import { ScriptSlideEditor } from './script-slide-editor.tsx';
import './script-review.css';

const NO_EDITS: ReadonlyMap<number, string> = new Map();

export function ScriptReview({ task }: { task: TaskView }) {
  const client = useQueryClient();
  const script = useScript(task.id);
  const [edits, setEdits] = useState(NO_EDITS);
  const changed = edits.size > 0;

  const saveEdits = async (): Promise<ScriptDocument> => {
    const known = script.data ?? (await getScript(task.id));
    if (edits.size === 0) return known;
    const saved = await putScript(
      task.id,
      [...edits].map(([number, text]) => ({ number, text })),
      known.etag,
    );
    client.setQueryData(keys.script(task.id), saved);
    setEdits(NO_EDITS);
    return saved;
  };
  const save = useMutation({ mutationFn: saveEdits });
  const approve = useMutation({
    mutationFn: async () => approveScript(task.id, (await saveEdits()).etag),
    onSuccess: (after) => client.setQueryData(keys.task(task.id), after),
  });
  const problem = save.error ?? approve.error;
  const conflict = problem instanceof Problem && problem.code === 'script_changed';
  const busy = save.isPending || approve.isPending || approve.isSuccess;
  const words = copy.script;

  return (
    <section className="section script-review" aria-labelledby="script-title">
      <div className="script-bar">
        <div>
          <h2 className="section-title" id="script-title">
            {words.reviewTitle}
          </h2>
          <p className="section-aside" role="status">
            {changed ? words.unsaved : save.isSuccess ? words.saved : words.reviewText}
          </p>
        </div>
        <div className="script-bar-actions">
          <Button onClick={() => save.mutate()} disabled={!changed || busy}>
            {words.save}
          </Button>
          <Button
            look="primary"
            icon={<Check aria-hidden="true" />}
            onClick={() => approve.mutate()}
            disabled={!script.isSuccess || busy}
          >
            {words.approve}
          </Button>
        </div>
      </div>
      {conflict && (
        <Notice
          tone="warn"
          title={words.conflictTitle}
          actions={
            <Button
              onClick={() => {
                setEdits(NO_EDITS);
                save.reset();
                approve.reset();
                void script.refetch();
              }}
            >
              {words.conflictLoad}
            </Button>
          }
        >
          <p>{words.conflictText}</p>
        </Notice>
      )}
      {problem !== null && !conflict && (
        <Notice tone="bad" title={words.saveFailed}>
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
        {(script.data?.slides ?? []).map((slide) => (
          <li key={slide.number}>
            <ScriptSlideEditor
              task={task.id}
              attempt={task.attempt}
              slide={slide}
              title={task.slides.find(({ number }) => number === slide.number)?.title ?? ''}
              text={edits.get(slide.number) ?? slide.text}
              disabled={busy}
              onText={(text) => setEdits((before) => edited(before, slide.number, text, slide.text))}
            />
          </li>
        ))}
      </ol>
    </section>
  );
}

/** Words that are as they were are no edit. */
function edited(
  before: ReadonlyMap<number, string>,
  number: number,
  text: string,
  original: string,
): ReadonlyMap<number, string> {
  const after = new Map(before);
  if (text === original) after.delete(number);
  else after.set(number, text);
  return after;
}
