import { expect, test } from '@jest/globals';
import { flagOptions } from '../../../../cli/commands/make.ts';

test('no flag asks for nothing', () => {
  expect(flagOptions({ json: true, detach: true, out: 'elsewhere' })).toEqual({});
});

test('flags become the options of REST', () => {
  const given = {
    script: 'notes',
    hold: '2.5',
    voice: 'de',
    rate: '1.1',
    language: ['de', 'en'],
    fps: '25',
    review: true,
  };
  expect(flagOptions(given)).toEqual({
    script: { mode: 'notes', emptySlides: { seconds: 2.5 } },
    voice: { name: 'de', rate: 1.1 },
    languages: ['de', 'en'],
    output: { fps: 25 },
    review: true,
  });
});

test('whatever costs money can be asked for by a flag', () => {
  const given = {
    ...{ script: 'ai', tone: 'calm', audience: 'students', secondsPerSlide: '20' },
    ...{ provider: 'openai', model: 'tts-2', subtitles: ['fr'], burnIn: true, podcast: '2', budget: '500' },
    ...{ presenterProvider: 'heygen', presenterLayout: 'beside', presenterSlides: ['1', '3'] },
    ...{ whenAway: 'wait', whenLost: 'hold' },
  };
  expect(flagOptions(given)).toEqual({
    script: { mode: 'ai', tone: 'calm', audience: 'students', secondsPerSlide: 20 },
    voice: { provider: 'openai', model: 'tts-2' },
    subtitles: { languages: ['fr'], burnIn: true },
    presenter: { provider: 'heygen', layout: 'beside', slides: [1, 3] },
    podcast: { speakers: 2 },
    budget: { cents: 500 },
    onProviderFailure: 'wait',
    onUnknownOutcome: 'hold',
  });
});
