/**
 * Finds when each sentence is heard in a sound whose voice does not say it: its rests are laid over the ends of sentences and
 * the commas, so that the speech between them has the length that its letters let expect.
 */

import type { TimedText } from '../../domain/index.ts';
import type { Stretch } from './envelope.ts';

/**
 * @param stretches where something is heard, between rests.
 * @returns one for each of `texts`, and their words. Where no rest fits, a border lies where the letters put it.
 */
export function timeByRests(
  texts: readonly string[],
  stretches: readonly Stretch[],
  language: string,
): { sentences: TimedText[]; words: TimedText[] } {
  const phrases = texts.flatMap((text, sentence) =>
    phrasesOf(text).map((phrase, index, all) => ({ text: phrase, sentence, isLast: index === all.length - 1 })),
  );
  const clock = speechClock(stretches);
  const places = placePhrases(phrases, stretches, clock);
  const timed = phrases.map((phrase, index) => ({
    ...phrase,
    startMs: clock.timeAt(places[index] ?? 0, 'after'),
    endMs: clock.timeAt(places[index + 1] ?? clock.totalMs, 'before'),
  }));
  const sentences = texts.map((text, sentence) => {
    const own = timed.filter((phrase) => phrase.sentence === sentence);
    return { text, startMs: own[0]?.startMs ?? 0, endMs: own.at(-1)?.endMs ?? 0 };
  });
  return { sentences, words: timed.flatMap((phrase) => shareWords(phrase, clock, language)) };
}

