import { expect, test } from '@jest/globals';
import { startStandInProviders } from '../../cli/stand-in-providers.ts';

test('the demo’s stand-ins say where they are, what they would have billed, and end when they are stopped', async () => {
  const providers = await startStandInProviders(new AbortController().signal);
  const url = providers.env['OPENAI_BASE_URL'] ?? '';
  const keys = Object.keys(providers.env).filter((name) => name.endsWith('_API_KEY'));
  expect(keys).toEqual(['OPENAI_API_KEY', 'ELEVENLABS_API_KEY', 'HEYGEN_API_KEY']);
  const speech = { model: 'tts-1', voice: 'nova', input: 'Hello.', response_format: 'pcm' };
  const answer = await fetch(`${url}/audio/speech`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${providers.env['OPENAI_API_KEY'] ?? ''}` },
    body: JSON.stringify(speech),
  });
  expect(answer.status).toBe(200);
  expect(await providers.bill()).toContain('openai     1 calls, 0.000 dollars');
  await providers.stop();
  await expect(fetch(`${url}/models`)).rejects.toThrow();
});

test('a start that is stopped leaves nothing running', async () => {
  await expect(startStandInProviders(AbortSignal.abort())).rejects.toThrow();
});
