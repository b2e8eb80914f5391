import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { keyChecks } from '../../cli/check-keys.ts';
import { toError } from '../../domain/index.ts';
import { readConfig } from '../../platform/config.ts';
import { startStandIn, type StandIn } from '../stand-in/stand-in.ts';
import { freePort } from '../../cli/environment.ts';

let standIn: StandIn;
beforeAll(async () => {
  standIn = await startStandIn();
});
afterAll(() => standIn.close());

const said = (environment: Record<string, string>): Promise<string[]> =>
  Promise.all(
    keyChecks(readConfig(environment).providers).map(({ name, examine }) =>
      examine().then(
        (found) => `${name}: ${found}`,
        (thrown: unknown) => `${name}! ${toError(thrown).message}`,
      ),
    ),
  );

test('each key that is set is tried with a call that costs nothing', async () => {
  expect(await said(standIn.env)).toEqual([
    'OpenAI: accepts the key',
    'ElevenLabs: accepts the key',
    'HeyGen: accepts the key',
  ]);
  expect(Object.values(standIn.counters()).map(({ billedCalls }) => billedCalls)).toEqual([0, 0, 0]);
  expect(await said({})).toEqual([]);
});

test('a key that is refused, and an address where nobody is, are told apart, and no key is shown', async () => {
  standIn.setFaults({ elevenlabs: { unauthorized: 1 } });
  const answers = await said({
    ...standIn.env,
    OPENAI_BASE_URL: `http://127.0.0.1:${await freePort()}/v1`,
    ELEVENLABS_API_KEY: 'sesame-open',
  });
  expect(answers).toEqual([
    expect.stringMatching(/^OpenAI! .* does not answer/),
    expect.stringMatching(/^ElevenLabs! .* does not accept the key/),
    'HeyGen: accepts the key',
  ]);
  expect(answers.join()).not.toContain('sesame');
});
