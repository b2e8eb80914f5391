/** What a task will cost, from its deck, its words and what is kept, without buying anything. */

import {
  centsFor,
  isPresented,
  LEAD_MS,
  sameLanguage,
  TAIL_MS,
  withoutDirectives,
  type Deck,
  type Estimate,
  type EstimatePart,
  type PaidStage,
  type Prices,
  type Script,
  type SlideScript,
  type Usage,
  type Voice,
} from '../domain/index.ts';
import type { Artifacts } from '../platform/artifacts.ts';
import { deckSchema } from './deck/schema.ts';
import { narrationTimesSchema, timesKey } from './narration-times.ts';
import type { PaidCalls } from './paid/paid-calls.ts';
import type { Run } from './run.ts';
import { draftRequest } from './script/ai-draft.ts';
import { outlineRequest } from './script/ai-outline.ts';
import type { WritingPorts } from './script/ask-writer.ts';
import { scriptSchema } from './script/schema.ts';
import type { Writer } from './script/writer.ts';
import { prepareSpeech } from './speak-slide.ts';
import { longestSeconds } from './speech/paid-sound.ts';
import type { Speakers } from './speech/speaker.ts';
import { saidText } from './speech/utterances.ts';
import { FILM_MODEL, MOST_LONGER_SECONDS } from './submit-presenter.ts';
import { createTranslateSlide } from './translate-slide.ts';
import type { Activities } from './verbs.ts';

export interface EstimateTaskPorts {
  artifacts: Artifacts;
  speakers: Speakers;
  writing: WritingPorts | undefined;
  prices: Prices;
}

/** Of the most that a model may answer, what it usually does: the room to think is mostly left empty. */
const USUAL_SHARE = 0.15;
/** An answer that cannot be used, or falls short, is asked for once more. */
const MOST_ANSWERS = 2;
/** Words that are not known yet are about so long, in seconds, where nothing else is asked. */
const USUAL_SECONDS = 30;
const MOST_SECONDS = 110;
const LETTERS_A_SECOND = 16;
/** A translation or a dialogue is about as long as its original, at most so many times. */
const LONGER = { usual: 1.1, most: 2 };
/** Seconds on an idle machine: to begin, for a slide's picture and clip, and for calls, which run side by side. */
const PACE = { start: 8, slide: 1.2, speech: 0.5, write: 2, presenter: 90 };

/** Retry: safe. Nothing is bought, and what is written is content that the task would write. */
export const createEstimateTask =
  (ports: EstimateTaskPorts) =>
  async ({ task, deck: ref, script: { key }, voice }: EstimateInput, run: Run): Promise<Estimate> => {
    const { artifacts, writing, prices } = ports;
    const { options } = task;
    const deck = await artifacts.readJson(ref.key, (value) => deckSchema.parse(value));
    const script = await artifacts.readJson(key, (value) => scriptSchema.parse(value));
    const isToWrite = options.script?.mode === 'ai' && task.script === undefined;
    const spoken = script.slides.filter(({ treatment }) => treatment === 'speak');
    const words = isToWrite ? writtenWords(script, options.script?.secondsPerSlide) : spoken;
    const parts: EstimatePart[] = [];

    if (isToWrite && writing) parts.push(writingPart(deck, script, task, writing.writer));
    const narrated = isToWrite ? words.map(unknownNarration) : await narrations({ script, voice, task }, ports, run);
    if (voice) parts.push(...speechParts('speech', narrated, voice, prices));

    const languages = [...(options.languages ?? []), ...(options.subtitles?.languages ?? [])];
    const others = distinct(languages).filter((language) => !sameLanguage(language, script.language));
    for (const to of others) {
      if (writing)
        parts.push(...(await translationParts({ words, isToWrite, to, input: { task, key } }, writing, run)));
      if (voice && options.languages?.includes(to))
        parts.push(...speechParts('speech', narrated.map(asLongAs), voice, prices));
    }
    if (options.podcast?.speakers === 2 && voice && writing) {
      parts.push(dialoguePart(words, writing.writer));
      parts.push(...speechParts('podcast', narrated.map(asLongAs), voice, prices));
    }
    const presented =
      options.presenter?.provider === 'heygen' ? narrated.filter(({ slide }) => isPresented(options, slide)) : [];
    for (const { seconds, mostSeconds } of presented) {
      const cents = (time: number): number => centsFor('heygen', FILM_MODEL, { seconds: time }, prices);
      const atMostCents = cents(mostSeconds + MOST_LONGER_SECONDS);
      parts.push({ stage: 'presenter', exact: false, cents: cents(seconds), atMostCents });
    }

    const held = script.slides.filter(({ treatment }) => treatment === 'hold');
    const seconds =
      held.reduce((sum, { holdMs }) => sum + holdMs / 1000, 0) + narrated.reduce((sum, one) => sum + one.seconds, 0);
    const summed = sumByStage(parts);
    return {
      cents: total(summed, ({ cents }) => cents),
      atMostCents: total(summed, ({ atMostCents }) => atMostCents),
      parts: summed,
      seconds: Math.round(seconds),
      secondsToFinish: Math.round(
        PACE.start +
          PACE.slide * script.slides.length +
          PACE.speech * narrated.length +
          (isToWrite ? PACE.start + PACE.write * script.slides.length : 0) +
          PACE.presenter * presented.length,
      ),
    };
  };

