/**
 * What an author writes between the words to direct the voice: `[pause 2s]`, `[hold 5s]`, `[voice nova]`, `[rate 0.9]`,
 * `[say NASA as nassa]`, `[spell NASA]`. Taught in docs/directives.md. Directives are never spoken nor shown.
 */

import { hasWords } from './language.ts';
import type { Flag } from './script.ts';

/** Words as they are shown, and as they are said where that differs. */
export interface Wording {
  text: string;
  said?: string;
}

/** A text in the order in which it is spoken. A voice or a rate holds until the next one, or the slide's end. */
export type ScriptPart =
  | { kind: 'words'; wordings: Wording[] }
  | { kind: 'pause'; ms: number }
  /** Without a name: the task's own voice again. */
  | { kind: 'voice'; name?: string }
  /** A factor on the task's own rate. */
  | { kind: 'rate'; factor: number };

/** Where a directive is wrong, in lines and characters from 1, and what would be right. Quotes nothing of the text. */
export interface DirectiveMistake {
  line: number;
  column: number;
  /** Which rule it breaks: so that a page can say it in its own language. */
  rule: DirectiveRule;
  message: string;
}

export type DirectiveRule = 'unknown' | 'pause' | 'hold' | 'rate' | 'say' | 'spell';

export interface DirectedText {
  parts: ScriptPart[];
  /** How much longer the slide is shown once the words are over. */
  holdMs: number;
  mistakes: DirectiveMistake[];
}

const LONGEST_PAUSE_MS = 60_000;
const LONGEST_HOLD_MS = 600_000;
/** `[pause]` alone. */
const USUAL_PAUSE_MS = 1_000;
const RATES = { least: 0.5, most: 2 } as const;

/** `[…]` on one line, not longer than a directive can reasonably be; a backslash before it makes it plain text. */
const BRACKETS = /\\?\[([^[\]\r\n]{1,200})\]|\\\[/gu;
const DURATION = /^(\d{1,4}(?:[.,]\d{1,3})?)\s*(ms|milliseconds?|s|secs?|seconds?)?$/iu;
/** What no footnote or reference looks like: a word and a length of time. */
const LOOKS_DIRECTED = /^\p{L}+\s+\d[\d.,]*\s*(?:ms|s|secs?|seconds?)$/iu;

type Said = Wording | Exclude<ScriptPart, { kind: 'words' }> | { kind: 'hold'; ms: number } | Mistaken;
interface Mistaken {
  rule: DirectiveRule;
  mistake: string;
}

/** Takes a text apart at its directives. Any text can be parsed: what is wrong stands in `mistakes`, and is left out. */
export function parseDirectives(text: string): DirectedText {
  const parts: ScriptPart[] = [];
  const mistakes: DirectiveMistake[] = [];
  let holdMs = 0;
  const addWords = (wording: Wording): void => {
    if (wording.text === '') return;
    const last = parts.at(-1);
    if (last?.kind === 'words') last.wordings.push(wording);
    else parts.push({ kind: 'words', wordings: [wording] });
  };

  let reached = 0;
  for (const { 0: found, 1: inside, index } of text.matchAll(BRACKETS)) {
    const said = inside === undefined || found.startsWith('\\') ? { text: found.slice(1) } : readDirective(inside);
    if (said === undefined) continue;
    addWords({ text: text.slice(reached, index) });
    reached = index + found.length;
    if ('text' in said) {
      addWords(said);
      continue;
    }
    // The blanks on both sides of what is neither spoken nor shown become one.
    if (/^$|\s/.test(text.charAt(index - 1))) reached = skipBlanks(text, reached);
    if ('mistake' in said) mistakes.push({ ...placeOf(text, index), rule: said.rule, message: said.mistake });
    else if (said.kind === 'hold') holdMs = Math.min(LONGEST_HOLD_MS, holdMs + said.ms);
    else parts.push(said);
  }
  addWords({ text: text.slice(reached) });
  return { parts, holdMs, mistakes };
}

/** The words alone, as they are shown: for subtitles, transcripts and everybody who reads. */
export function withoutDirectives(text: string): string {
  if (!text.includes('[')) return text;
  const words = parseDirectives(text).parts.flatMap((part) => (part.kind === 'words' ? part.wordings : []));
  return words
    .map((wording) => wording.text)
    .join('')
    .trim();
}

/** Whether there is anything to say beside directives. What is mistyped counts: it is not passed over in silence. */
export function speaksWords(text: string): boolean {
  if (!text.includes('[')) return hasWords(text);
  return hasWords(withoutDirectives(text)) || parseDirectives(text).mistakes.length > 0;
}

/** How a whole slide is spoken, where not as the video: by directives at the head of its words. */
export interface SlideVoice {
  name?: string;
  rate?: number;
}

const HEAD = /^(?:\s*\[(?:voice|rate)\b[^\]\r\n]*\])+\s*/i;

