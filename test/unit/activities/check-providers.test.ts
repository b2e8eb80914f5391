import { expect, test } from '@jest/globals';
import { createCheckProviders } from '../../../activities/check-providers.ts';
import type { Speaker } from '../../../activities/speech/speaker.ts';
import type { TaskOptions } from '../../../domain/index.ts';
import { someTaskRequest } from '../../support/task-request.ts';

/** Who is asked for this task. */
async function asked(options: TaskOptions): Promise<string[]> {
  const found: string[] = [];
  const speaker = (name?: string): Speaker => ({
    version: '1',
    voices: () => Promise.resolve([]),
    ...(name === undefined ? {} : { check: async () => found.push(`${name}'s voice`) }),
    maxCharacters: () => 1,
    unreadable: () => [],
    speak: () => Promise.reject(new Error('nobody speaks here')),
  });
  const check = createCheckProviders({
    speakers: { offline: speaker(), elevenlabs: speaker('elevenlabs'), openai: speaker('openai') },
    writer: { provider: 'openai', check: async () => void found.push('writer') },
    paid: {
      ask: async (_provider, question) => {
        await question();
      },
    },
  });
  const run = { task: { id: 'test', attempt: 1 }, signal: new AbortController().signal, scratch: '' };
  await check({ task: someTaskRequest({ options }) }, run);
  return found.toSorted();
}

test('whoever speaks and writes for money is asked, and who does both is asked once', async () => {
  const written: TaskOptions = { script: { mode: 'ai' } };
  expect(await asked({ ...written, voice: { provider: 'elevenlabs' } })).toEqual(["elevenlabs's voice", 'writer']);
  expect(await asked({ ...written, voice: { provider: 'openai' } })).toEqual(["openai's voice"]);
  expect(await asked({ voice: { provider: 'elevenlabs' } })).toEqual(["elevenlabs's voice"]);
  expect(await asked({ languages: ['de', 'fr'] })).toEqual(['writer']);
  expect(await asked({})).toEqual([]);
});

test('a voice that another may replace is not asked', async () => {
  expect(await asked({ voice: { provider: 'elevenlabs' }, onProviderFailure: 'otherVoice' })).toEqual([]);
});