type EstimateInput = Parameters<Activities['estimateTask']>[0];

/** What is spoken on one slide, or will be. */
interface Spoken {
  slide: number;
  seconds: number;
  mostSeconds: number;
  /** Of each stretch that one voice speaks; empty where the narration is kept. */
  texts: { characters: number; mostCharacters: number }[];
  /** The words will be spoken as they are. */
  exact: boolean;
}

/** The narrations of words that are there: kept ones as they are, others by their length. */
async function narrations(
  { script, voice, task }: { script: Script; voice: Voice | undefined; task: EstimateInput['task'] },
  { artifacts, speakers }: EstimateTaskPorts,
  run: Run,
): Promise<Spoken[]> {
  if (!voice) return [];
  const spoken: Spoken[] = [];
  for (const { number: slide, text, treatment } of script.slides) {
    if (treatment !== 'speak') continue;
    const lexicon = task.lexiconKey === undefined ? {} : { lexiconKey: task.lexiconKey };
    const { directed, key } = await prepareSpeech(
      { text, language: script.language, slide, voice, ...lexicon },
      { artifacts, speakers },
      run,
    );
    if ((await artifacts.has(key)) && (await artifacts.has(timesKey(key)))) {
      const { durationMs } = await artifacts.readJson(timesKey(key), (value) => narrationTimesSchema.parse(value));
      spoken.push({ slide, seconds: durationMs / 1000, mostSeconds: durationMs / 1000, texts: [], exact: true });
      continue;
    }
    const texts = directed.utterances.map(({ sentences }) =>
      sentences.map((sentence) => saidText(sentence.wordings)).join(' '),
    );
    spoken.push({ ...ofText(slide, withoutDirectives(text)), texts: texts.map(lengthOf), exact: true });
  }
  return spoken;
}

const lengthOf = (text: string): Spoken['texts'][number] => {
  const characters = Array.from(text).length;
  return { characters, mostCharacters: characters };
};

function ofText(slide: number, text: string): Omit<Spoken, 'texts' | 'exact'> {
  const most = longestSeconds(text);
  const around = (LEAD_MS + TAIL_MS) / 1000;
  return { slide, seconds: most / 2 + around, mostSeconds: most + around };
}

/** Stands for words that a model will write. */
function writtenWords(script: Script, secondsPerSlide: number | undefined): SlideScript[] {
  const letters = Math.round((secondsPerSlide ?? USUAL_SECONDS) * LETTERS_A_SECOND);
  return script.slides.map((slide) => ({ ...slide, treatment: 'speak', text: 'a'.repeat(letters) }));
}

function unknownNarration({ number, text }: SlideScript): Spoken {
  const mostSeconds = Math.max(MOST_SECONDS, (2 * text.length) / LETTERS_A_SECOND);
  const texts = [{ characters: text.length, mostCharacters: mostSeconds * LETTERS_A_SECOND * LONGER.most }];
  return { slide: number, seconds: text.length / LETTERS_A_SECOND, mostSeconds, texts, exact: false };
}

/** The same content in other words: another language, or a dialogue. */
const asLongAs = (spoken: Spoken): Spoken => ({
  ...spoken,
  mostSeconds: spoken.mostSeconds * LONGER.most,
  texts: [
    {
      characters: spoken.seconds * LETTERS_A_SECOND * LONGER.usual,
      mostCharacters: spoken.mostSeconds * LETTERS_A_SECOND * LONGER.most,
    },
  ],
  exact: false,
});

