/** One slide's narration, asked of a model so that it continues the slide before and leads to the next. */

import { z } from 'zod';
import { hasWords, languageName, type Flag, type Slide, type TaskOptions } from '../../domain/index.ts';
import { WrongAnswerError, type Request, type Shortcoming } from './ask-writer.ts';
import { wrongLanguage } from './ai-outline.ts';
import { commandsTheWriter, speaksOfTheSlide, withoutPageNumbers } from './filler.ts';
import { ungroundedIn, type Grounds } from './grounding.ts';
import { isInOtherLanguage } from './language.ts';
import { withSpokenAddresses } from './offline-writer.ts';
import { lengthFor, lengthOf, lengthUnitOf } from './length.ts';
import { slideWords, wordsOf } from './slide-words.ts';
import { asMaterial, MATERIAL_RULE } from './writer.ts';

/** What the writer of one slide knows of the rest. */
export interface Surroundings {
  language: string;
  isFirst: boolean;
  isLast: boolean;
  /** What the whole talk is about. */
  thread?: string;
  /** What slides near this one say, in order: their summaries, or their words where they are written. */
  around: { number: number; says: string }[];
}

/** A reviewer's wish, and the words that it is about. */
export interface Rewrite {
  current: string;
  wish: string;
}

/** Slides before and after whose content is told: enough not to repeat it; more costs by the square of the deck. */
export const SLIDES_AROUND = 8;
/** Where no length is asked for: half a minute to a minute, less where there is little to say. */
const USUAL_SECONDS = { least: 8, most: 45 };
const MOST_USUAL_SECONDS = 100;
/** Around the length asked for. */
const TOLD_TOLERANCE = 0.15;
const CHECKED_TOLERANCE = 0.3;
/** Tokens of output for a word, in the least favourable language, and for the JSON around. */
const TOKENS_A_UNIT = 8;
const LEAST_TOKENS = 600;

export const draftSchema = z.strictObject({
  language: z.string(),
  text: z.string(),
  flags: z.array(z.strictObject({ code: z.string(), message: z.string() })),
});
/** One slide's words, with what the reviewer should look at. */
export type DraftText = z.infer<typeof draftSchema>;

const answerSchema = z.strictObject({ narration: z.string() });

export function draftRequest(
  slide: Slide,
  surroundings: Surroundings,
  options: TaskOptions,
  rewrite?: Rewrite,
): Request<string> {
  const { language, thread, around, isFirst, isLast } = surroundings;
  const { script, voice } = options;
  const { number } = slide;
  // A wish like "shorter" outweighs the length that was asked of all slides.
  const seconds = rewrite ? undefined : script?.secondsPerSlide;
  const most = lengthFor(Math.max(seconds ?? 0, MOST_USUAL_SECONDS), language, voice?.rate);
  return {
    stage: 'script',
    slide: number,
    language,
    failing: `Slide ${number} could not be written`,
    advice: 'Retry, or give the slide notes and choose script mode "auto".',
    question: {
      name: 'narration',
      instructions: [
        'You write what the presenter of a talk says while one slide is on the screen. It will be spoken by a voice, word for word.',
        `Write in ${languageName(language)} (language code: ${language}).`,
        'The slides are one talk: take up what was said before, lead over to what comes next where it helps, and do not repeat what other slides say.',
        isFirst
          ? 'This is the first slide: open the talk.'
          : 'The talk is under way: no greeting, no introduction of the topic.',
        isLast
          ? 'This is the last slide: bring the talk to its end.'
          : 'The talk goes on after it: no summary, no farewell.',
        'Explain what the slide means; do not read it out. Never speak of the slide or the picture itself, of its number or of a page.',
        'Say only what the material says: no number, no name and no fact from elsewhere. Keep names as they are written, and write numbers in digits. Of a web address say the site’s name.',
        'Plain sentences for the ear: no headings, lists, markup, brackets, emoji or stage directions.',
        rewrite
          ? 'Length: as the reviewer wishes; where the wish does not say, about as long as now.'
          : lengthRule(script?.secondsPerSlide, language, voice?.rate),
        ...(script?.audience === undefined ? [] : [`The audience: ${JSON.stringify(script.audience)}.`]),
        ...(script?.tone === undefined ? [] : [`The tone: ${JSON.stringify(script.tone)}.`]),
        ...(rewrite
          ? [
              `The narration that there is by now, "current" in the material, is to be written anew. What the reviewer wishes: ${JSON.stringify(rewrite.wish)}.`,
            ]
          : []),
        MATERIAL_RULE,
      ].join('\n'),
      material: asMaterial({
        slide: { number, ...slideWords(slide), ...(rewrite ? { current: rewrite.current } : {}) },
        talk: { ...(thread === undefined ? {} : { thread }), around },
      }),
      schema: {
        type: 'object',
        additionalProperties: false,
        required: ['narration'],
        properties: { narration: { type: 'string' } },
      },
      maxOutputTokens: LEAST_TOKENS + TOKENS_A_UNIT * most,
    },
    read: async (answer) => {
      const text = spokenText(answerSchema.parse(answer).narration);
      if (!hasWords(text)) throw new WrongAnswerError('answer_wrong_shape', 'The answer had no words to speak.');
      if (await isInOtherLanguage(text, language)) throw wrongLanguage(language);
      return text;
    },
    shortcoming: (text) => shortcomingOf(text, { seconds, language, rate: voice?.rate }),
  };
}

