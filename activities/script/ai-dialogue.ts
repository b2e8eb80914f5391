/** A talk of host and guest, asked of a model: the approved script's content, told between two. */

import { z } from 'zod';
import { hasWords, languageName, type DialogueRef, type Turn } from '../../domain/index.ts';
import { wrongLanguage } from './ai-outline.ts';
import { WrongAnswerError, type Request } from './ask-writer.ts';
import { ungroundedIn } from './grounding.ts';
import { isInOtherLanguage } from './language.ts';
import { asMaterial, MATERIAL_RULE } from './writer.ts';

export interface ToTell {
  language: string;
  /** What the talk is called. */
  title: string;
  /** What is said on the slides that speak, without directives. */
  slides: { number: number; title: string; says: string }[];
  /** Everything that the deck and the script say. */
  sources: readonly string[];
}

/** Tokens of output for a letter of the script, in the least favourable language, with the JSON around every turn. */
const TOKENS_A_LETTER = 2;
const LEAST_TOKENS = 2_000;

const turnSchema = z.strictObject({ speaker: z.enum(['host', 'guest']), slide: z.int(), text: z.string() });
const answerSchema = z.strictObject({ turns: z.array(turnSchema).min(1) });
export const dialogueSchema = z.strictObject({ language: z.string(), turns: z.array(turnSchema) });

export function dialogueRequest({ language, title, slides, sources }: ToTell): Request<Turn[]> {
  const numbers = slides.map(({ number }) => number);
  const letters = slides.reduce((sum, { says }) => sum + says.length, 0);
  return {
    stage: 'podcast',
    language,
    failing: 'The dialogue for the podcast could not be written',
    advice: 'Retry, or ask for a podcast with one speaker.',
    question: {
      name: 'dialogue',
      instructions: [
        'You turn the script of a talk into a conversation of two for a podcast, for people who do not see the slides.',
        `Write in ${languageName(language)} (language code: ${language}).`,
        'The host leads: opens, asks what a listener would ask, sums up. The guest knows the subject and explains it. Both speak several times, in short turns.',
        'Follow the slides in their order, and give for every turn the number of the slide whose content it tells. Every slide has at least one turn.',
        'The same content as the script and about as long: no number, no name and no fact from elsewhere, and none left out. Nobody is called by a name that the script does not hold.',
        'Plain sentences for the ear: no headings, lists, markup, brackets, emoji or stage directions; nobody speaks of slides or pictures.',
        MATERIAL_RULE,
      ].join('\n'),
      material: asMaterial({ talk: title, slides }),
      schema: {
        type: 'object',
        additionalProperties: false,
        required: ['turns'],
        properties: {
          turns: {
            type: 'array',
            items: {
              type: 'object',
              additionalProperties: false,
              required: ['speaker', 'slide', 'text'],
              properties: {
                speaker: { type: 'string', enum: ['host', 'guest'] },
                slide: { type: 'integer' },
                text: { type: 'string' },
              },
            },
          },
        },
      },
      maxOutputTokens: LEAST_TOKENS + Math.ceil(letters * TOKENS_A_LETTER),
    },
    read: async (answer) => {
      const turns = answerSchema.parse(answer).turns.flatMap((turn) => {
        const text = turn.text.replaceAll(/[[\]*_#`]+/g, '').trim();
        return hasWords(text) ? [{ ...turn, text }] : [];
      });
      const order = turns.map(({ slide }) => slide);
      const told = order.filter((slide, index) => slide !== order[index - 1]);
      if (told.join() !== numbers.join())
        throw new WrongAnswerError('answer_wrong_shape', 'The dialogue did not follow the slides, each in its place.');
      if (await isInOtherLanguage(turns.map(({ text }) => text).join('\n'), language)) throw wrongLanguage(language);
      return turns;
    },
    shortcoming: (turns) => {
      const speakers = new Set(turns.map(({ speaker }) => speaker));
      if (speakers.size < 2 && turns.length > 1) return { complaint: 'Only one of the two spoke.', distance: 1 };
      const strange = strangeTurns(turns, { language, sources });
      if (strange.length === 0) return undefined;
      return {
        complaint: 'It held numbers or names that the script does not hold.',
        distance: strange.length / turns.length,
      };
    },
  };
}

/** What a person should know of a dialogue that was not reviewed. */
export function dialogueWarnings(
  turns: readonly Turn[],
  told: Pick<ToTell, 'language' | 'sources'>,
): DialogueRef['warnings'] {
  const slides = [...new Set(strangeTurns(turns, told).map(({ slide }) => slide))];
  return slides.map((slide) => ({
    code: 'not_in_deck',
    slide,
    message: `Slide ${slide}: in the podcast’s dialogue numbers or names are said that the script does not hold. Listen to it.`,
  }));
}

const strangeTurns = (turns: readonly Turn[], { language, sources }: Pick<ToTell, 'language' | 'sources'>): Turn[] =>
  turns.filter(({ text }) => ungroundedIn(text, { sources, language, isDeckLanguage: true }).length > 0);
