/**
 * Finds when each sentence is heard in a sound whose voice does not say it: the rests between sentences are those that share
 * the speech between them as their letters would.
 */

import type { TimedText } from '../../domain/index.ts';
import type { Stretch } from './envelope.ts';

/** Times for all sentences and their words; a word has its share of its sentence. */
export function timeByRests(
  texts: readonly string[],
  stretches: readonly Stretch[],
  language: string,
): { sentences: TimedText[]; words: TimedText[] } {
  const sentences = alignSentences(texts, stretches).map((stretch, index) => ({
    text: texts[index] ?? '',
    ...stretch,
  }));
  return { sentences, words: sentences.flatMap((sentence) => shareWords(sentence, stretches, language)) };
}

/**
 * @param stretches where something is heard, between rests.
 * @returns one for each of `sentences`, in order. A border lies at a rest where one is near, else where the letters put it.
 */
function alignSentences(sentences: readonly string[], stretches: readonly Stretch[]): Stretch[] {
  const clock = speechClock(stretches);
  const rests = stretches.slice(0, -1).map((stretch, index) => {
    const lengthMs = (stretches[index + 1]?.startMs ?? stretch.endMs) - stretch.endMs;
    return { index, at: clock.spokenUpTo(index), lengthMs };
  });
  const weights = sentences.map(weightOf);
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = weights.map((weight) => (weight / total) * clock.totalMs);
  const borders = chooseBorders(shares, rests);
  let from: { ms: number; spoken: number } = { ms: stretches[0]?.startMs ?? 0, spoken: 0 };
  return sentences.map((_, index) => {
    const border = borders[index];
    const startMs = from.ms;
    if (border === undefined) return { startMs, endMs: stretches.at(-1)?.endMs ?? startMs };
    const rest = border.rest === undefined ? undefined : stretches[border.rest];
    const endMs = rest?.endMs ?? clock.timeAt(border.at);
    from = {
      ms: border.rest === undefined ? endMs : (stretches[border.rest + 1]?.startMs ?? endMs),
      spoken: border.at,
    };
    return { startMs, endMs: Math.max(startMs, endMs) };
  });
}

/** The words of a sentence by their share of what is heard of it; rests inside it take no part. */
function shareWords(within: TimedText, stretches: readonly Stretch[], language: string): TimedText[] {
  const inside = stretches
    .map(({ startMs, endMs }) => ({ startMs: Math.max(startMs, within.startMs), endMs: Math.min(endMs, within.endMs) }))
    .filter(({ startMs, endMs }) => endMs > startMs);
  const clock = speechClock(inside);
  const words = [...new Intl.Segmenter(language, { granularity: 'word' }).segment(within.text)]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => ({ text: segment, weight: weightOf(segment) }));
  const total = words.reduce((sum, { weight }) => sum + weight, 0);
  let reached = 0;
  return words.map(({ text, weight }) => {
    const startMs = clock.timeAt((reached / total) * clock.totalMs, 'after');
    reached += weight;
    return { text, startMs, endMs: clock.timeAt((reached / total) * clock.totalMs) };
  });
}

/** Time counted in speech alone, as if there were no rests. */
function speechClock(stretches: readonly Stretch[]) {
  let sum = 0;
  const ends = stretches.map(({ startMs, endMs }) => (sum += endMs - startMs));
  return {
    totalMs: sum,
    spokenUpTo: (index: number): number => ends[index] ?? sum,
    /** At a rest, its beginning, or what comes `after` it. */
    timeAt: (spokenMs: number, side: 'before' | 'after' = 'before'): number => {
      const index = ends.findIndex((end) => (side === 'before' ? end >= spokenMs : end > spokenMs));
      const stretch = stretches[index < 0 ? stretches.length - 1 : index];
      if (!stretch) return 0;
      return index < 0 ? stretch.endMs : stretch.endMs - ((ends[index] ?? 0) - spokenMs);
    },
  };
}

interface Rest {
  /** Of the stretch before it. */
  index: number;
  /** How much was spoken before it. */
  at: number;
  lengthMs: number;
}

interface Border {
  /** How much was spoken before it. */
  at: number;
  /** Undefined where no rest fits. */
  rest?: number;
}

/** Of how much a sentence of one second strays from its share, typically; longer ones by the root of their length. */
const STRAY = 0.16;
/** A sentence without a rest after it is that unlikely; and one after a rest that is shorter than most. */
const NO_REST_COST = 6;
const SHORT_REST_COST = 2.2;

/** The best choice of a border after each sentence but the last, by dynamic programming over the rests in order. */
function chooseBorders(shares: readonly number[], rests: readonly Rest[]): Border[] {
  const longest = Math.max(...rests.map(({ lengthMs }) => lengthMs), 1);
  const totalMs = shares.reduce((sum, share) => sum + share, 0);
  let expected = 0;
  /** For each sentence so far: where it may end, what that costs in all, and the choice before it. */
  let reached: Choice[] = [{ border: { at: 0 }, cost: 0 }];
  for (const [index, share] of shares.entries()) {
    expected += share;
    const isLast = index === shares.length - 1;
    const candidates: { border: Border; cost: number }[] = isLast
      ? [{ border: { at: totalMs }, cost: 0 }]
      : [
          ...rests.map((rest) => ({
            border: { at: rest.at, rest: rest.index },
            cost: SHORT_REST_COST * (1 - rest.lengthMs / longest),
          })),
          { border: { at: expected }, cost: NO_REST_COST },
        ];
    reached = candidates.flatMap(({ border, cost }) => {
      const best = reached
        .filter((before) => before.border.at < border.at)
        .map((before) => ({ before, cost: before.cost + cost + strayCost(border.at - before.border.at, share) }))
        .reduce<{ before: Choice; cost: number } | undefined>((a, b) => (a && a.cost <= b.cost ? a : b), undefined);
      return best ? [{ border, cost: best.cost, before: best.before }] : [];
    });
  }
  const borders: Border[] = [];
  for (let choice = reached[0]?.before; choice?.before; choice = choice.before) borders.unshift(choice.border);
  return borders;
}

interface Choice {
  border: Border;
  cost: number;
  before?: Choice;
}

/** How unlikely it is that a sentence takes `actualMs`: squared, in units of what is usual. */
function strayCost(actualMs: number, expectedMs: number): number {
  const usual = STRAY * Math.sqrt(Math.max(expectedMs, 200) * 1000);
  return ((actualMs - expectedMs) / usual) ** 2;
}

/** How long a text takes to say, in letters. A figure is a word; an ideograph a syllable or two. */
function weightOf(text: string): number {
  let weight = 0.5;
  for (const character of text) {
    if (/\p{N}/u.test(character)) weight += 4;
    else if (/[\p{sc=Han}]/u.test(character)) weight += 3.2;
    else if (/[\p{sc=Hangul}\p{sc=Hiragana}\p{sc=Katakana}]/u.test(character)) weight += 2.2;
    else if (/\p{L}/u.test(character)) weight += 1;
    else if (/[%&+=€$£§°]/u.test(character)) weight += 5;
    else if (/\s/u.test(character)) weight += 0.4;
  }
  return weight;
}
