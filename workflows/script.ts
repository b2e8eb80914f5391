/** What is said: written, shown to the person where the task asks for that, and told in every language asked for. */

import {
  sameLanguage,
  type DeckRef,
  type Draft,
  type Picture,
  type ScriptRef,
  type TaskRequest,
  type Warning,
} from '../domain/index.ts';
import { titled } from './console.ts';
import { atOnce, cpu, provider, quick } from './policies.ts';
import type { Review } from './review.ts';
import { mapLimit } from './together.ts';

/** Slides under way at once in one task: enough for a fleet, few enough that small decks get their turn in the queue. */
export const SLIDES_AT_ONCE = 16;

export interface ToWrite {
  task: TaskRequest;
  deck: DeckRef;
  /** The numbers of the slides shown. */
  slides: number[];
  /** A slide's picture, as soon as it is painted. */
  pictureOf: (slide: number) => Promise<Picture>;
}

/** The script as it will be spoken: written, shown, and approved where the task asks for that. */
export async function settleScript(
  { task, deck, slides, pictureOf }: ToWrite,
  review: Review,
): Promise<{ script: ScriptRef; warnings: Warning[] }> {
  const run = { id: task.id, attempt: task.attempt };
  const isToDraft = task.options.script?.mode === 'ai' && !task.script;
  const carried = task.script ? undefined : await carryWords(task, deck);
  const toDraft = slides.filter((slide) => !carried?.slides.includes(slide));
  const { outlineKey, drafts } =
    isToDraft && toDraft.length > 0 ? await draftSlides({ task, deck, slides, pictureOf }, toDraft) : {};
  const { script, warnings } = await titled('write script', quick.writeScript, {
    run,
    task,
    deck,
    slides,
    ...(drafts ? { drafts } : {}),
    ...(carried ? { carried: { key: carried.key } } : {}),
  });
  await quick.recordProgress({
    run,
    stage: 'scripting',
    scriptKey: script.key,
    scriptVersion: script.version,
    warnings,
  });
  if (task.options.review !== true || task.script?.approved === true) return { script, warnings };
  const reviewed = await review.of(script, {
    draft: async (current, slide, wish) =>
      atOnce.draftSlide.executeWithOptions({ summary: `slide ${slide}: rewrite` }, [
        {
          run,
          task,
          deck,
          picture: await pictureOf(slide),
          ...(outlineKey === undefined ? {} : { outlineKey }),
          rewrite: { current, wish },
        },
      ]),
    put: async (draft, onto) => (await quick.writeScript({ run, task, deck, slides, drafts: [draft], onto })).script,
  });
  return { script: reviewed, warnings };
}

/** A revised deck's slides that stayed keep their words; undefined where the task's deck is its first. */
async function carryWords(task: TaskRequest, deck: DeckRef): Promise<{ key: string; slides: number[] } | undefined> {
  if (!task.previous) return undefined;
  const run = { id: task.id, attempt: task.attempt };
  const { deck: file, script } = task.previous;
  const before = await titled('read the deck before', cpu.readDeck, { run, task: { ...task, deck: file } });
  return titled('keep what was said', quick.carryWords, { run, deck, before, script: { key: script.key } });
}

/** An outline of the whole deck first, so that the slides, which are written side by side, make one talk. */
async function draftSlides(
  { task, deck, slides, pictureOf }: ToWrite,
  toDraft: number[],
): Promise<{ outlineKey: string; drafts: Draft[] }> {
  const run = { id: task.id, attempt: task.attempt };
  const { outlineKey } = await titled('all slides: outline', provider.outlineDeck, { run, task, deck, slides });
  const drafts = await mapLimit(toDraft, SLIDES_AT_ONCE, async (slide) => {
    const picture = await pictureOf(slide);
    const name = `slide ${slide}/${deck.slides.length}: write`;
    return titled(name, provider.draftSlide, { run, task, deck, outlineKey, picture });
  });
  return { outlineKey, drafts };
}

/** The approved script in the languages in which it is spoken, the main one first, and in those in which it is read. */
export interface Languages {
  spoken: ScriptRef[];
  subtitles: ScriptRef[];
}

/** Translates what is in none of the languages asked for yet, each slide for itself. */
export async function inAllLanguages(task: TaskRequest, script: ScriptRef): Promise<Languages> {
  const spokenIn = task.options.languages ?? [script.language];
  const readIn = task.options.subtitles?.languages ?? [];
  const scripts = [script];
  const inLanguage = (language: string): ScriptRef | undefined =>
    scripts.find((known) => sameLanguage(known.language, language));
  for (const language of [...spokenIn, ...readIn])
    if (!inLanguage(language)) scripts.push(await translate(task, script, language));
  const distinct = (languages: readonly string[]): ScriptRef[] => [
    ...new Set(languages.flatMap((language) => inLanguage(language) ?? [])),
  ];
  return { spoken: distinct(spokenIn), subtitles: distinct(readIn) };
}

async function translate(task: TaskRequest, script: ScriptRef, to: string): Promise<ScriptRef> {
  const run = { id: task.id, attempt: task.attempt };
  const spoken = script.slides.filter(({ treatment }) => treatment === 'speak');
  const drafts = await mapLimit(spoken, SLIDES_AT_ONCE, ({ number: slide }) =>
    titled(`slide ${slide}: translate to ${to}`, provider.translateSlide, { run, task, script, slide, to }),
  );
  return titled(`script in ${to}`, quick.gatherTranslation, { run, script, to, drafts });
}

/** Whose words are burned into the picture: in the first language asked for as subtitles, else in the spoken one. */
export function burnedScript(
  { options: { subtitles } }: TaskRequest,
  languages: Pick<Languages, 'subtitles'>,
  spoken: ScriptRef,
): ScriptRef | undefined {
  return subtitles?.burnIn === true ? (languages.subtitles[0] ?? spoken) : undefined;
}