/** A sentence in the parts between which a voice may rest. */
const phrasesOf = (sentence: string): string[] => {
  const parts = sentence.split(/(?<=[,;:、，；：،؛])(?=\s)|(?<=[、，；：])(?=\S)|(?=\s[–—(])/u);
  return parts.filter((part) => part.trim() !== '');
};

/** The words of a phrase by their share of what is heard of it. */
function shareWords({ text, startMs, endMs }: TimedText, clock: SpeechClock, language: string): TimedText[] {
  const [from, to] = [clock.spokenAt(startMs), clock.spokenAt(endMs)];
  const words = [...new Intl.Segmenter(language, { granularity: 'word' }).segment(text)]
    .filter(({ isWordLike }) => isWordLike)
    .map(({ segment }) => ({ text: segment, weight: weightOf(segment) }));
  const total = words.reduce((sum, { weight }) => sum + weight, 0);
  let reached = 0;
  const next = (weight: number): number => from + ((to - from) * (reached += weight)) / total;
  return words.map((word) => ({
    text: word.text,
    startMs: clock.timeAt(next(0), 'after'),
    endMs: clock.timeAt(next(word.weight), 'before'),
  }));
}

/** Time counted in speech alone, as if there were no rests. */
interface SpeechClock {
  totalMs: number;
  /** How much was spoken up to the end of each stretch. */
  ends: readonly number[];
  spokenAt(ms: number): number;
  /** Where two stretches meet: the end of the one `before`, or the beginning of the one `after`. */
  timeAt(spokenMs: number, side: 'before' | 'after'): number;
}

function speechClock(stretches: readonly Stretch[]): SpeechClock {
  let totalMs = 0;
  const ends = stretches.map(({ startMs, endMs }) => (totalMs += endMs - startMs));
  /** Sums of many lengths: less than any sound can be. */
  const almost = 1e-6;
  return {
    totalMs,
    ends,
    spokenAt: (ms) =>
      stretches.reduce((sum, { startMs, endMs }) => sum + Math.min(Math.max(ms - startMs, 0), endMs - startMs), 0),
    timeAt: (spokenMs, side) => {
      const found = ends.findIndex((end) => (side === 'before' ? end >= spokenMs - almost : end > spokenMs + almost));
      const index = found < 0 ? stretches.length - 1 : found;
      const stretch = stretches[index];
      return stretch ? Math.min(stretch.endMs, stretch.endMs - ((ends[index] ?? 0) - spokenMs)) : 0;
    },
  };
}

interface Phrase {
  text: string;
  /** Of its sentence. */
  isLast: boolean;
}

/** By how much a phrase of one second strays from its share, as a part of it; longer ones by the root of their length. */
const STRAY = 0.15;
/** Beyond so many times that, it was misjudged (figures, foreign words), and counts no more than in proportion. */
const MISJUDGED = 1.5;
/** How unlikely it is that a voice does not rest after a sentence, and after a comma. */
const NO_REST_COST = { sentence: 30, comma: 1 } as const;
/** That it rests after a sentence for half as long as after the others, or after a comma for twice as long. */
const ODD_REST_COST = { sentence: 4, comma: 1 } as const;
/** That it rests as long as after a sentence where nothing is written. */
const UNWRITTEN_REST_COST = 1.5;
/** Two sentences without a rest after them, or many commas, are the most that is passed over at once. */
const MOST_SKIPPED_COST = 2 * NO_REST_COST.sentence;

/**
 * Where each phrase begins, in speech alone; and where the last one ends. The least costly way to lay borders over rests, by
 * dynamic programming: step i, j is the way on which phrase i ends at rest j.
 */
function placePhrases(phrases: readonly Phrase[], stretches: readonly Stretch[], clock: SpeechClock): number[] {
  const weights = phrases.map(({ text }) => weightOf(text));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const shares = weights.map((weight) => (weight / total) * clock.totalMs);
  const lengths = stretches.slice(1).map(({ startMs }, index) => startMs - (stretches[index]?.endMs ?? startMs));
  // The longest rests are those between sentences, as many as there are borders; shorter ones are commas.
  const borders = phrases.filter(({ isLast }) => isLast).length - 1;
  const usualMs = Math.max(1, lengths.toSorted((a, b) => b - a)[Math.max(0, borders - 1)] ?? 1);
  const ats = [0, ...clock.ends];
  const unwritten = sums(lengths.map((ms) => UNWRITTEN_REST_COST * Math.min(1, ms / usualMs)));
  const restCost = ({ isLast }: Phrase, rest: number): number => {
    const octaves = Math.log2((lengths[rest] ?? usualMs) / usualMs);
    return isLast
      ? ODD_REST_COST.sentence * Math.min(0, octaves) ** 2
      : ODD_REST_COST.comma * Math.max(0, octaves) ** 2;
  };

  const steps: Step[][] = [[{ cost: 0, place: 0 }]];
  for (const [index, phrase] of phrases.entries()) {
    const isEnd = index === phrases.length - 1;
    const ways: Step[] = [];
    const places = isEnd ? [ats.length - 1] : Array.from(lengths, (_, rest) => rest + 1);
    for (const place of places) {
      const own = isEnd ? 0 : restCost(phrase, place - 1);
      let best: Step | undefined;
      let shareMs = 0;
      let skipped = 0;
      for (let from = index; from >= 0 && skipped <= MOST_SKIPPED_COST; from--) {
        shareMs += shares[from] ?? 0;
        const row = steps[from] ?? [];
        for (let at = row.length - 1; at >= 0; at--) {
          const before = row[at];
          if (!before || before.place >= place) continue;
          const spokenMs = (ats[place] ?? 0) - (ats[before.place] ?? 0);
          if (spokenMs > 1.6 * shareMs + FAR_MS) break;
          const passed = (unwritten[place - 1] ?? 0) - (unwritten[before.place] ?? 0);
          const cost = before.cost + own + skipped + passed + strayCost(spokenMs, shareMs);
          if (!best || cost < best.cost) best = { cost, place, before, phrases: index - from + 1 };
        }
        skipped += NO_REST_COST[phrases[from - 1]?.isLast === true ? 'sentence' : 'comma'];
      }
      if (best) ways.push(best);
    }
    steps.push(ways);
  }
  return placesOf(steps.at(-1)?.[0], ats, shares, clock.totalMs);
}

/** Phrases do not last half as long again as their share and this much more: so not every way need be tried. */
const FAR_MS = 4_000;

interface Step {
  cost: number;
  /** 0 = the beginning, n = the rest after stretch n. */
  place: number;
  before?: Step;
  /** How many phrases lie between. */
  phrases?: number;
}

/** Between two rests, phrases share what is spoken. Without any way (far too much or too little sound), all share all. */
function placesOf(
  last: Step | undefined,
  ats: readonly number[],
  shares: readonly number[],
  totalMs: number,
): number[] {
  const places: number[] = [totalMs];
  let phrase = shares.length;
  for (let step = last; step?.before; step = step.before) {
    const [from, to] = [ats[step.before.place] ?? 0, ats[step.place] ?? 0];
    const own = shares.slice(phrase - (step.phrases ?? 1), phrase);
    const inside = sums(own).map(
      (sum) =>
        from +
        ((to - from) * sum) /
          Math.max(
            1,
            own.reduce((a, b) => a + b, 0),
          ),
    );
    places.unshift(...inside.slice(0, -1));
    phrase -= own.length;
  }
  return phrase === 0 ? places : sums(shares);
}

/** 0, a, a + b, … */
function sums(values: readonly number[]): number[] {
  let sum = 0;
  return [0, ...values.map((value) => (sum += value))];
}

/** How unlikely it is that a phrase takes `actualMs`. */
function strayCost(actualMs: number, expectedMs: number): number {
  const usual = STRAY * Math.sqrt(Math.max(expectedMs, 200) * 1000);
  const stray = Math.abs(actualMs - expectedMs) / usual;
  return stray <= MISJUDGED ? stray ** 2 : MISJUDGED * (2 * stray - MISJUDGED);
}

/** How long a text takes to say, in letters. A figure is a word; an ideograph a syllable or two. */
function weightOf(text: string): number {
  let weight = 0.5;
  for (const character of text) {
    if (/\p{N}/u.test(character)) weight += 6.5;
    else if (/[\p{sc=Han}]/u.test(character)) weight += 3.2;
    else if (/[\p{sc=Hangul}\p{sc=Hiragana}\p{sc=Katakana}]/u.test(character)) weight += 2.2;
    else if (/\p{L}/u.test(character)) weight += 1;
    else if (/[%&+=€$£§°]/u.test(character)) weight += 5;
    else if (/\s/u.test(character)) weight += 0.4;
  }
  return weight;
}
