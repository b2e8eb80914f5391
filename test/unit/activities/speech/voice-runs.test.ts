import { expect, test } from '@jest/globals';
import { splitVoices } from '../../../../activities/speech/voice-runs.ts';

const runs = (text: string): string[] => splitVoices(text).map((run) => (run.latin ? `[${run.text}]` : run.text));

test('Latin words go to the other voice, capitals stay', () => {
  expect(runs('これはOpen Source Software 2のAPIです。')).toEqual([
    'これは',
    '[Open Source Software 2]',
    'のAPIです。',
  ]);
});

test('an English sentence is one run, and so is a Japanese one', () => {
  expect(runs('Translated by people (in 2024).')).toEqual(['[Translated by people (in 2024).]']);
  expect(runs('今日はA社です。')).toEqual(['今日はA社です。']);
});

test('what has no words belongs to its neighbour', () => {
  expect(runs('「Cloud」')).toEqual(['[「Cloud」]']);
});

test('nothing is lost, and every run knows its place', () => {
  const text = '🎉 Yes と はい and no';
  const split = splitVoices(text);
  expect(split.map((run) => run.text).join('')).toBe(text);
  for (const run of split) {
    expect(Array.from(text).slice(run.position).join('').startsWith(run.text)).toBe(true);
  }
});
