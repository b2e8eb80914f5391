import { expect, test } from '@jest/globals';
import { timeWords } from '../../../../activities/speech/word-times.ts';

const place = { offsetMs: 1000, startMs: 1010, endMs: 2000 };
const plain = (text: string) => [{ spoken: text, original: text }];

test('each word ends where the next begins, the last with its sentence', () => {
  const events = [
    { position: 0, length: 3, ms: 0 },
    { position: 4, length: 3, ms: 400 },
  ];
  expect(timeWords(events, plain('One two.'), place)).toEqual([
    { text: 'One', startMs: 1010, endMs: 1400 },
    { text: 'two', startMs: 1400, endMs: 2000 },
  ]);
});

test('positions count characters as people do, also after an emoji', () => {
  expect(timeWords([{ position: 2, length: 2, ms: 5 }], plain('🎉 ok'), place)[0]?.text).toBe('ok');
});

test('the parts of a number are one word', () => {
  const events = [
    { position: 0, length: 2, ms: 0 },
    { position: 2, length: 3, ms: 300 },
    { position: 2, length: 3, ms: 600 },
    { position: 6, length: 3, ms: 800 },
  ];
  expect(timeWords(events, plain('1,234 men'), place).map(({ text }) => text)).toEqual(['1,234', 'men']);
});

test('what is spoken in kana is shown as it is written', () => {
  const pieces = [
    { spoken: 'トオキョオハ', original: '東京は' },
    { spoken: ' タカイ', original: '高い。' },
  ];
  const events = [
    { position: 0, length: 6, ms: 0 },
    { position: 2, length: 2, ms: 100 },
    { position: 7, length: 3, ms: 500 },
  ];
  expect(timeWords(events, pieces, place).map(({ text }) => text)).toEqual(['東京は', '高い。']);
});
