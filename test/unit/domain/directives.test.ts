import { expect, test } from '@jest/globals';
import {
  directiveFlags,
  inVoice,
  parseDirectives,
  silenceMs,
  slideVoice,
  speaksWords,
  withoutDirectives,
  type ScriptPart,
} from '../../../domain/index.ts';

const words = (...wordings: (string | { text: string; said: string })[]): ScriptPart => ({
  kind: 'words',
  wordings: wordings.map((wording) => (typeof wording === 'string' ? { text: wording } : wording)),
});

test('a text without brackets is its words', () => {
  expect(parseDirectives('Good morning.')).toEqual({ parts: [words('Good morning.')], holdMs: 0, mistakes: [] });
  expect(withoutDirectives(' as it is ')).toBe(' as it is ');
});

test.each([
  ['[pause 2s]', 2000],
  ['[pause 2 s]', 2000],
  ['[pause 1.5 seconds]', 1500],
  ['[pause 1,5s]', 1500],
  ['[pause 500ms]', 500],
  ['[Pause 3]', 3000],
  ['[pause]', 1000],
])('%s is a pause of %d ms', (directive, ms) => {
  expect(parseDirectives(`One. ${directive} Two.`).parts).toEqual([
    words('One. '),
    { kind: 'pause', ms },
    words('Two.'),
  ]);
});

test('a hold lengthens the slide, wherever it stands, and cuts no sentence', () => {
  expect(parseDirectives('Look at [hold 5s] this. [hold 500ms]')).toEqual({
    parts: [words('Look at ', 'this. ')],
    holdMs: 5500,
    mistakes: [],
  });
});

test('voice and rate are told in their place; a voice without a name is the usual one', () => {
  expect(parseDirectives('[voice nova]Hi. [rate 0.9]Slow. [voice]Back.').parts).toEqual([
    { kind: 'voice', name: 'nova' },
    words('Hi. '),
    { kind: 'rate', factor: 0.9 },
    words('Slow. '),
    { kind: 'voice' },
    words('Back.'),
  ]);
});

test('say and spell change what is said, not what is shown', () => {
  const text = '[say NASA as nassa] uses [spell SQL].';
  expect(parseDirectives(text).parts).toEqual([
    words({ text: 'NASA', said: 'nassa' }, ' uses ', { text: 'SQL', said: 'S Q L' }, '.'),
  ]);
  expect(withoutDirectives(text)).toBe('NASA uses SQL.');
});

test('nothing of a directive is shown, and one blank stays in its place', () => {
  expect(withoutDirectives('The winner is [pause 2s] Berlin. [hold 5s]')).toBe('The winner is Berlin.');
  expect(withoutDirectives('Ready[pause 1s]?')).toBe('Ready?');
});

test('other brackets, and those behind a backslash, are words', () => {
  for (const text of ['As shown in [1].', '[Click]', 'a[i] = [0, 1]', '[]', '[sic]', '[Figure 3]']) {
    expect(parseDirectives(text)).toEqual({ parts: [words(text)], holdMs: 0, mistakes: [] });
  }
  expect(withoutDirectives('Write \\[pause 2s] so.')).toBe('Write [pause 2s] so.');
});

test.each([
  ['[pause for effect]', 'pause 2s'],
  ['[pause 5 minutes]', 'pause 2s'],
  ['[pause 90s]', '60 seconds'],
  ['[hold]', 'hold 5s'],
  ['[rate fast]', 'rate 0.9'],
  ['[rate 3]', 'from 0.5 to 2'],
  ['[say NASA]', 'say NASA as nassa'],
  ['[spell ]', 'spell NASA'],
  ['[puase 2s]', 'no such directive'],
])('%s is a mistake that says what would be right', (directive, advice) => {
  const { mistakes } = parseDirectives(`First line.\nThen ${directive} more.`);
  expect(mistakes).toMatchObject([{ line: 2, column: 6 }]);
  expect(mistakes[0]?.message).toContain(advice);
  expect(directiveFlags(`x\n${directive}`)).toMatchObject([{ code: 'bad_directive' }]);
});

test('directives alone are silence, and a mistake alone is not passed over', () => {
  expect(speaksWords('[pause 2s] [hold 3s]')).toBe(false);
  expect(silenceMs('[pause 2s] [hold 3s]')).toBe(5000);
  expect(speaksWords('[pause for effect]')).toBe(true);
  expect(speaksWords('[say X as eks]')).toBe(true);
});

test('any text can be parsed, in time that grows with its length', () => {
  const nasty = [
    '[',
    '[['.repeat(20_000),
    '[pause '.repeat(5_000),
    '\\'.repeat(10_000),
    ']['.repeat(10_000),
    '[say a as '.repeat(3_000),
  ];
  for (const text of nasty) expect(withoutDirectives(text).length).toBeLessThanOrEqual(text.length);
});

test('a whole slide is given a voice and a rate at its head, in place of those that stood there', () => {
  expect(slideVoice('Hi. [voice nova] Later.')).toEqual({});
  expect(slideVoice(' [Voice nova] [rate 0,9] Hi.')).toEqual({ name: 'nova', rate: 0.9 });
  expect(slideVoice('[voice] Hi.')).toEqual({});
  expect(inVoice('Hi.', { name: 'nova', rate: 1.1 })).toBe('[voice nova] [rate 1.1] Hi.');
  expect(inVoice('[rate 0.9] [voice nova] Hi [voice] you.', { rate: 1.25 })).toBe('[rate 1.25] Hi [voice] you.');
  expect(inVoice('[voice nova] Hi.', {})).toBe('Hi.');
});
