import { expect, test } from '@jest/globals';
import { createLanguageVotes } from '../../../../activities/deck/language.ts';

function majority(...votes: [string | undefined, string][]): string | undefined {
  const ballot = createLanguageVotes();
  for (const [language, text] of votes) ballot.add(language, text);
  return ballot.majority();
}

test('the language that marks most of the letters wins, with its commonest region', () => {
  expect(majority(['en-CA', 'a long sentence'], ['en-US', 'short'], ['fr-FR', 'mot'])).toBe('en-CA');
});

test('text without marks outvotes a few marked words', () => {
  expect(majority([undefined, 'ein ganzer Satz ohne Marke'], ['en-US', 'OK'])).toBeUndefined();
});

test('a mark that its own letters contradict does not count', () => {
  expect(majority(['en-US', '日本語の文章です'])).toBeUndefined();
  expect(majority(['zh-CN', 'ひらがな'])).toBeUndefined();
  expect(majority(['ja-JP', '日本語の文章です'])).toBe('ja-JP');
});

test('of two languages side by side the one that takes longer to say wins', () => {
  expect(majority(['ja-JP', '組織体制面'], ['en-US', 'Organization'])).toBe('ja-JP');
});

test('what is no language tag is no mark', () => {
  expect(majority(['not a tag!', 'words'])).toBeUndefined();
});
