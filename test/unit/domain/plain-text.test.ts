import { expect, test } from '@jest/globals';
import { speakable } from '../../../api/schemas/speakable.ts';
import { revisionSchema } from '../../../api/schemas/revision.ts';
import { scriptSchema } from '../../../api/schemas/script.ts';
import { plainText } from '../../../domain/index.ts';

test('what ends, turns or hides words is taken out; what is written with is kept', () => {
  expect(plainText('Cut\u0000off \u0007bell, \u202Egpj.exe\u202C, soft\u00ADhyphen\uFEFF')).toBe(
    'Cutoff bell, gpj.exe, softhyphen',
  );
  expect(plainText('one\r\ntwo\vthree\u2028four\tfive')).toBe('one\ntwo\nthree\nfour\tfive');
  expect(plainText('half \ud800 of a letter')).toBe('half \ufffd of a letter');
  const written = 'می\u200Cخواهم 👩\u200D🏫 e\u0301 <b>&amp;</b> {\\an8} %{x} ’';
  expect(plainText(written)).toBe(written);
});

test('words that come in through the API are plain, wherever they do', () => {
  const text = 'a\u0000b\u202E';
  expect(speakable(10).parse(text)).toBe('ab');
  expect(scriptSchema.parse({ slides: [{ number: 1, text, flags: [] }] }).slides[0]?.text).toBe('ab');
  expect(revisionSchema.parse({ slides: [{ number: 1, text }] }).slides?.[0]?.text).toBe('ab');
});