function lengthRule(seconds: number | undefined, language: string, rate: number | undefined): string {
  const unit = lengthUnitOf(language);
  const of = (time: number): number => lengthFor(time, language, rate);
  if (seconds === undefined)
    return `Length: ${of(USUAL_SECONDS.least)} to ${of(USUAL_SECONDS.most)} ${unit}; a title or a picture needs few, a chart or a dense list more.`;
  const [least, most] = [of(seconds * (1 - TOLD_TOLERANCE)), of(seconds * (1 + TOLD_TOLERANCE))];
  return `Length: ${least} to ${most} ${unit}, that is about ${seconds} seconds.`;
}

/** Brackets would direct the voice (domain/directives.ts), and marks of emphasis would be spoken. */
function spokenText(narration: string): string {
  const plain = withSpokenAddresses(narration)
    .replaceAll(/\r\n?/g, '\n')
    .replaceAll(/[*_#`]+/g, '')
    .replaceAll('[', '(')
    .replaceAll(']', ')')
    .replaceAll(/[ \t]+/g, ' ')
    .replaceAll(/ ?\n\s*/g, '\n')
    .trim();
  return withoutPageNumbers(plain);
}

function shortcomingOf(
  text: string,
  { seconds, language, rate }: { seconds: number | undefined; language: string; rate: number | undefined },
): Shortcoming | undefined {
  const unit = lengthUnitOf(language);
  const length = lengthOf(text, language);
  const of = (time: number): number => lengthFor(time, language, rate);
  const [least, most] =
    seconds === undefined
      ? [0, of(MOST_USUAL_SECONDS)]
      : [of(seconds * (1 - CHECKED_TOLERANCE)), of(seconds * (1 + CHECKED_TOLERANCE))];
  const miss = Math.max(least - length, length - most, 0) / Math.max(1, most);
  if (miss > 0) return { complaint: `It had ${length} ${unit}, and ${least} to ${most} are right.`, distance: miss };
  if (speaksOfTheSlide(text)) return { complaint: 'It spoke of the slide itself.', distance: 0.01 };
  return undefined;
}

/**
 * What the reviewer should look at before these words are spoken.
 * @param short what is still not as asked, after one repair
 */
export function flagsOf(text: string, slide: Slide, grounds: Grounds, short: Shortcoming | undefined): Flag[] {
  const strange = ungroundedIn(text, grounds);
  return [
    ...(short
      ? [{ code: NOT_AS_ASKED, message: `Also when asked again, the AI did not write as wanted. ${short.complaint}` }]
      : []),
    ...(strange.length > 0
      ? [
          {
            code: NOT_IN_DECK,
            message: `The deck’s words do not hold this: ${strange.slice(0, NAMED).join(', ')}${strange.length > NAMED ? ' and more' : ''}. Is it right?`,
          },
        ]
      : []),
    ...(commandsTheWriter(wordsOf(slide).join('\n'))
      ? [
          {
            code: 'reads_like_instruction',
            message:
              'The slide or its notes hold words that try to instruct an AI. They were not to be followed; read what was written.',
          },
        ]
      : []),
  ];
}

export const NOT_AS_ASKED = 'not_as_asked';
export const NOT_IN_DECK = 'not_in_deck';
/** Named in a flag: a script that made up more is read as a whole anyway. */
const NAMED = 8;
