/** A manifest as people read it. */
import { expect, test } from '@jest/globals';
import { madeFrom } from '../../../web/src/task/made-from.ts';

test('a manifest tells who spoke, what was bought and what is silent; what is none tells nothing', () => {
  const made = madeFrom({
    deck: { name: 'tides.pptx', sha256: 'abcdef0123456789' },
    language: 'en',
    format: { width: 1280, height: 720, fps: 30 },
    seconds: 14,
    leftOut: [{ slide: 3, hidden: true }],
    slides: [
      {
        slide: 1,
        title: 'Tides',
        seconds: 10,
        voice: { name: 'coral', label: 'Coral', model: 'tts' },
        presenter: { name: 'robin' },
        models: ['speech: openai tts'],
        cents: 0.4,
        clip: { sha256: '0123456789abcdef' },
      },
      { slide: 2, title: '', seconds: 4, models: [], cents: 0 },
    ],
  });
  expect(made).toMatchObject({
    deck: 'tides.pptx',
    deckHash: 'abcdef012345',
    picture: '1280 × 720, 30 fps',
    leftOut: [3],
  });
  expect(made?.slides).toEqual([
    {
      number: 1,
      title: 'Tides',
      seconds: 10,
      voice: 'Coral, tts',
      presenter: 'robin',
      models: ['speech: openai tts'],
      cents: 0.4,
      hash: '0123456789ab',
    },
    { number: 2, title: '', seconds: 4, voice: '', presenter: '', models: [], cents: 0, hash: '' },
  ]);
  expect([madeFrom(undefined), madeFrom([]), madeFrom({ deck: {} })]).toEqual([undefined, undefined, undefined]);
});
