/** The same words to listen to: the narrations one after the other, or a talk of host and guest made of the script. */

import type { DeckRef, Narration, Podcast, ScriptRef, TaskRequest, Voice } from '../domain/index.ts';
import { titled } from './console.ts';
import { casting, cpu, provider, spoken } from './policies.ts';
import { SLIDES_AT_ONCE } from './script.ts';
import { mapLimit } from './together.ts';

/** Each keeps a core busy for its MP3, and its turns are spoken side by side. */
const PODCASTS_AT_ONCE = 2;

interface ForWhom {
  task: TaskRequest;
  deck: DeckRef;
}

/** One language's script as it was spoken. */
interface Spoken {
  script: ScriptRef;
  voice: Voice;
  narrations: Narration[];
}

/** A podcast in every language that is spoken; none where the task asks for none. */
export async function makePodcasts(
  forWhom: ForWhom,
  tellings: readonly (Omit<Spoken, 'voice'> & Partial<Spoken>)[],
): Promise<Podcast[]> {
  if (!forWhom.task.options.podcast) return [];
  const heard = tellings.flatMap(({ voice, ...telling }) => (voice ? [{ voice, ...telling }] : []));
  return mapLimit(heard, PODCASTS_AT_ONCE, (telling) => makePodcast(forWhom, telling));
}

async function makePodcast({ task, deck }: ForWhom, { script, voice: host, narrations }: Spoken): Promise<Podcast> {
  const run = { id: task.id, attempt: task.attempt };
  if (task.options.podcast?.speakers !== 2)
    return titled('podcast: join', cpu.makePodcast, { run, deck, script, narrations });

  const dialogue = await titled('podcast: write dialogue', provider.writeDialogue, { run, task, deck, script });
  const { voice: guest } = await casting(task).castVoice({ run, task, script, besides: host });
  const lexicon = task.lexiconKey === undefined ? {} : { lexiconKey: task.lexiconKey };
  const turns = await mapLimit([...dialogue.turns.entries()], SLIDES_AT_ONCE, ([turn, { speaker }]) => {
    const voice = speaker === 'host' ? host : guest;
    const name = `podcast: turn ${turn + 1}/${dialogue.turns.length}`;
    return titled(name, spoken(voice).speakTurn, { run, dialogue, turn, voice, ...lexicon });
  });
  return titled('podcast: join', cpu.makePodcast, { run, deck, script, dialogue, narrations: turns });
}
