/** Whether everything that one JSON schema allows is allowed by another: ours by a vendor's. */

import { z } from 'zod';

/** What is compared; the rest (descriptions, formats, patterns) is passed over. */
export interface JsonSchema {
  $ref?: string | undefined;
  type?: string | string[] | undefined;
  nullable?: boolean | undefined;
  enum?: unknown[] | undefined;
  const?: unknown;
  properties?: Record<string, JsonSchema> | undefined;
  required?: string[] | undefined;
  additionalProperties?: unknown;
  items?: JsonSchema | undefined;
  allOf?: JsonSchema[] | undefined;
  anyOf?: JsonSchema[] | undefined;
  oneOf?: JsonSchema[] | undefined;
  minimum?: number | undefined;
  maximum?: number | undefined;
  minLength?: number | undefined;
  maxLength?: number | undefined;
  minItems?: number | undefined;
}

export const jsonSchema: z.ZodType<JsonSchema> = z.lazy(() =>
  z.looseObject({
    $ref: z.string().optional(),
    type: z.union([z.string(), z.array(z.string())]).optional(),
    nullable: z.boolean().optional(),
    enum: z.array(z.unknown()).optional(),
    const: z.unknown().optional(),
    properties: z.record(z.string(), jsonSchema).optional(),
    required: z.array(z.string()).optional(),
    additionalProperties: z.unknown().optional(),
    items: jsonSchema.optional(),
    allOf: z.array(jsonSchema).optional(),
    anyOf: z.array(jsonSchema).optional(),
    oneOf: z.array(jsonSchema).optional(),
    minimum: z.number().optional(),
    maximum: z.number().optional(),
    minLength: z.number().optional(),
    maxLength: z.number().optional(),
    minItems: z.number().optional(),
  }),
);

/** @param refs what `#/…` names in the vendor's document */
export function differences(ours: JsonSchema, theirs: JsonSchema, refs: Refs, path = ''): string[] {
  const mine = ours.anyOf ?? ours.oneOf ?? [ours];
  const allowed = alternatives(theirs, refs);
  return mine.flatMap((one) => {
    const tries = allowed.map((other) => compareOne(one, other, refs, path));
    return tries.sort((a, b) => a.length - b.length)[0] ?? [];
  });
}

/** Finds a schema by its name in a document. */
export type Refs = (name: string) => JsonSchema;

/** A value as the schema that allows it alone, so that an answer can be compared as a request is. */
export function schemaOf(value: unknown): JsonSchema {
  if (value === null) return { type: 'null' };
  if (Array.isArray(value)) return { type: 'array', items: { anyOf: value.map(schemaOf) } };
  if (typeof value !== 'object') return { const: value };
  const properties = Object.fromEntries(Object.entries(value).map(([name, field]) => [name, schemaOf(field)]));
  return { type: 'object', properties, required: Object.keys(properties) };
}

/** What a vendor's schema amounts to: references followed, parts merged, choices spread out. */
function alternatives(schema: JsonSchema, refs: Refs): JsonSchema[] {
  if (schema.$ref !== undefined) return alternatives(refs(schema.$ref), refs);
  const { allOf, anyOf, oneOf, nullable, ...own } = schema;
  const choices = anyOf ?? oneOf;
  const merged = allOf ? [allOf.reduce((sum, part) => merge(sum, alternatives(part, refs)[0] ?? {}), own)] : [own];
  const spread = choices ? choices.flatMap((choice) => alternatives(choice, refs)) : merged;
  return nullable === true ? [...spread, { type: 'null' }] : spread;
}

const merge = (a: JsonSchema, b: JsonSchema): JsonSchema => ({
  ...a,
  ...b,
  properties: { ...a.properties, ...b.properties },
  required: [...(a.required ?? []), ...(b.required ?? [])],
});

function compareOne(ours: JsonSchema, theirs: JsonSchema, refs: Refs, path: string): string[] {
  const here = path === '' ? 'the whole' : path;
  const types = typesOf(ours);
  const allowed = [theirs.type ?? []].flat();
  const fits = (type: string): boolean => allowed.includes(type) || (type === 'integer' && allowed.includes('number'));
  const strange = allowed.length === 0 ? [] : types.filter((type) => !fits(type));
  if (strange.length > 0) return [`${here}: ${strange.join(', ')} instead of ${allowed.join(', ')}`];
  return [
    ...valueDifferences(ours, theirs, here),
    ...boundDifferences(ours, theirs, here),
    ...fieldDifferences(ours, theirs, refs, path),
    ...(ours.items && theirs.items ? differences(ours.items, theirs.items, refs, `${path}[]`) : []),
  ];
}

function typesOf(schema: JsonSchema): string[] {
  if (schema.type !== undefined) return [schema.type].flat();
  const values = valuesOf(schema) ?? [];
  return [...new Set(values.map((value) => (Number.isInteger(value) ? 'integer' : typeof value)))];
}

const valuesOf = (schema: JsonSchema): unknown[] | undefined =>
  schema.const === undefined ? schema.enum : [schema.const];

function valueDifferences(ours: JsonSchema, theirs: JsonSchema, here: string): string[] {
  const [mine, allowed] = [valuesOf(ours), valuesOf(theirs)];
  if (!allowed) return [];
  if (!mine) return [`${here}: anything instead of one of ${JSON.stringify(allowed)}`];
  return mine
    .filter((value) => !allowed.includes(value))
    .map((value) => `${here}: ${JSON.stringify(value)} is not allowed`);
}

function boundDifferences(ours: JsonSchema, theirs: JsonSchema, here: string): string[] {
  if (valuesOf(ours)) return [];
  const least = (['minimum', 'minLength', 'minItems'] as const).filter(
    (name) => theirs[name] !== undefined && (ours[name] ?? -Infinity) < theirs[name],
  );
  const most = (['maximum', 'maxLength'] as const).filter(
    (name) => theirs[name] !== undefined && (ours[name] ?? Infinity) > theirs[name],
  );
  return [...least, ...most].map((name) => `${here}: ${name} is ${theirs[name] ?? ''}, ours is wider`);
}

function fieldDifferences(ours: JsonSchema, theirs: JsonSchema, refs: Refs, path: string): string[] {
  const { properties: mine } = ours;
  const { properties: known } = theirs;
  if (!mine || !known) return [];
  const missing = (theirs.required ?? []).filter((name) => !(ours.required ?? []).includes(name));
  const at = (name: string): string => (path === '' ? name : `${path}.${name}`);
  const open = theirs.additionalProperties !== undefined && theirs.additionalProperties !== false;
  return [
    ...missing.map((name) => `${at(name)}: required`),
    ...Object.entries(mine).flatMap(([name, field]) => {
      const other = known[name];
      if (other) return differences(field, other, refs, at(name));
      return open ? [] : [`${at(name)}: unknown`];
    }),
  ];
}
