import { expect, test } from '@jest/globals';
import {
  canBeWrittenIn,
  hasWords,
  languageName,
  languageOfWriting,
  mainWritingSystem,
  matchLanguage,
  sameLanguage,
  writingSystemsOf,
} from '../../../domain/language.ts';

test.each([
  ['Hello world', 'Latn'],
  ['Привет', 'Cyrl'],
  ['東京タワーは高い', 'Jpan'],
  ['今天天气很好', 'Hani'],
  ['안녕하세요', 'Hang'],
  ['事例の紹介 Case Study', 'Jpan'],
  ['The word 東 means east', 'Latn'],
])('%s is written in %s', (text, system) => {
  expect(mainWritingSystem(text)).toBe(system);
});

test('figures and emoji are in no writing system', () => {
  expect(mainWritingSystem('42 % 🎉')).toBeUndefined();
});

test('some writing systems give the language away, others do not', () => {
  expect(languageOfWriting('Jpan')).toBe('ja');
  expect(languageOfWriting('Hani')).toBe('zh');
  expect(languageOfWriting('Thai')).toBe('th');
  expect(languageOfWriting('Latn')).toBeUndefined();
  expect(languageOfWriting('Cyrl')).toBeUndefined();
});

test('a language knows its letters', () => {
  expect(writingSystemsOf('ja')).toEqual(['Hani', 'Hira', 'Kana']);
  expect(writingSystemsOf('sr-Latn')).toEqual(['Latn']);
  expect(canBeWrittenIn('ja', 'Jpan')).toBe(true);
  expect(canBeWrittenIn('en', 'Jpan')).toBe(false);
  expect(canBeWrittenIn('zh-TW', 'Hani')).toBe(true);
});

test('the same language matches, the same region better, another language not', () => {
  expect(matchLanguage('en', 'de')).toBe(0);
  expect(matchLanguage('en-GB', 'en-GB')).toBeGreaterThan(matchLanguage('en-GB', 'en-US'));
  expect(matchLanguage('no', 'nb')).toBeGreaterThan(0);
  expect(matchLanguage('en', 'not a tag')).toBe(0);
});

test('a letter or a figure is a word, a dash is none', () => {
  expect(hasWords('— • 🎉')).toBe(false);
  expect(hasWords('ﬁ')).toBe(true);
  expect(hasWords('٣')).toBe(true);
});

test('languages have names', () => {
  expect(languageName('lo')).toBe('Lao');
  expect(languageName('no tag')).toBe('no tag');
});

test('regions are one language, ways of writing are two', () => {
  expect(sameLanguage('en-GB', 'en-US')).toBe(true);
  expect(sameLanguage('no', 'nb')).toBe(true);
  expect(sameLanguage('zh-Hans', 'zh-TW')).toBe(false);
  expect(sameLanguage('de', 'fr')).toBe(false);
  expect(sameLanguage('not a tag', 'not a tag')).toBe(true);
});
