import { expect, test } from '@jest/globals';
import type { PaidProvider, TaskOptions } from '../../../../domain/index.ts';
import { refuseUnavailable } from '../../../../api/option-availability.ts';
import { optionsSchema } from '../../../../api/schemas/options.ts';
import { InvalidRequestError } from '../../../../api/problems.ts';

/** Every option of charter 6, as somebody would send it. */
const everything = {
  script: {
    mode: 'ai',
    emptySlides: { policy: 'hold', seconds: 4 },
    tone: 'warm',
    audience: 'pupils',
    secondsPerSlide: 20,
  },
  voice: { provider: 'openai', name: 'de', model: 'tts', rate: 1.2 },
  languages: ['de', 'pt-BR'],
  subtitles: { languages: ['en'], burnIn: true },
  presenter: { provider: 'heygen', name: 'x', layout: 'corner', slides: [1, 2] },
  output: { resolution: '1080p', aspect: '16:9', fps: 30 },
  podcast: { speakers: 2 },
  review: true,
  budget: { cents: 500 },
  hiddenSlides: 'skip',
  onProviderFailure: 'wait',
  onUnknownOutcome: 'retry',
};

test('the language of options is the whole charter’s', () => {
  expect(optionsSchema.parse(everything)).toEqual(everything);
  expect(optionsSchema.parse({})).toEqual({});
});

test.each([
  [{ unknown: 1 }],
  [{ voice: { rate: 5 } }],
  [{ voice: { name: undefined } }],
  [{ output: { fps: 24 } }],
  [{ languages: [] }],
  [{ languages: ['x-'] }],
  [{ script: { emptySlides: { seconds: -1 } } }],
  [{ budget: {} }],
  ['text'],
  [null],
])('%j is no valid set of options', (options) => {
  expect(optionsSchema.safeParse(options).success).toBe(false);
});

test('what this version does not carry out is refused by name, all of it at once', () => {
  const refused = (): void => refuseUnavailable(optionsSchema.parse(everything), []);
  expect(refused).toThrow(InvalidRequestError);
  try {
    refused();
  } catch (thrown) {
    if (!(thrown instanceof InvalidRequestError)) throw thrown;
    expect(thrown).toMatchObject({ status: 422, code: 'option_not_available' });
    expect(thrown.errors.map(({ field }) => field)).toEqual([
      'script.mode',
      'script.tone',
      'script.audience',
      'script.secondsPerSlide',
      'voice.provider',
      'voice.model',
      'languages',
      'subtitles.languages',
      'presenter.provider',
      'podcast.speakers',
    ]);
  }
});

test('what this version carries out is not refused', () => {
  const options: TaskOptions = {
    script: { mode: 'auto', emptySlides: { policy: 'write' } },
    voice: { provider: 'offline', name: 'de', rate: 0.9 },
    languages: ['de'],
    subtitles: { languages: ['de'], burnIn: false },
    output: { resolution: '2160p', aspect: '9:16', fps: 25 },
    review: true,
    hiddenSlides: 'keep',
    onProviderFailure: 'fail',
    onUnknownOutcome: 'hold',
    budget: { cents: 100 },
    podcast: { speakers: 1 },
  };
  expect(() => refuseUnavailable(options, [])).not.toThrow();
});

test('what a paid provider does is not refused where it is set up, or where no worker lives that would know', () => {
  const options: TaskOptions = {
    script: { mode: 'ai', tone: 'calm' },
    voice: { provider: 'elevenlabs', model: 'eleven_v3' },
    languages: ['de', 'fr'],
    presenter: { provider: 'heygen' },
  };
  const named = (...names: PaidProvider[]) => names.map((name) => ({ name, models: [] }));
  expect(() => refuseUnavailable(options, named('openai', 'elevenlabs', 'heygen'))).not.toThrow();
  expect(() => refuseUnavailable(options, undefined)).not.toThrow();
  expect(() => refuseUnavailable(options, named('openai', 'elevenlabs'))).toThrow(/^presenter\.provider: [^:]*$/);
  expect(() => refuseUnavailable({ script: { mode: 'notes', tone: 'calm' } }, named('openai'))).toThrow('script.tone');
});
