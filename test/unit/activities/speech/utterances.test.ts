import { expect, test } from '@jest/globals';
import { saidText, shownWords, utterancesOf } from '../../../../activities/speech/utterances.ts';
import type { Lexicon, Voice } from '../../../../domain/index.ts';

const voice = (name: string): Voice => ({ provider: 'openai', name, label: name, languages: ['en'], rate: 1 });
const of = (text: string, lexicon: Lexicon = []) =>
  utterancesOf(text, { voice: voice('coral'), voices: [voice('coral'), voice('nova')], language: 'en', lexicon });
const told = (text: string, lexicon?: Lexicon) =>
  of(text, lexicon).utterances.map(({ voice: { name, rate }, sentences, restMs }) => ({
    voice: `${name} ${rate}`,
    restMs,
    said: sentences.map(({ wordings, pauseMs }) => saidText(wordings) + (pauseMs > 0 ? ` +${pauseMs}` : '')),
  }));

test('a pause after a sentence stays inside what is spoken in one go', () => {
  expect(told('One. [pause 2s] Two.')).toEqual([{ voice: 'coral 1', restMs: 0, said: ['One. +2000', 'Two.'] }]);
});

test('a pause within a sentence cuts it', () => {
  expect(told('The winner is [pause 2s] Berlin.')).toEqual([
    { voice: 'coral 1', restMs: 0, said: ['The winner is'] },
    { voice: 'coral 1', restMs: 2080, said: ['Berlin.'] },
  ]);
});

test('another voice or rate speaks from there on, after a rest', () => {
  expect(told('Hello. [voice nova] Hi. [rate 0.5] Slow. [voice] [rate 1] Back.')).toEqual([
    { voice: 'coral 1', restMs: 0, said: ['Hello.'] },
    { voice: 'nova 1', restMs: 350, said: ['Hi.'] },
    { voice: 'nova 0.5', restMs: 700, said: ['Slow.'] },
    { voice: 'coral 1', restMs: 350, said: ['Back.'] },
  ]);
});

test('a directive makes no paragraph, a line break does', () => {
  const ends = (text: string) => of(text).utterances.flatMap(({ sentences }) => sentences.map((s) => s.endsParagraph));
  expect(ends('One. Two.')).toEqual([false, false]);
  expect(ends('One. [pause 2s] Two.')).toEqual([false, false]);
  expect(ends('One.\n[pause 2s]\nTwo.')).toEqual([true, false]);
});

test('pauses at the ends and a hold are silence around the words', () => {
  const { utterances, holdMs } = of('[pause 1s] Words. [pause 2s] [hold 5s]');
  expect(utterances[0]?.restMs).toBe(1000);
  expect(holdMs).toBe(7000);
});

test('a voice that is not there is refused', () => {
  expect(() => of('[voice rachel] Hi.')).toThrow(expect.objectContaining({ code: 'unknown_voice' }));
});

test('the words of a lexicon have the times of what is said for them', () => {
  const [sentence] = of('We use SQL daily.', [{ word: 'sql', say: 'the sequel' }]).utterances[0]?.sentences ?? [];
  if (!sentence) throw new Error('no sentence');
  const spoken = saidText(sentence.wordings);
  expect(spoken).toBe('We use the sequel daily.');
  const words = spoken
    .slice(0, -1)
    .split(' ')
    .map((text, index) => ({ text, startMs: index * 100, endMs: index * 100 + 90 }));
  expect(shownWords(words, sentence.wordings)).toEqual([
    { text: 'We', startMs: 0, endMs: 90 },
    { text: 'use', startMs: 100, endMs: 190 },
    { text: 'SQL', startMs: 200, endMs: 390 },
    { text: 'daily', startMs: 400, endMs: 490 },
  ]);
});
