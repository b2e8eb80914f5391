/** A person's choices as options. */
import { expect, test } from '@jest/globals';
import { optionsFrom, spokenLanguages, voicesFor } from '../../../web/src/new-task-options.ts';

const voice = (name: string, ...languages: string[]) => ({ provider: 'offline', name, label: name, languages });

test('who chooses nothing sends nothing', () => {
  expect(optionsFrom({ language: undefined, voice: undefined, resolution: '1080p', review: false })).toEqual({});
});

test('every choice is sent under its option', () => {
  expect(optionsFrom({ language: 'de', voice: voice('anna', 'de'), resolution: '720p', review: true })).toEqual({
    languages: ['de'],
    voice: { provider: 'offline', name: 'anna' },
    output: { resolution: '720p' },
    review: true,
  });
});

test('languages are listed once, in the order of their names', () => {
  const names: Record<string, string> = { de: 'German', en: 'English', ja: 'Japanese' };
  const voices = [voice('a', 'de', 'en'), voice('b', 'ja'), voice('c', 'de')];
  expect(spokenLanguages(voices, (tag) => names[tag] ?? tag)).toEqual(['en', 'de', 'ja']);
});

test('voices fit a language whatever its region', () => {
  const voices = [voice('a', 'en-GB'), voice('b', 'de'), voice('c', 'en-US', 'de-AT')];
  expect(voicesFor(voices, 'de-CH').map(({ name }) => name)).toEqual(['b', 'c']);
  expect(voicesFor(voices, undefined)).toHaveLength(3);
});
