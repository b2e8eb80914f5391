import { expect, test } from '@jest/globals';
import { splitSentences } from '../../../../activities/script/sentences.ts';

const texts = (text: string, language = 'en'): string[] =>
  splitSentences(text, language).map((sentence) => sentence.text);

test('sentences end at full stops, questions and exclamations', () => {
  expect(texts('Sales grew. Did costs? No! Good.')).toEqual(['Sales grew.', 'Did costs?', 'No!', 'Good.']);
});

test('abbreviations, initials, ordinals and decimals end no sentence', () => {
  expect(texts('Use tools, e.g. Excel. Ask Dr. Smith at 3.5 p.m. today.')).toEqual([
    'Use tools, e.g. Excel.',
    'Ask Dr. Smith at 3.5 p.m. today.',
  ]);
  expect(texts('Am 3. Oktober, z. B. in Berlin, usw. und so fort. Danach J. Bach.', 'de')).toEqual([
    'Am 3. Oktober, z. B. in Berlin, usw. und so fort.',
    'Danach J. Bach.',
  ]);
});

test('a list’s number stays with its words, a figure at the end of an English sentence ends it', () => {
  expect(texts('1. First do this. We sold 12. Then we stopped.')).toEqual([
    '1. First do this.',
    'We sold 12.',
    'Then we stopped.',
  ]);
});

test('a line break ends a sentence, and only the last of a line ends a paragraph', () => {
  expect(splitSentences('One. Two\n\nThree', 'en')).toEqual([
    { text: 'One.', endsParagraph: false },
    { text: 'Two', endsParagraph: true },
    { text: 'Three', endsParagraph: true },
  ]);
});

test('Chinese, Japanese and Hindi end with marks of their own', () => {
  expect(texts('你好。今天是星期一！', 'zh')).toEqual(['你好。', '今天是星期一！']);
  expect(texts('今日は晴れです。明日は？', 'ja')).toEqual(['今日は晴れです。', '明日は？']);
  expect(texts('यह पहला है। यह दूसरा है।', 'hi')).toEqual(['यह पहला है।', 'यह दूसरा है।']);
});

test('what has no letter and no digit is no sentence', () => {
  expect(texts('— \n•\n🎉\n 1 \nok')).toEqual(['1', 'ok']);
});

test('a text without an end is cut at commas and spaces, and nothing of it is lost', () => {
  const text = 'this goes on and on, and on '.repeat(200).trim();
  const cut = texts(text);
  expect(cut.join(' ')).toBe(text);
  expect(Math.max(...cut.map((sentence) => sentence.length))).toBeLessThanOrEqual(400);
  const thai = 'สวัสดีชาวโลก'.repeat(100);
  expect(texts(thai, 'th').join('')).toBe(thai);
});
