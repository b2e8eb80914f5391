/** When sentences and words are heard, where the vendor says it of each character. */

import type { TimedText } from '../../domain/index.ts';
import type { Stretch } from './envelope.ts';

/** In the vendor's words: `characters[i]` is heard from `starts[i]` to `ends[i]`, in seconds. */
export interface CharacterTimes {
  characters: readonly string[];
  starts: readonly number[];
  ends: readonly number[];
}

/**
 * @param sentences one after another in what was spoken, whatever stands between them.
 * @param tempo by how much the sound was made quicker afterwards.
 * @returns undefined where the characters are not those of the sentences, so that nothing is known.
 */
export function timeByCharacters(
  { characters, starts, ends }: CharacterTimes,
  sentences: readonly string[],
  { stretches, tempo, language }: { stretches: readonly Stretch[]; tempo: number; language: string },
): { sentences: TimedText[]; words: TimedText[] } | undefined {
  const spoken = characters.join('');
  const clock = clockOf({ characters, starts, ends }, tempo);
  const timed: TimedText[] = [];
  const words: TimedText[] = [];
  let reached = 0;
  for (const text of sentences) {
    const at = spoken.indexOf(text, reached);
    if (at < 0) return undefined;
    reached = at + text.length;
    const heard = heardWithin(clock(at, reached), stretches);
    timed.push({ text, ...heard });
    for (const { segment, index, isWordLike } of new Intl.Segmenter(language, { granularity: 'word' }).segment(text)) {
      if (!isWordLike) continue;
      const word = clock(at + index, at + index + segment.length);
      const [startMs, endMs] = [word.startMs, word.endMs].map((ms) =>
        Math.min(Math.max(ms, heard.startMs), heard.endMs),
      );
      words.push({ text: segment, startMs: startMs ?? 0, endMs: endMs ?? 0 });
    }
  }
  return { sentences: timed, words };
}

/** From offsets in the joined characters to the time between them. */
function clockOf({ characters, starts, ends }: CharacterTimes, tempo: number) {
  const owner: number[] = characters.flatMap((character, index) =>
    Array.from({ length: character.length }, () => index),
  );
  const ms = (seconds: number | undefined): number => ((seconds ?? 0) * 1000) / tempo;
  return (from: number, to: number): Stretch => {
    const [first, last] = [owner[from] ?? 0, owner[to - 1] ?? 0];
    return { startMs: ms(starts[first]), endMs: ms(ends[last]) };
  };
}

/** The vendor counts a rest to the character before it: nobody reads on when nothing is said. */
function heardWithin({ startMs, endMs }: Stretch, stretches: readonly Stretch[]): Stretch {
  const heard = stretches.filter((stretch) => stretch.endMs > startMs && stretch.startMs < endMs);
  const [first, last] = [heard[0], heard.at(-1)];
  if (!first || !last) return { startMs, endMs };
  return { startMs: Math.max(startMs, first.startMs), endMs: Math.min(endMs, last.endMs) };
}
