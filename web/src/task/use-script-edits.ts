/** Editing a script: kept while it is written, saved by itself, merged with what others saved. */

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { keys, useScript } from '../queries.ts';
import { getScript, Problem, putScript } from '../rest.ts';
import type { ScriptDocument } from '../rest.ts';
import { useSteady } from '../use-steady.ts';
import { conflictsOf, withEdit, withoutSaved } from './script-edits.ts';
import type { Edits } from './script-edits.ts';

/** Nobody who pauses this long is in the middle of a word. */
const AUTOSAVE_MS = 1_200;

const NO_EDITS: Edits = new Map();

export function useScriptEdits(taskId: string) {
  const client = useQueryClient();
  const script = useScript(taskId);
  const [edits, setEdits] = useState(NO_EDITS);
  /** Slides that somebody else changed too, with the other's words: the person decides. */
  const [conflicts, setConflicts] = useState<ReadonlyMap<number, string>>(NO_EDITS);

  const adopt = (document: ScriptDocument) => client.setQueryData(keys.script(taskId), document);

  /** Saves every edit; answers with the script as it then stands. Fails with `script_changed` where a person must decide. */
  const saveAll = async (): Promise<ScriptDocument> => {
    const known = script.data ?? (await getScript(taskId));
    if (edits.size === 0) return known;
    const sent = edits;
    const put = (etag: string) =>
      putScript(
        taskId,
        [...sent].map(([number, text]) => ({ number, text })),
        etag,
      );
    const saved = await put(known.etag).catch(async (problem: unknown) => {
      if (!(problem instanceof Problem) || problem.code !== 'script_changed') throw problem;
      const theirs = await getScript(taskId);
      const disputed = conflictsOf(sent, known.slides, theirs.slides);
      adopt(theirs);
      setConflicts(disputed);
      if (disputed.size > 0) throw problem;
      return put(theirs.etag);
    });
    adopt(saved);
    setEdits((now) => withoutSaved(now, sent));
    return saved;
  };
  const save = useMutation({ mutationFn: saveAll });
  const { mutate, isPending } = save;

  const waiting = edits.size > 0 && conflicts.size === 0 && !isPending;
  useEffect(() => {
    if (!waiting) return;
    const timer = setTimeout(() => mutate(), AUTOSAVE_MS);
    return () => clearTimeout(timer);
  }, [waiting, edits, mutate]);

  const unsaved = edits.size > 0;
  useEffect(() => {
    if (!unsaved) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [unsaved]);

  const savedText = (number: number) => script.data?.slides.find((slide) => slide.number === number)?.text ?? '';
  return {
    script,
    save,
    saveAll,
    unsaved,
    conflicts,
    edits,
    write: useSteady((number: number, text: string) =>
      setEdits((now) => withEdit(now, number, text, savedText(number))),
    ),
    /** Ends a dispute over a slide, with the person's words or the other's. */
    settle: useSteady((number: number, whose: 'mine' | 'theirs') => {
      if (whose === 'theirs') setEdits((now) => new Map([...now].filter(([slide]) => slide !== number)));
      setConflicts((now) => new Map([...now].filter(([slide]) => slide !== number)));
      save.reset();
    }),
  };
}
