/** What may stand in the brackets that somebody is writing in, and what is wrong with those that are written. Pure. */

import { parseDirectives } from '../../../domain/directives.ts';
import type { DirectiveRule } from '../../../domain/directives.ts';

export type DirectiveName = 'pause' | 'hold' | 'voice' | 'rate' | 'say' | 'spell';

/** A voice that a directive may name. */
export interface NamedVoice {
  name: string;
  label: string;
}

export interface Suggestion {
  name: DirectiveName;
  /** What is chosen by it, where the directive's name stands already. */
  argument?: string;
  /** What people call that. */
  label?: string;
  /** Takes the place of the brackets. */
  written: string;
  /** What is selected in it afterwards, to be written over; absent: the cursor stands behind it. */
  selected?: readonly [from: number, to: number];
}

/** Brackets that are being written, and what may stand in them. */
export interface Completion {
  from: number;
  to: number;
  suggestions: Suggestion[];
}

/** Behind the last of them anybody types on. */
const MOST_SUGGESTIONS = 50;

/** `[` on this line with the cursor somewhere behind it; one with a backslash is plain text. */
const OPENED = /(?<!\\)\[([^[\]\r\n]{0,200})$/u;
const REST = /^[^[\]\r\n]{0,200}\]/u;

/** What directives are called, and what they are written as where nothing is to be chosen from. */
const DIRECTIVES: readonly Suggestion[] = [
  { name: 'pause', written: '[pause ' },
  { name: 'hold', written: '[hold ' },
  { name: 'voice', written: '[voice ' },
  { name: 'rate', written: '[rate ' },
  { name: 'say', written: '[say ABC as abc]', selected: [5, 8] },
  { name: 'spell', written: '[spell ABC]', selected: [7, 10] },
];

const ARGUMENTS = {
  pause: ['500ms', '1s', '2s', '3s', '5s'],
  hold: ['2s', '3s', '5s', '10s'],
  rate: ['0.8', '0.9', '1', '1.1', '1.25'],
} as const;

/** @returns undefined where no brackets are being written, or nothing fits what stands in them. */
export function completionAt(text: string, cursor: number, voices: readonly NamedVoice[]): Completion | undefined {
  const opened = OPENED.exec(text.slice(0, cursor));
  if (opened === null) return undefined;
  const [, typed = ''] = opened;
  const rest = REST.exec(text.slice(cursor))?.[0] ?? '';
  const suggestions = suggestionsFor(typed.trimStart().toLowerCase(), voices);
  return suggestions.length === 0 ? undefined : { from: opened.index, to: cursor + rest.length, suggestions };
}

function suggestionsFor(typed: string, voices: readonly NamedVoice[]): Suggestion[] {
  const [, name = '', argument] = /^(\p{L}*)(?:\s+(.*))?$/u.exec(typed) ?? [];
  if (argument === undefined)
    return typed === name ? DIRECTIVES.filter((directive) => directive.name.startsWith(name)) : [];
  if (name === 'voice') return voicesNamed(argument.trimEnd(), voices);
  if (name !== 'pause' && name !== 'hold' && name !== 'rate') return [];
  return ARGUMENTS[name].flatMap((value) =>
    value.startsWith(argument) ? [{ name, argument: value, written: `[${name} ${value}]` }] : [],
  );
}

/** By name or by what people call them; the usual voice first. */
function voicesNamed(typed: string, voices: readonly NamedVoice[]): Suggestion[] {
  const fits = voices.filter(({ name, label }) => `${name} ${label}`.toLowerCase().includes(typed));
  const usual: Suggestion[] = typed === '' ? [{ name: 'voice', argument: '', written: '[voice]' }] : [];
  const named = fits.slice(0, MOST_SUGGESTIONS).map(({ name, label }): Suggestion => {
    return { name: 'voice', argument: name, label, written: `[voice ${name}]` };
  });
  return [...usual, ...named];
}

/** The text with a suggestion in the place of the brackets, and what is selected then. */
export function withSuggestion(text: string, { from, to }: Completion, { written, selected }: Suggestion) {
  const [start, end] = selected ?? [written.length, written.length];
  return { text: `${text.slice(0, from)}${written}${text.slice(to)}`, selection: [from + start, from + end] as const };
}

/** What is wrong in brackets, to be said in the page's language. */
export type WrittenMistake = { line: number; column: number; rule: DirectiveRule } | { unknownVoice: string };

/** @param voices those that a directive may name; none: nobody knows them yet. */
export function mistakesIn(text: string, voices: readonly NamedVoice[]): WrittenMistake[] {
  if (!text.includes('[')) return [];
  const { parts, mistakes } = parseDirectives(text);
  const known = new Set(voices.flatMap(({ name, label }) => [name.toLowerCase(), label.toLowerCase()]));
  const named = new Set(parts.flatMap((part) => (part.kind === 'voice' && part.name !== undefined ? [part.name] : [])));
  const unknown = voices.length === 0 ? [] : [...named].filter((name) => !known.has(name.trim().toLowerCase()));
  return [
    ...mistakes.map(({ line, column, rule }) => ({ line, column, rule })),
    ...unknown.map((name) => ({ unknownVoice: name })),
  ];
}