function speechParts(stage: PaidStage, narrated: readonly Spoken[], voice: Voice, prices: Prices): EstimatePart[] {
  const { provider, model = '' } = voice;
  if (provider === 'offline') return [];
  const byCharacter = (usage: Usage): number => centsFor(provider, model, usage, prices);
  return narrated.flatMap(({ texts, seconds, mostSeconds, exact }) =>
    texts.map(({ characters, mostCharacters }): EstimatePart => {
      const share = 1 / texts.length;
      const cents = byCharacter({ characters, seconds: seconds * share });
      // Where seconds cost nothing, letters decide, and those are known.
      const isByLetter = byCharacter({ characters, seconds: 0 }) === cents;
      const atMostCents = byCharacter({ characters: mostCharacters, seconds: mostSeconds });
      return { stage, exact: exact && isByLetter, cents, atMostCents: exact && isByLetter ? cents : atMostCents };
    }),
  );
}

function writingPart(deck: Deck, script: Script, { options }: EstimateInput['task'], writer: Writer): EstimatePart {
  const shown = deck.slides.filter(({ number }) => script.slides.some((slide) => slide.number === number));
  const outline = writer.atMostCents(outlineRequest(shown, script.language, options).question);
  const around = shown.slice(0, 17).map(({ number }) => ({ number, says: 'a'.repeat(200) }));
  const surroundings = { language: script.language, isFirst: false, isLast: false, thread: 'a'.repeat(500), around };
  const drafts = shown.map((slide) =>
    writer.atMostCents({ ...draftRequest(slide, surroundings, options).question, picture: 'data:' }),
  );
  return ofAnswers('script', [outline, ...drafts]);
}

function dialoguePart(words: readonly SlideScript[], writer: Writer): EstimatePart {
  const letters = words.reduce((sum, { text }) => sum + text.length, 0);
  const question = {
    name: 'dialogue',
    instructions: 'a'.repeat(3_000),
    material: 'a'.repeat(2 * letters),
    schema: {},
    maxOutputTokens: 2_000 + 2 * letters,
  };
  return ofAnswers('podcast', [writer.atMostCents(question)]);
}

function ofAnswers(stage: PaidStage, atMost: readonly number[]): EstimatePart {
  const most = atMost.reduce((sum, cents) => sum + cents, 0);
  return { stage, exact: false, cents: most * USUAL_SHARE, atMostCents: most * MOST_ANSWERS };
}

/** Asks the verb itself, with a purse that buys nothing: what is kept is found as the task would find it. */
async function translationParts(
  { words, isToWrite, to, input }: { words: readonly SlideScript[]; isToWrite: boolean; to: string; input: Known },
  writing: WritingPorts,
  run: Run,
): Promise<EstimatePart[]> {
  const asked: number[] = [];
  const paid = neverBuys(writing.artifacts, (atMostCents) => asked.push(atMostCents));
  const translate = createTranslateSlide({ artifacts: writing.artifacts, writing: { ...writing, paid } });
  for (const { number: slide } of isToWrite ? [] : words) {
    const script = { key: input.key, version: 1, language: '', slides: [] };
    await translate({ task: input.task, script, slide, to }, run).catch((thrown: unknown) => {
      if (!(thrown instanceof NotBought)) throw thrown;
    });
  }
  if (isToWrite) {
    const question = { name: '', instructions: 'a'.repeat(3_000), schema: {}, maxOutputTokens: 2_000 };
    asked.push(...words.map(({ text }) => writing.writer.atMostCents({ ...question, material: text.repeat(3) })));
  }
  return asked.length === 0 ? [] : [ofAnswers('translation', asked)];
}

interface Known {
  task: EstimateInput['task'];
  /** Of the script. */
  key: string;
}

class NotBought extends Error {}

const neverBuys = (artifacts: Artifacts, wouldCost: (atMostCents: number) => void): PaidCalls => ({
  settle: () => Promise.resolve(),
  once: async ({ key, atMostCents }) => {
    if (await artifacts.has(key)) return;
    wouldCost(atMostCents);
    throw new NotBought('an estimate buys nothing');
  },
});

const distinct = (languages: readonly string[]): string[] =>
  languages.filter((language, i) => languages.findIndex((other) => sameLanguage(other, language)) === i);

const total = <T>(items: readonly T[], of: (item: T) => number): number =>
  items.reduce((sum, item) => sum + of(item), 0);

function sumByStage(parts: readonly EstimatePart[]): EstimatePart[] {
  const stages = [...new Set(parts.map(({ stage }) => stage))];
  return stages.flatMap((stage) =>
    [true, false].flatMap((exact) => {
      const own = parts.filter((part) => part.stage === stage && part.exact === exact);
      const sum = { cents: total(own, ({ cents }) => cents), atMostCents: total(own, (part) => part.atMostCents) };
      return own.length === 0 ? [] : [{ stage, exact, ...sum }];
    }),
  );
}
