/**
 * Answers a request for text without a model: a value for the JSON schema that was sent, its strings made of the request's
 * own sentences and, where those do not reach or another language is asked for, of stock sentences. The same request is always
 * answered with the same words.
 */

import { z } from 'zod';
import { detectLanguage } from '../../activities/script/language.ts';
import { lengthOf } from '../../activities/script/length.ts';
import { chance, contentHash } from './chance.ts';
import type { CreateResponse } from './contracts/openai.ts';
import { readSource, type Source } from './source.ts';
import { requestedLanguage, sourceLanguage, STOCK } from './stock.ts';

/** What a schema's node can say, as far as the writer needs it. Source: the guide to structured outputs, supported schemas. */
interface Schema {
  type?: string | string[] | undefined;
  properties?: Record<string, Schema> | undefined;
  items?: Schema | undefined;
  enum?: unknown[] | undefined;
  const?: unknown;
  anyOf?: Schema[] | undefined;
  $ref?: string | undefined;
  minItems?: number | undefined;
  maxItems?: number | undefined;
  minimum?: number | undefined;
}
const schemaShape: z.ZodType<Schema> = z.lazy(() =>
  z.looseObject({
    type: z.union([z.string(), z.array(z.string())]).optional(),
    properties: z.record(z.string(), schemaShape).optional(),
    items: schemaShape.optional(),
    enum: z.array(z.unknown()).optional(),
    const: z.unknown().optional(),
    anyOf: z.array(schemaShape).optional(),
    $ref: z.string().optional(),
    minItems: z.number().optional(),
    maxItems: z.number().optional(),
    minimum: z.number().optional(),
  }),
);
const rootShape = z.looseObject({ $defs: z.record(z.string(), schemaShape).optional() });

/** Words of a narration where the request does not say how many. */
const USUAL_LENGTH = { least: 20, most: 70 };
const SHORT = /title|heading|name|label|term|key/i;
const ONE_SENTENCE = /summary|topic|reason|point|note|transition|outline|message/i;
const COUNTING = /^(number|slide|slideNumber|slide_number|index|id|position)$/;

const SPEAKING = /^(speaker|role|who)$/;

interface Writing {
  source: Source;
  defs: Record<string, Schema>;
  language: string;
  /** Whether the source's own sentences are in that language. */
  isOwn: boolean;
  seed: string;
}

/** @returns a text, or a value for the request's schema */
export async function write(request: CreateResponse, options: { inWrongLanguage: boolean }): Promise<unknown> {
  const source = readSource(request);
  const asked = requestedLanguage(source.everything);
  const own = sourceLanguage(source.everything) ?? (await detectLanguage(source.sentences.join(' '))) ?? asked ?? 'en';
  const wanted = options.inWrongLanguage ? otherThan(asked ?? own) : (asked ?? own);
  const format = request.text?.format;
  const root = format?.type === 'json_schema' ? format.schema : undefined;
  const writing: Writing = {
    source,
    defs: rootShape.parse(root ?? {}).$defs ?? {},
    language: wanted in STOCK ? wanted : 'en',
    isOwn: own === wanted,
    seed: contentHash(request),
  };
  if (root === undefined) return paragraph(writing, undefined, '');
  return valueFor(schemaShape.parse(root), writing, { name: '', path: '', item: undefined });
}

const otherThan = (language: string): string => (language === 'fr' ? 'de' : 'fr');

/** Where in the answer a value stands. */
interface Place {
  /** Who of several says it. */
  speaker?: { name: string; isFirst: boolean };
  name: string;
  path: string;
  /** The item of the request's own list that this one answers. */
  item: Source['items'][number] | undefined;
}

