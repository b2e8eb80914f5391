import { expect, test } from '@jest/globals';
import { createCheckProviders } from '../../../activities/check-providers.ts';
import type { Speaker } from '../../../activities/speech/speaker.ts';
import { ProviderError, type TaskOptions } from '../../../domain/index.ts';
import { someTaskRequest } from '../../support/task-request.ts';

/** Who is asked for this task, and whose answer counts. */
async function asked(options: TaskOptions, refusing?: string): Promise<{ asked: string[]; worked: string[] }> {
  const found = { asked: new Array<string>(), worked: new Array<string>() };
  const ask = (name: string) => async (): Promise<void> => {
    found.asked.push(name);
    if (name === refusing) throw new ProviderError('provider_key_invalid', 'A wrong key.', { retry: 'never' });
  };
  const speaker: Speaker = {
    version: '1',
    voices: () => Promise.resolve([]),
    maxCharacters: () => 1,
    unreadable: () => [],
    speak: () => Promise.reject(new Error('nobody speaks here')),
  };
  const check = createCheckProviders({
    speakers: { offline: speaker, elevenlabs: { ...speaker, check: ask('elevenlabs') } },
    writer: { provider: 'openai', check: ask('openai') },
    limits: { worked: (provider) => Promise.resolve(void found.worked.push(provider)) },
  });
  const run = { task: { id: 'test', attempt: 1 }, signal: new AbortController().signal, scratch: '' };
  await check({ task: someTaskRequest({ options }) }, run).catch((thrown: unknown) => {
    if (refusing === undefined) throw thrown;
  });
  return { asked: found.asked.toSorted(), worked: found.worked.toSorted() };
}

test('whoever speaks and writes for money is asked, and an answer ends a row of failures', async () => {
  const paid: TaskOptions = { voice: { provider: 'elevenlabs' }, script: { mode: 'ai' } };
  expect(await asked(paid)).toEqual({ asked: ['elevenlabs', 'openai'], worked: ['elevenlabs', 'openai'] });
  expect((await asked(paid, 'elevenlabs')).worked).not.toContain('elevenlabs');
  expect((await asked({ voice: { provider: 'elevenlabs' } })).asked).toEqual(['elevenlabs']);
  expect((await asked({ languages: ['de', 'fr'] })).asked).toEqual(['openai']);
  expect((await asked({})).asked).toEqual([]);
});

test('a voice that another may replace is not asked', async () => {
  const options: TaskOptions = { voice: { provider: 'elevenlabs' }, onProviderFailure: 'otherVoice' };
  expect((await asked(options)).asked).toEqual([]);
});

test('a voice that is not set up here is said before anything is paid', async () => {
  await expect(asked({ voice: { provider: 'openai' } })).rejects.toMatchObject({ code: 'speech_provider_missing' });
});
