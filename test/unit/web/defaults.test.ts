/** What new videos start from. */
import { expect, test } from '@jest/globals';
import { NOTHING_CHOSEN } from '../../../web/src/new-task-options.ts';
import { defaultsFrom } from '../../../web/src/settings/defaults.ts';

test('what was kept is taken as far as it fits, and anything else is as usual', () => {
  const voice = { provider: 'offline', name: 'de', label: 'German', languages: ['de'] };
  expect(defaultsFrom({ language: 'de', voice, resolution: '720p', review: true, budget: '5' })).toMatchObject({
    language: 'de',
    voice,
    resolution: '720p',
    aspect: '16:9',
    review: true,
    budget: '5',
  });
  for (const stored of [
    undefined,
    [],
    'x',
    { voice: { name: 1 }, resolution: '8k', aspect: 3, review: 'yes', budget: 5 },
  ])
    expect({ ...NOTHING_CHOSEN, ...defaultsFrom(stored) }).toEqual(NOTHING_CHOSEN);
});
