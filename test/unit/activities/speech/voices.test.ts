import { expect, test } from '@jest/globals';
import { bestVoice, speakerFor, voiceByName } from '../../../../activities/speech/voices.ts';
import type { Voice } from '../../../../domain/index.ts';

const voice = (name: string, label: string, ...languages: string[]): Voice => ({
  provider: 'offline',
  name,
  label,
  languages,
  rate: 1,
});
const voices = [
  voice('en-gb', 'English (Great Britain)', 'en-GB', 'en'),
  voice('en-gb-scotland', 'English (Scotland)', 'en-GB-scotland', 'en'),
  voice('en-us', 'English (America)', 'en-US', 'en'),
  voice('es-419', 'Spanish (Latin America)', 'es-419', 'es-MX', 'es'),
  voice('es', 'Spanish (Spain)', 'es'),
  voice('nb', 'Norwegian Bokmål', 'nb', 'no'),
  voice('pt', 'Portuguese (Portugal)', 'pt', 'pt-PT'),
  voice('pt-br', 'Portuguese (Brazil)', 'pt-BR', 'pt'),
  voice('sr', 'Serbian', 'sr'),
  voice('yue', 'Chinese (Cantonese)', 'yue', 'zh'),
  voice('zh', 'Chinese (Mandarin)', 'zh'),
];

test.each([
  ['en', 'en-us'],
  ['en-GB', 'en-gb'],
  ['en-AU', 'en-us'],
  ['es-MX', 'es-419'],
  ['es', 'es'],
  ['no', 'nb'],
  ['nn', 'nb'],
  ['pt-PT', 'pt'],
  ['pt', 'pt-br'],
  ['zh-TW', 'zh'],
  ['zh-Hans-CN', 'zh'],
  ['yue', 'yue'],
])('%s is spoken by %s', (language, name) => {
  expect(bestVoice(voices, language)?.name).toBe(name);
});

test('a language that nobody speaks has no voice', () => {
  expect(bestVoice(voices, 'lo')).toBeUndefined();
});

test('a voice is found by its name or label, whatever the capitals', () => {
  expect(voiceByName(voices, 'EN-GB').name).toBe('en-gb');
  expect(voiceByName(voices, 'serbian').name).toBe('sr');
});

test('an unknown name is refused with those that come near', () => {
  expect(() => voiceByName(voices, 'en-uk')).toThrow(expect.objectContaining({ code: 'unknown_voice' }));
  expect(() => voiceByName(voices, 'en-uk')).toThrow(/en-gb/);
  expect(() => voiceByName(voices, 'spanish')).toThrow(/"es"/);
  expect(() => voiceByName(voices, 'rachel')).toThrow(/\/api\/voices/);
});

test('a provider that is not set up is refused with those that are', () => {
  const offline = {
    version: '1',
    voices: () => Promise.resolve([]),
    maxCharacters: () => Infinity,
    unreadable: () => [],
    speak: () => Promise.reject(new Error('not here')),
  };
  expect(() => speakerFor({ offline }, { provider: 'openai' })).toThrow(
    expect.objectContaining({ code: 'speech_provider_missing' }),
  );
  expect(speakerFor({ offline }, { provider: 'offline' })).toBe(offline);
});
