/** The same words to listen to: the narrations one after the other, or a talk of host and guest made of the script. */

import type { DeckRef, Narration, Podcast, ScriptRef, TaskRequest, Voice } from '../domain/index.ts';
import { titled } from './console.ts';
import { inSomeVoice, inVoiceOf } from './other-voice.ts';
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

async function makePodcast({ task, deck }: ForWhom, { script, voice: narrator, ...told }: Spoken): Promise<Podcast> {
  const run = { id: task.id, attempt: task.attempt };
  if (task.options.podcast?.speakers !== 2)
    return titled('podcast: join', cpu.makePodcast, { run, deck, script, narrations: told.narrations });

  const dialogue = await titled('podcast: write dialogue', provider.writeDialogue, { run, task, deck, script });
  const cast = async (asked: TaskRequest, besides?: Voice): Promise<Voice> => {
    const who = { run, task: asked, script, ...(besides ? { besides } : {}) };
    const name = `podcast: cast the ${besides ? 'guest' : 'host'}`;
    return (await titled(name, casting(asked).castVoice, who)).voice;
  };
  const lexicon = task.lexiconKey === undefined ? {} : { lexiconKey: task.lexiconKey };
  // The host is whoever speaks the slides, where that voice still can.
  const asSpoken = inVoiceOf(task, narrator.provider);
  const { narrations, warnings } = await inSomeVoice(asSpoken, 'podcast', async (asked, replaced) => {
    const host = asked === asSpoken ? narrator : await cast(asked);
    const guest = await cast(asked, host);
    const turns = await mapLimit([...dialogue.turns.entries()], SLIDES_AT_ONCE, ([turn, { speaker }]) => {
      const voice = speaker === 'host' ? host : guest;
      const name = `podcast: turn ${turn + 1}/${dialogue.turns.length}`;
      return titled(name, spoken(voice).speakTurn, { run, dialogue, turn, voice, ...lexicon });
    });
    return { narrations: turns, warnings: replaced };
  });
  const podcast = await titled('podcast: join', cpu.makePodcast, { run, deck, script, dialogue, narrations });
  return { ...podcast, warnings: [...warnings, ...podcast.warnings] };
}