export function slideVoice(text: string): SlideVoice {
  const { parts } = parseDirectives(HEAD.exec(text)?.[0] ?? '');
  const said = parts.flatMap((part): SlideVoice[] => {
    if (part.kind === 'voice') return part.name === undefined ? [] : [{ name: part.name }];
    return part.kind === 'rate' ? [{ rate: part.factor }] : [];
  });
  return said.reduce((all, one) => ({ ...all, ...one }), {});
}

/** The same words, spoken so from their start; an empty voice is the video's own. */
export function inVoice(text: string, { name, rate }: SlideVoice): string {
  const head = [name === undefined ? '' : `[voice ${name}]`, rate === undefined ? '' : `[rate ${rate}]`];
  return [...head, text.replace(HEAD, '')].filter((part) => part !== '').join(' ');
}

/** How long directives alone, without words, ask for silence. */
export function silenceMs(text: string): number {
  const { parts, holdMs } = parseDirectives(text);
  return parts.reduce((sum, part) => sum + (part.kind === 'pause' ? part.ms : 0), holdMs);
}

/** For the person who reviews: each mistake, where it stands, and what would be right. */
export const directiveFlags = (text: string): Flag[] =>
  parseDirectives(text).mistakes.map(({ line, column, message }) => ({
    code: BAD_DIRECTIVE,
    message: `Line ${line}, character ${column}: ${message}`,
  }));

export const BAD_DIRECTIVE = 'bad_directive';

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t') at++;
  return at;
}

/** Undefined where the brackets hold no directive: `[1]`, `[Click]`. */
function readDirective(inside: string): Said | undefined {
  const [, name = '', argument = ''] = /^\s*(\p{L}+)(?:\s+(.*?))?\s*$/u.exec(inside) ?? [];
  const read = DIRECTIVES.get(name.toLowerCase());
  if (read) return read(argument);
  return LOOKS_DIRECTED.test(inside.trim())
    ? { rule: 'unknown', mistake: `there is no such directive; ${ALL} exist. ${PLAIN}` }
    : undefined;
}

const ALL = 'pause, hold, voice, rate, say and spell';
const PLAIN = 'Write \\[ in place of [ where brackets are to be spoken.';

const DIRECTIVES = new Map<string, (argument: string) => Said>([
  [
    'pause',
    (argument) => {
      const ms = argument === '' ? USUAL_PAUSE_MS : durationMs(argument);
      return ms !== undefined && ms > 0 && ms <= LONGEST_PAUSE_MS
        ? { kind: 'pause', ms }
        : {
            rule: 'pause',
            mistake: `a pause lasts up to ${LONGEST_PAUSE_MS / 1000} seconds, as in [pause 2s]. ${PLAIN}`,
          };
    },
  ],
  [
    'hold',
    (argument) => {
      const ms = durationMs(argument);
      return ms !== undefined && ms > 0 && ms <= LONGEST_HOLD_MS
        ? { kind: 'hold', ms }
        : {
            rule: 'hold',
            mistake: `a slide is held for up to ${LONGEST_HOLD_MS / 1000} seconds, as in [hold 5s]. ${PLAIN}`,
          };
    },
  ],
  ['voice', (argument) => (argument === '' ? { kind: 'voice' } : { kind: 'voice', name: argument })],
  [
    'rate',
    (argument) => {
      const factor = /^\d(?:[.,]\d{1,3})?$/.test(argument) ? Number(argument.replace(',', '.')) : 0;
      return factor >= RATES.least && factor <= RATES.most
        ? { kind: 'rate', factor }
        : {
            rule: 'rate',
            mistake: `a rate is a factor from ${RATES.least} to ${RATES.most}, as in [rate 0.9]. ${PLAIN}`,
          };
    },
  ],
  [
    'say',
    (argument) => {
      const [, text = '', said = ''] = /^(.+?)\s+as\s+(.+)$/iu.exec(argument) ?? [];
      return isSpeakable(text) && isSpeakable(said)
        ? { text, said }
        : { rule: 'say', mistake: `write what is shown and what is said, as in [say NASA as nassa]. ${PLAIN}` };
    },
  ],
  [
    'spell',
    (argument) =>
      isSpeakable(argument)
        ? { text: argument, said: spelled(argument) }
        : { rule: 'spell', mistake: `write what is to be spelled, as in [spell NASA]. ${PLAIN}` },
  ],
]);

const isSpeakable = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);

/** `NASA` → `N A S A`; a blank between letters makes every voice name them. */
const spelled = (text: string): string =>
  Array.from(text)
    .filter((character) => !/\s/u.test(character))
    .join(' ');

/** Seconds unless it says otherwise. */
function durationMs(text: string): number | undefined {
  const [, number, unit = 's'] = DURATION.exec(text) ?? [];
  if (number === undefined) return undefined;
  return Math.round(Number(number.replace(',', '.')) * (/^m/i.test(unit) ? 1 : 1000));
}

function placeOf(text: string, index: number): { line: number; column: number } {
  const lines = text.slice(0, index).split(/\r\n|[\r\n\v]/);
  return { line: lines.length, column: Array.from(lines.at(-1) ?? '').length + 1 };
}
