/** How long words are that nobody has written or spoken yet. Pure. */

import { LEAD_MS, TAIL_MS } from '../../domain/index.ts';
import { longestSeconds } from '../speech/paid-sound.ts';

export interface Length {
  /** Of sound, with the silence around it. */
  seconds: number;
  mostSeconds: number;
  characters: number;
  mostCharacters: number;
}

/** Words that are not known yet are about so long, in seconds, where nothing else is asked. */
const USUAL_SECONDS = 30;
const MOST_SECONDS = 110;
const LETTERS_A_SECOND = 16;
/** A translation or a dialogue is about as long as its original, at most so many times. */
const LONGER = { usual: 1.1, most: 2 };

/** Of words that are there. */
export function ofWords(text: string): Length {
  const characters = Array.from(text).length;
  const most = longestSeconds(text);
  const around = (LEAD_MS + TAIL_MS) / 1000;
  return { seconds: most / 2 + around, mostSeconds: most + around, characters, mostCharacters: characters };
}

/** Of words that a model will write for a slide. */
export function toBeWritten(seconds = USUAL_SECONDS): Length {
  const mostSeconds = Math.max(MOST_SECONDS, 2 * seconds);
  const mostCharacters = mostSeconds * LETTERS_A_SECOND * LONGER.most;
  return { seconds, mostSeconds, characters: seconds * LETTERS_A_SECOND, mostCharacters };
}

/** The same content in other words: another language, or a dialogue. */
export const ofOtherWords = ({ seconds, mostSeconds }: Pick<Length, 'seconds' | 'mostSeconds'>): Length => ({
  seconds,
  mostSeconds: mostSeconds * LONGER.most,
  characters: seconds * LETTERS_A_SECOND * LONGER.usual,
  mostCharacters: mostSeconds * LETTERS_A_SECOND * LONGER.most,
});