function valueFor(schema: Schema, writing: Writing, place: Place): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum && SPEAKING.test(place.name) && place.speaker) return place.speaker.name;
  if (schema.enum) return schema.enum[Math.floor(chance(writing.seed, place.path) * schema.enum.length)];
  if (schema.$ref) return valueFor(writing.defs[schema.$ref.replace('#/$defs/', '')] ?? {}, writing, place);
  if (schema.anyOf?.[0]) return valueFor(schema.anyOf[0], writing, place);
  const [type] = [schema.type ?? 'string'].flat();
  if (type === 'object') {
    const fields = Object.entries(schema.properties ?? {});
    return Object.fromEntries(
      fields.map(([name, field]) => [
        name,
        valueFor(field, writing, { ...place, name, path: `${place.path}.${name}` }),
      ]),
    );
  }
  if (type === 'array') return list(schema, writing, place);
  if (type === 'integer' || type === 'number') return numberFor(schema, place);
  if (type === 'boolean') return false;
  return type === 'null' ? null : textFor(writing, place);
}

/** One item for every item of the request where the schema counts them, or one for every speaker of each; else a few. */
function list(schema: Schema, writing: Writing, place: Place): unknown[] {
  const { items = {}, minItems = 0, maxItems = Infinity } = schema;
  const properties = resolved(items, writing).properties ?? {};
  const fields = Object.keys(properties);
  const asked = fields.some((name) => COUNTING.test(name)) && !place.item ? writing.source.items : [];
  const speakers = Object.entries(properties).flatMap(([name, field]) =>
    SPEAKING.test(name) ? (field.enum ?? []) : [],
  );
  const said = asked.flatMap((item) =>
    speakers.length === 0
      ? [{ item }]
      : speakers.map((speaker, at) => ({ item, speaker: { name: String(speaker), isFirst: at === 0 } })),
  );
  const count = Math.min(Math.max(said.length > 0 ? said.length : Math.min(2, maxItems), minItems), maxItems);
  return Array.from({ length: count }, (_, at) =>
    valueFor(items, writing, { ...place, path: `${place.path}.${at}`, ...said[at] }),
  );
}

const resolved = (schema: Schema, { defs }: Writing): Schema =>
  schema.$ref ? (defs[schema.$ref.replace('#/$defs/', '')] ?? {}) : schema;

function numberFor({ minimum = 0 }: Schema, { name, item, path }: Place): number {
  if (item && COUNTING.test(name)) return item.number;
  const at = Number(/\.(\d+)\.[^.]*$/.exec(path)?.[1] ?? 0);
  return Math.max(minimum, COUNTING.test(name) ? at + 1 : 1);
}

function textFor(writing: Writing, { name, item, path, speaker }: Place): string {
  if (SHORT.test(name)) return sentencesFor(writing, item, path)[0]?.split(/\s+/).slice(0, 6).join(' ') ?? '';
  if (ONE_SENTENCE.test(name) || speaker?.isFirst) return sentencesFor(writing, item, path)[0] ?? '';
  return paragraph(writing, speaker && item ? { ...item, sentences: item.sentences.slice(1) } : item, path);
}

/** All that there is to say if that is not too long, more if it is too short, to the nearest sentence. */
function paragraph(writing: Writing, item: Place['item'], path: string): string {
  const { language, source } = writing;
  const { directions, words } = source.kept;
  const own = item?.sentences ?? source.sentences;
  const { least, most } = source.length ?? (item ? { least: 1, most: Infinity } : USUAL_LENGTH);
  const wanted = Math.min(Math.max(lengthOf(own.join(' '), language), least), most);
  const chosen: string[] = [];
  let length = 0;
  for (const sentence of sentencesFor(writing, item, path)) {
    const more = lengthOf(sentence, language);
    if (length > 0 && Math.abs(length + more - wanted) > Math.abs(length - wanted)) break;
    chosen.push(sentence);
    length += more;
  }
  const [first = '', ...rest] = chosen;
  const named = words.length === 0 || writing.isOwn ? first : `${words.join(', ')}: ${first}`;
  return [named, ...directions, ...rest].join(language === 'ja' || language === 'zh' ? '' : ' ');
}

/** The item's own sentences first, then stock in an order of its own. */
function sentencesFor(writing: Writing, item: Place['item'], path: string): string[] {
  const own = writing.isOwn ? (item?.sentences ?? writing.source.sentences) : [];
  const stock = [...(STOCK[writing.language] ?? [])].sort(
    (a, b) => chance(writing.seed, path, a) - chance(writing.seed, path, b),
  );
  return [...own, ...stock];
}
