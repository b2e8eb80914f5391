import { expect, test } from '@jest/globals';
import { readableText, unreadableLetters } from '../../../../activities/speech/readability.ts';
import type { Voice } from '../../../../domain/index.ts';

const voice = (name: string, ...languages: string[]): Voice => ({
  provider: 'offline',
  name,
  label: name,
  languages,
  rate: 1,
});
const english = voice('en-us', 'en-US');

test('a voice reads its own letters and the Latin ones', () => {
  expect(unreadableLetters('Привет, AI!', voice('ru', 'ru'))).toEqual([]);
  expect(unreadableLetters('東京タワーは API', voice('ja', 'ja'))).toEqual([]);
  expect(unreadableLetters('你好 API', voice('zh', 'zh'))).toEqual([]);
});

test('foreign letters that it would spell are told, each once', () => {
  expect(unreadableLetters('東京 and 東', english)).toEqual(['東', '京']);
  expect(unreadableLetters('ไทย', voice('de', 'de'))).toEqual(['ไ', 'ท', 'ย']);
  expect(unreadableLetters('漢字', voice('ko', 'ko'))).toEqual(['漢', '字']);
  expect(unreadableLetters('你好', voice('hak', 'hak'))).toEqual(['你', '好']);
});

test('what espeak-ng hands to another of its voices can be read: Greek, Hindi, Korean', () => {
  expect(unreadableLetters('α हिन्दी 한국어', english)).toEqual([]);
});

test('unreadable letters, their marks, emoji and ornaments become spaces, and every place stays the same', () => {
  const text = 'A 東 ✅ 👍🏽 ที่ • x';
  const readable = readableText(text, english);
  expect(readable.replace(/\s+/g, ' ')).toBe('A x');
  expect(Array.from(readable)).toHaveLength(Array.from(text).length);
});

test('dashes become rests, but not between figures', () => {
  expect(readableText('Sales — up 2010–2020', english)).toBe('Sales , up 2010 2020');
});

test('degrees, marks and mathematics are left to the voice; full-width forms become plain', () => {
  expect(readableText('20 °C, x ≥ 5, ＡＢＣ１２', english)).toBe('20 °C, x ≥ 5, ABC12');
});

test('joiners and soft hyphens stay inside their words, apostrophes become plain', () => {
  expect(readableText('ex\u00adample it’s', english)).toBe("ex\u00adample it's");
});
