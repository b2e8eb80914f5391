import { expect, test } from '@jest/globals';
import { differences, schemaOf, type JsonSchema } from '../../stand-in/contract-differences.ts';

const DEFINED: Record<string, JsonSchema> = {
  '#/Speech': {
    allOf: [
      { type: 'object', properties: { model: { type: 'string' } }, required: ['model'] },
      { type: 'object', properties: { speed: { type: 'number', minimum: 0.25, maximum: 4 } } },
    ],
  },
};
const compare = (ours: JsonSchema, theirs: JsonSchema) => differences(ours, theirs, (name) => DEFINED[name] ?? {});
const object = (properties: Record<string, JsonSchema>, required: string[] = []): JsonSchema => ({
  type: 'object',
  properties,
  required,
});

test('what a vendor allows in many words is the same in few', () => {
  const ours = object({ model: { const: 'tts-1' }, speed: { type: 'integer', minimum: 1, maximum: 2 } }, ['model']);
  expect(compare(ours, { $ref: '#/Speech' })).toEqual([]);
  expect(compare({ type: 'string' }, { anyOf: [{ enum: ['a', 'b'] }, { type: 'string' }] })).toEqual([]);
  expect(compare({ type: 'null' }, { type: 'string', nullable: true })).toEqual([]);
});

test('every way of asking for more than the vendor allows is named with its place', () => {
  expect(compare(object({ speed: { type: 'number' }, tone: { type: 'string' } }), { $ref: '#/Speech' })).toEqual([
    'model: required',
    'speed: minimum is 0.25, ours is wider',
    'speed: maximum is 4, ours is wider',
    'tone: unknown',
  ]);
  const formats: JsonSchema = { type: 'array', items: { enum: ['mp3'] } };
  expect(compare({ type: 'array', items: { enum: ['mp3', 'wav'] } }, formats)).toEqual(['[]: "wav" is not allowed']);
  expect(compare({ type: 'array', items: { type: 'string' } }, formats)).toEqual([
    '[]: anything instead of one of ["mp3"]',
  ]);
  expect(compare({ type: 'string' }, { type: 'number' })).toEqual(['the whole: string instead of number']);
});

test('an answer is compared as a request is', () => {
  const theirs = object({ data: { type: 'array', items: object({ id: { type: 'string' } }, ['id']) } });
  expect(compare(schemaOf({ data: [{ id: 'a' }] }), theirs)).toEqual([]);
  expect(compare(schemaOf({ data: [{ id: 'a' }, { name: 'b' }] }), theirs)).toEqual([
    'data[].id: required',
    'data[].name: unknown',
  ]);
});
