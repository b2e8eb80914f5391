/** Reads a request for text as a person would who has to answer it: what it is about, how much is wanted, and of which slides. */

import { z } from 'zod';
import type { CreateResponse } from './contracts/openai.ts';

export interface Source {
  /** Instructions and input, as one text. */
  everything: string;
  /** Words of the person's own that can be spoken. */
  sentences: string[];
  /** The slides or parts that the request counts. */
  items: { number: number; sentences: string[] }[];
  /** How long the answer is to be. */
  length: { least: number; most: number } | undefined;
  /** What an answer in any language must hold as it is: directions to the voice, names. */
  kept: { directions: string[]; words: string[] };
}

const FEWEST_WORDS = 3;

export function readSource({ input, instructions = '' }: CreateResponse): Source {
  const messages = typeof input === 'string' ? [{ role: 'user', text: input }] : input.map(spokenPart);
  const said = messages.flatMap(({ role, text }) => (role === 'user' ? [text] : [])).join('\n');
  const directions = instructions.includes('square brackets directs')
    ? (said.match(/\[[a-z][^[\]"{}]*\]/gi) ?? [])
    : [];
  const words = /Keep these words as they are: (.*)\.$/m.exec(instructions)?.[1] ?? '';
  return {
    everything: [instructions, ...messages.map(({ text }) => text)].join('\n'),
    sentences: sentencesOf(said),
    items: itemsOf(said),
    length: lengthWanted(instructions) ?? lengthWanted(said),
    kept: {
      directions,
      words: (words.match(/"(?:[^"\\]|\\.)*"/g) ?? []).map((word) => z.string().parse(JSON.parse(word))),
    },
  };
}

type Message = Exclude<CreateResponse['input'], string>[number];

const spokenPart = ({ role, content }: Message): { role: string; text: string } => ({
  role,
  text:
    typeof content === 'string'
      ? content
      : content.flatMap((part) => (part.type === 'input_text' ? [part.text] : [])).join('\n'),
});

/** "60 to 80 words", "about 70 characters". */
function lengthWanted(text: string): Source['length'] {
  const found = /(\d+)(?:\s*(?:-|–|to|and)\s*(\d+))?\s+(?:spoken\s+)?(?:words|characters)/i.exec(text);
  if (!found) return undefined;
  const least = Number(found[1]);
  return { least, most: Number(found[2] ?? least) };
}

/** Lists of objects with a number in JSON, else parts under "Slide 3". */
function itemsOf(text: string): Source['items'] {
  const listed = jsonIn(text).flatMap(numberedIn);
  if (listed.length > 0) return unique(listed);
  const headings = [...text.matchAll(/^\W*(?:slide|page)\s+(\d+)/gim)];
  return unique(
    headings.map((heading, at) => ({
      number: Number(heading[1]),
      sentences: sentencesOf(text.slice(heading.index, headings[at + 1]?.index ?? text.length)),
    })),
  );
}

const unique = (items: Source['items']): Source['items'] =>
  [...new Map(items.toReversed().map((item) => [item.number, item] as const)).values()].sort(
    (a, b) => a.number - b.number,
  );

/** Every JSON document among the lines of a text. */
function jsonIn(text: string): unknown[] {
  return [text, ...text.split('\n')].flatMap((candidate) => {
    const trimmed = candidate.trim();
    if (!/^[[{]/.test(trimmed)) return [];
    try {
      const value: unknown = JSON.parse(trimmed);
      return [value];
    } catch {
      return [];
    }
  });
}

const numbered = z.union([
  z.looseObject({ number: z.int() }),
  z.looseObject({ slide: z.int() }).transform(({ slide, ...rest }) => ({ ...rest, number: slide })),
]);

function numberedIn(value: unknown): Source['items'] {
  if (value === null || typeof value !== 'object') return [];
  const { data: item } = numbered.safeParse(value);
  if (item) return [{ number: item.number, sentences: sentencesOf(wordsOf(item).join('\n')) }];
  return Object.values(value).flatMap(numberedIn);
}

const subject = z.looseObject({ slide: z.record(z.string(), z.unknown()) });

/** A request about one slide among others is about that slide. */
const subjectOf = (value: unknown): unknown => subject.safeParse(value).data?.slide ?? value;

const noted = z.looseObject({ title: z.string(), notes: z.string() });
/** With notes of so many words, they say all that is to be said. */
const MANY_WORDS = 12;

/** The strings in a value, however deep. */
function wordsOf(value: unknown): string[] {
  const { data: slide } = noted.safeParse(value);
  if (slide && slide.notes.split(/\s+/).length >= MANY_WORDS) return [slide.title, slide.notes];
  if (typeof value === 'string') return [value];
  return value === null || typeof value !== 'object' ? [] : Object.values(value).flatMap(wordsOf);
}

function sentencesOf(text: string): string[] {
  const fromJson = jsonIn(text).flatMap((value) => wordsOf(subjectOf(value)));
  const plain = text.split('\n').filter((line) => !/^\s*[[{\]}"<]/.test(line));
  const sentences = [...plain, ...fromJson]
    .flatMap((part) => part.split('\n'))
    .map((line) => line.replaceAll(/\[[^\]]*\]/g, '').replaceAll(' | ', ', '))
    .map((line) => line.replace(/^[\s#*•–-]*(?:[\p{L} ]{1,24}:)?\s*/u, ''))
    .flatMap((line) => line.split(/(?<=[.!?])\s+|(?<=[。！？])/u))
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence.split(/\s+/).length >= FEWEST_WORDS || /\p{Script=Hani}{6}/u.test(sentence))
    .map((sentence) => (/[.!?。！？]$/u.test(sentence) ? sentence : `${sentence.replace(/[,:;]$/, '')}.`));
  return [...new Set(sentences)];
}
