/** One slide's words in another language, asked of a model; what directs the voice and what has a pronunciation stays. */

import { z } from 'zod';
import {
  applyLexicon,
  hasWords,
  languageName,
  matchLanguage,
  withoutDirectives,
  type Lexicon,
} from '../../domain/index.ts';
import { wrongLanguage } from './ai-outline.ts';
import { WrongAnswerError, type Request } from './ask-writer.ts';
import { isInOtherLanguage } from './language.ts';
import { asMaterial, MATERIAL_RULE } from './writer.ts';

export interface ToTranslate {
  slide: number;
  text: string;
  from: string;
  to: string;
  /** The words of the slides beside, for what they refer to. */
  around: { number: number; says: string }[];
  lexicon: Lexicon;
}

/** Tokens of output for a letter of the original, in the least favourable language, and for the JSON around. */
const TOKENS_A_LETTER = 1.5;
const LEAST_TOKENS = 600;
const BRACKETS = /\[[^[\]\r\n]{1,200}\]/gu;

const translationSchema = z.strictObject({ text: z.string() });

export function translationRequest({ slide, text, from, to, around, lexicon }: ToTranslate): Request<string> {
  const directives = directivesIn(text);
  const kept = keptWords({ text, from, to, lexicon });
  return {
    stage: 'translation',
    slide,
    language: to,
    failing: `Slide ${slide} could not be translated to ${languageName(to)}`,
    advice: 'Retry, or leave this language out.',
    question: {
      name: 'translation',
      instructions: [
        `You translate what a presenter says on one slide of a talk from ${languageName(from)} (${from}) into ${languageName(to)} (language code: ${to}).`,
        `Write in ${languageName(to)}. It will be spoken: natural sentences for the ear, as long as the original, the same content, nothing added or left out.`,
        'Keep paragraphs. Keep names, numbers, product names and code as they are.',
        ...(directives.length > 0
          ? [
              `What stands in square brackets directs the voice. Keep each of these exactly as it is, at the place where it belongs: ${directives.join(' ')}`,
            ]
          : ['Use no square brackets.']),
        ...(kept.length > 0
          ? [`Keep these words as they are: ${kept.map((word) => JSON.stringify(word)).join(', ')}.`]
          : []),
        MATERIAL_RULE,
      ].join('\n'),
      material: asMaterial({ slide: { number: slide, text }, talk: { around } }),
      schema: {
        type: 'object',
        additionalProperties: false,
        required: ['text'],
        properties: { text: { type: 'string' } },
      },
      maxOutputTokens: LEAST_TOKENS + Math.ceil(text.length * TOKENS_A_LETTER),
    },
    read: async (answer) => {
      const translated = translationSchema.parse(answer).text.replaceAll(/\r\n?/g, '\n').trim();
      const words = withoutDirectives(translated);
      if (!hasWords(words)) throw new WrongAnswerError('answer_wrong_shape', 'The answer had no words to speak.');
      if (await isInOtherLanguage(words, to)) throw wrongLanguage(to);
      if (directivesIn(translated).toSorted().join() !== directives.toSorted().join())
        throw new WrongAnswerError(
          'answer_wrong_shape',
          'What directs the voice in square brackets was not kept as it is.',
        );
      const lost = kept.filter((word) => !translated.toLowerCase().includes(word.toLowerCase()));
      if (lost.length > 0)
        throw new WrongAnswerError('answer_wrong_shape', 'Words that were to be kept as they are were translated.');
      return translated;
    },
  };
}

/** Brackets that are shown as they are are none. */
const directivesIn = (text: string): string[] =>
  (text.match(BRACKETS) ?? []).filter((bracket) => withoutDirectives(bracket) !== bracket);

/** The words of this text that the owner's lexicon says for both languages: they are names or terms, and keep their sound. */
function keptWords({ text, from, to, lexicon }: Pick<ToTranslate, 'text' | 'from' | 'to' | 'lexicon'>): string[] {
  const shared = lexicon.filter(({ language }) => language === undefined || matchLanguage(to, language) > 0);
  const found = applyLexicon([{ text: withoutDirectives(text) }], shared, from);
  return [...new Set(found.flatMap((wording) => (wording.said === undefined ? [] : [wording.text])))];
}
