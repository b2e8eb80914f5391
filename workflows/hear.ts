/** A person listens before anything is approved, or before a voice is chosen: the words are spoken by the step that will speak them. */

import type { Narration, RunRef, ScriptRef, TaskRequest, Voice } from '../domain/index.ts';
import { heard } from './policies.ts';

/** Speaks one slide as the task will: what was heard is kept, and not paid for again. */
export async function hearSlide({
  task,
  script,
  slide,
}: {
  task: TaskRequest;
  script: ScriptRef;
  slide: number;
}): Promise<Narration> {
  const run = { id: task.id, attempt: task.attempt };
  const { voice } = await heard(task.options.voice).castVoice({ run, task, script });
  const lexicon = task.lexiconKey === undefined ? {} : { lexiconKey: task.lexiconKey };
  return heard(voice).speakSlide({ run, script, slide, voice, ...lexicon, rehearsal: true });
}

/** Speaks the first slide of a script that is no task's. */
export async function hearVoice({
  run,
  script,
  voice,
}: {
  run: RunRef;
  script: ScriptRef;
  voice: Voice;
}): Promise<Narration> {
  return heard(voice).speakSlide({ run, script, slide: 1, voice, rehearsal: true });
}
