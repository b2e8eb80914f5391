/** A person's choices as options. */
import { expect, test } from '@jest/globals';
import { optionsSchema } from '../../../api/schemas/options.ts';
import {
  costsMoney,
  NOTHING_CHOSEN,
  optionsFrom,
  PRESETS,
  spokenLanguages,
  voicesFor,
} from '../../../web/src/new-task-options.ts';

const voice = (name: string, ...languages: string[]) => ({ provider: 'offline', name, label: name, languages });
const mia = { provider: 'offline', name: 'mia', label: 'Mia', picture: '/mia.png' };

test('who chooses nothing sends nothing', () => {
  expect(optionsFrom(NOTHING_CHOSEN)).toEqual({});
  expect(costsMoney(NOTHING_CHOSEN)).toBe(false);
});

test('every choice is sent under its option, and the server takes it', () => {
  const options = optionsFrom({
    language: 'de',
    moreLanguages: ['fr', 'ja'],
    voice: voice('anna', 'de'),
    words: 'ai',
    tone: ' friendly ',
    audience: '',
    presenter: mia,
    layout: 'beside',
    resolution: '720p',
    aspect: '9:16',
    burnIn: true,
    podcast: 2,
    budget: '4,50',
    review: true,
  });
  expect(options).toEqual({
    script: { mode: 'ai', tone: 'friendly' },
    languages: ['de', 'fr', 'ja'],
    voice: { provider: 'offline', name: 'anna' },
    subtitles: { burnIn: true },
    presenter: { provider: 'offline', name: 'mia', layout: 'beside' },
    output: { resolution: '720p', aspect: '9:16' },
    podcast: { speakers: 2 },
    budget: { cents: 450 },
    review: true,
  });
  expect(optionsSchema.safeParse(options).success).toBe(true);
});

test('every preset is something that the server takes', () => {
  for (const preset of Object.values(PRESETS)) {
    expect(optionsSchema.safeParse(optionsFrom({ ...NOTHING_CHOSEN, ...preset })).success).toBe(true);
  }
});

test('what calls a vendor costs money, and nothing else does', () => {
  expect(costsMoney({ ...NOTHING_CHOSEN, presenter: mia, burnIn: true, podcast: 1 })).toBe(false);
  expect(costsMoney({ ...NOTHING_CHOSEN, words: 'ai' })).toBe(true);
  expect(costsMoney({ ...NOTHING_CHOSEN, presenter: { ...mia, provider: 'heygen' } })).toBe(true);
  expect(costsMoney({ ...NOTHING_CHOSEN, voice: { ...voice('nova'), provider: 'openai' } })).toBe(true);
});

test('languages are listed once, in the order of their names', () => {
  const names: Record<string, string> = { de: 'German', en: 'English', ja: 'Japanese' };
  const voices = [voice('a', 'de', 'en'), voice('b', 'ja'), voice('c', 'de')];
  expect(spokenLanguages(voices, (tag) => names[tag] ?? tag)).toEqual(['en', 'de', 'ja']);
});

test('voices fit a language whatever its region; one that names no language fits every one', () => {
  const voices = [voice('a', 'en-GB'), voice('b', 'de'), voice('c', 'en-US', 'de-AT'), voice('any')];
  expect(voicesFor(voices, 'de-CH').map(({ name }) => name)).toEqual(['b', 'c', 'any']);
  expect(voicesFor(voices, undefined)).toHaveLength(4);
});
