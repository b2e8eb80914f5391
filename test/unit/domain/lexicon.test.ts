import { expect, test } from '@jest/globals';
import { applyLexicon, type Lexicon } from '../../../domain/index.ts';

const said = (text: string, lexicon: Lexicon, language = 'en'): string =>
  applyLexicon([{ text }], lexicon, language)
    .map((wording) => wording.said ?? wording.text)
    .join('');
const shown = (text: string, lexicon: Lexicon): string =>
  applyLexicon([{ text }], lexicon, 'en')
    .map((wording) => wording.text)
    .join('');

test('whole words are said as the owner wants, and shown as they are', () => {
  const lexicon = [{ word: 'sql', say: 'sequel' }];
  expect(said('SQL and mysql, sql.', lexicon)).toBe('sequel and mysql, sequel.');
  expect(shown('SQL and mysql, sql.', lexicon)).toBe('SQL and mysql, sql.');
});

test('a word with a capital fits only itself', () => {
  expect(said('Ask IT about it.', [{ word: 'IT', say: 'I T' }])).toBe('Ask I T about it.');
});

test('the longest entry counts', () => {
  const lexicon = [
    { word: 'SQL', say: 'sequel' },
    { word: 'SQL Server', say: 'sequel server' },
  ];
  expect(said('SQL Server speaks SQL.', lexicon)).toBe('sequel server speaks sequel.');
});

test('words without spaces between them are found inside a line', () => {
  expect(said('東京タワーです', [{ word: '東京', say: 'トーキョー' }], 'ja')).toBe('トーキョータワーです');
});

test('an entry of another language does not count', () => {
  const lexicon = [{ word: 'chat', say: 'tchat', language: 'fr' }];
  expect(said('chat', lexicon, 'en')).toBe('chat');
  expect(said('chat', lexicon, 'fr-CA')).toBe('tchat');
});

test('what a directive decided stays, and marks in a word are taken as they are', () => {
  const lexicon = [
    { word: 'C++', say: 'see plus plus' },
    { word: 'NASA', say: 'nassa' },
  ];
  expect(applyLexicon([{ text: 'NASA', said: 'N A S A' }], lexicon, 'en')).toEqual([{ text: 'NASA', said: 'N A S A' }]);
  expect(said('C++ and C', lexicon)).toBe('see plus plus and C');
});
