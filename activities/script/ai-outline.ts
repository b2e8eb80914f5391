/** The outline of a talk: what keeps slides that are written side by side one talk. */

import { z } from 'zod';
import { languageName, type Deck, type Slide, type TaskOptions } from '../../domain/index.ts';
import { WrongAnswerError, type Request } from './ask-writer.ts';
import { detectLanguage, fitsLetters, isInOtherLanguage } from './language.ts';
import { slideWords, wordsOf } from './slide-words.ts';
import { asMaterial, MATERIAL_RULE } from './writer.ts';

export interface Outline {
  /** In which the talk is to be held, BCP 47. */
  language: string;
  /** What leads from the first slide to the last, in a few sentences. */
  thread: string;
  slides: { number: number; summary: string }[];
}

/** All of a large deck would be more than a model reads at once: each slide then gives its beginning. */
const MOST_LETTERS = 300_000;
const MOST_SLIDE_LETTERS = 3_000;
/** A summary is a sentence of some 40 tokens, in JSON and in any language. */
const TOKENS_A_SLIDE = 120;
const THREAD_TOKENS = 800;

export const outlineSchema = z.strictObject({
  language: z.string(),
  thread: z.string(),
  slides: z.array(z.strictObject({ number: z.int(), summary: z.string() })),
}) satisfies z.ZodType<Outline>;

const answerSchema = outlineSchema.omit({ language: true });

/** As asked for; else the deck's own mark, unless its words are in other letters; else by the letters; else English. */
export async function languageToWrite(options: TaskOptions, deck: Deck, shown: readonly Slide[]): Promise<string> {
  const [asked] = options.languages ?? [];
  if (asked !== undefined) return asked;
  const text = shown.flatMap(wordsOf).join('\n');
  if (deck.language !== undefined && fitsLetters(deck.language, text)) return deck.language;
  return (await detectLanguage(text)) ?? 'en';
}

export function outlineRequest(
  shown: readonly Slide[],
  language: string,
  { script }: TaskOptions,
): Request<Omit<Outline, 'language'>> {
  const letters = Math.min(MOST_SLIDE_LETTERS, Math.floor(MOST_LETTERS / shown.length));
  const numbers = shown.map(({ number }) => number);
  return {
    stage: 'script',
    language,
    failing: 'The outline of the talk could not be written',
    advice: 'Retry, or choose script mode "notes" or "auto".',
    question: {
      name: 'outline',
      instructions: [
        'You plan a talk that is to be given with a slide deck, before each slide is written by somebody of its own.',
        `Write in ${languageName(language)} (language code: ${language}).`,
        'thread: three sentences at most that say what the talk is about and how it leads from its beginning to its end.',
        'summary: for every slide one sentence that says what it adds to the talk. Where several slides say the same, say of each what the others do not.',
        'Answer for every slide of the material, under its own number and in its order.',
        ...(script?.audience === undefined ? [] : [`The audience: ${JSON.stringify(script.audience)}.`]),
        MATERIAL_RULE,
      ].join('\n'),
      material: asMaterial({ slides: shown.map((slide) => ({ number: slide.number, ...slideWords(slide, letters) })) }),
      schema: {
        type: 'object',
        additionalProperties: false,
        required: ['thread', 'slides'],
        properties: {
          thread: { type: 'string' },
          slides: {
            type: 'array',
            items: {
              type: 'object',
              additionalProperties: false,
              required: ['number', 'summary'],
              properties: { number: { type: 'integer' }, summary: { type: 'string' } },
            },
          },
        },
      },
      maxOutputTokens: THREAD_TOKENS + TOKENS_A_SLIDE * shown.length,
    },
    read: async (answer) => {
      const outline = answerSchema.parse(answer);
      if (outline.slides.map(({ number }) => number).join() !== numbers.join())
        throw new WrongAnswerError('answer_wrong_shape', 'The outline did not name every slide once, in order.');
      const text = [outline.thread, ...outline.slides.map(({ summary }) => summary)].join('\n');
      if (await isInOtherLanguage(text, language)) throw wrongLanguage(language);
      return outline;
    },
  };
}

export const wrongLanguage = (language: string): WrongAnswerError =>
  new WrongAnswerError('answer_wrong_language', `The answer was not in ${languageName(language)}.`);
