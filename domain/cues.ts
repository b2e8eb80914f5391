/** Subtitles as they are shown: sentences with their times become cues of at most two short lines. */

import type { TimedText } from './narration.ts';

/** What is on screen from `startMs` to `endMs`: one line, or two with a line break between them. */
export interface Cue {
  text: string;
  startMs: number;
  endMs: number;
}

/** What fits on a line at a readable size, counted in Latin letters; a wide one (Chinese, Japanese, Korean) counts two. */
export const LINE_COLUMNS = 42;
const CUE_COLUMNS = 2 * LINE_COLUMNS;
/** Nobody reads a shorter flash: it lasts into the pause after it, or joins the next sentence. */
const LEAST_MS = 1_000;

/** A part of a sentence that no line break may divide. `at` is its offset in the sentence. */
interface Piece {
  text: string;
  at: number;
  /** Whether a space stands before it. */
  spaced: boolean;
}

/**
 * Cues for `sentences`, in the same time. A sentence too long for one cue is divided where its words allow, each part at
 * the moment of its first word. `language` (BCP 47) says how words are told apart that no space divides.
 */
export function cuesFor(sentences: readonly TimedText[], words: readonly TimedText[], language: string): Cue[] {
  const cues = sentences.flatMap((sentence) => divide(sentence, words, language));
  return lengthen(mergeFlashes(cues)).map((cue) => ({ ...cue, text: inTwoLines(cue.text, language) }));
}

function divide({ text: raw, startMs, endMs }: TimedText, words: readonly TimedText[], language: string): Cue[] {
  const text = raw.replace(/\s+/g, ' ').trim();
  if (text === '') return [];
  const timeAt = clockOf(text, startMs, endMs, words);
  const parts = partsOf(piecesOf(text, language), CUE_COLUMNS);
  return parts.map((part, index) => ({
    text: textOf(part),
    startMs: timeAt(part[0]?.at ?? 0),
    endMs: timeAt(parts[index + 1]?.[0]?.at ?? text.length),
  }));
}

/** Packs pieces into as few parts of at most `columns` as possible, all about equally long. */
function partsOf(pieces: readonly Piece[], columns: number): Piece[][] {
  const total = columnsOf(textOf(pieces));
  const aim = Math.min(columns, total / Math.ceil(total / columns) + columns / 10);
  const parts: Piece[][] = [];
  for (const piece of pieces) {
    const last = parts.at(-1);
    if (last && columnsOf(textOf([...last, piece])) <= aim) last.push(piece);
    else parts.push([piece]);
  }
  return parts;
}

function inTwoLines(text: string, language: string): string {
  if (columnsOf(text) <= LINE_COLUMNS) return text;
  const pieces = piecesOf(text, language);
  const breaks = pieces
    .slice(1)
    .map((_, index) => [textOf(pieces.slice(0, index + 1)), textOf(pieces.slice(index + 1))]);
  const longer = (lines: string[]): number => Math.max(...lines.map(columnsOf));
  const [best = [text]] = breaks.sort((a, b) => longer(a) - longer(b));
  return best.join('\n');
}

/** From an offset in the sentence to the time at which it is spoken: by its words, and evenly between them. */
function clockOf(text: string, startMs: number, endMs: number, words: readonly TimedText[]): (at: number) => number {
  const known = [{ at: 0, ms: startMs }];
  let from = 0;
  for (const word of words) {
    if (word.startMs < startMs || word.startMs >= endMs) continue;
    const at = text.indexOf(word.text, from);
    if (at < 0 || word.text === '') continue;
    if (at > (known.at(-1)?.at ?? 0)) known.push({ at, ms: word.startMs });
    from = at + word.text.length;
  }
  known.push({ at: text.length, ms: endMs });
  return (at) => {
    const next = known.findIndex((point) => point.at >= at);
    const [before, after] = [known[Math.max(0, next - 1)], known[next]];
    if (!before || !after || after.at === before.at) return after?.ms ?? endMs;
    return Math.round(before.ms + ((after.ms - before.ms) * (at - before.at)) / (after.at - before.at));
  };
}

/** A flash joins what follows it at once, where both fit. */
function mergeFlashes(cues: readonly Cue[]): Cue[] {
  const merged: Cue[] = [];
  for (const cue of cues) {
    const last = merged.at(-1);
    const flash = last && last.endMs - last.startMs < LEAST_MS && cue.startMs - last.endMs < LEAST_MS;
    if (flash && columnsOf(`${last.text} ${cue.text}`) <= CUE_COLUMNS) {
      merged[merged.length - 1] = { text: `${last.text} ${cue.text}`, startMs: last.startMs, endMs: cue.endMs };
    } else merged.push(cue);
  }
  return merged;
}

function lengthen(cues: readonly Cue[]): Cue[] {
  return cues.map((cue, index) => {
    const free = cues[index + 1]?.startMs ?? Infinity;
    return { ...cue, endMs: Math.max(cue.endMs, Math.min(cue.startMs + LEAST_MS, free)) };
  });
}

/** Scripts that put no spaces between words: Han, kana, Thai, Lao, Khmer, Burmese. */
const UNSPACED = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]/u;
/** Never begins a line: closing marks, small kana, the long-vowel mark. */
const CLOSING = /^[\p{Pe}\p{Pf}\p{M}、。，．・：；！？!?.,:;%…ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ]/u;
/** Never ends a line. */
const OPENING = /[\p{Ps}\p{Pi}]$/u;

function piecesOf(text: string, language: string): Piece[] {
  const pieces: Piece[] = [];
  for (const { 0: token, index } of text.matchAll(/\S+/g)) {
    let at = index;
    for (const part of UNSPACED.test(token) || columnsOf(token) > LINE_COLUMNS ? breakable(token, language) : [token]) {
      pieces.push({ text: part, at, spaced: at === index && at > 0 });
      at += part.length;
    }
  }
  return pieces;
}

/** A token without spaces in parts: words with the marks that belong to them; a word too long for a line, by its letters. */
function breakable(token: string, language: string): string[] {
  const parts: string[] = [];
  for (const { segment } of new Intl.Segmenter(knownLanguage(language), { granularity: 'word' }).segment(token)) {
    const last = parts.at(-1);
    if (last !== undefined && (CLOSING.test(segment) || OPENING.test(last))) parts[parts.length - 1] = last + segment;
    else parts.push(segment);
  }
  return parts.flatMap((part) => (columnsOf(part) <= LINE_COLUMNS ? [part] : letterRuns(part)));
}

function letterRuns(word: string): string[] {
  const runs = [''];
  for (const { segment } of new Intl.Segmenter().segment(word)) {
    const run = runs.at(-1) ?? '';
    if (columnsOf(run + segment) <= LINE_COLUMNS) runs[runs.length - 1] = run + segment;
    else runs.push(segment);
  }
  return runs;
}

const knownLanguage = (language: string): string[] => {
  try {
    return Intl.getCanonicalLocales(language);
  } catch {
    return []; // a deck may call its language anything
  }
};

const textOf = (pieces: readonly Piece[]): string =>
  pieces.map(({ text, spaced }, index) => (spaced && index > 0 ? ' ' : '') + text).join('');

/** East Asian wide letters and emoji count two. */
const WIDE =
  /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\u3000-\u303f\uff01-\uff60]|\p{Emoji_Presentation}/u;

/** The width of `text` in columns; marks that sit on another letter have none. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const letter of text) columns += WIDE.test(letter) ? 2 : /\p{M}/u.test(letter) ? 0 : 1;
  return columns;
}
