/** Whether the paid providers that are set up accept their keys: one call each that costs nothing. */

import { toError, type PaidProvider } from '../domain/index.ts';
import { NO_KEY, type ProviderConfig, type ProvidersConfig } from '../platform/config.ts';

export interface KeyCheck {
  name: string;
  remedy: string;
  /** @returns what was seen. @throws Error that says what is wrong, and holds no key. */
  examine: () => Promise<string>;
}

interface Door {
  name: string;
  address: string;
  path: string;
  header: (key: string) => Record<string, string>;
}

const DOORS: Record<PaidProvider, Door> = {
  openai: {
    name: 'OpenAI',
    address: 'https://api.openai.com/v1',
    path: '/models',
    header: (key) => ({ authorization: `Bearer ${key}` }),
  },
  elevenlabs: {
    name: 'ElevenLabs',
    address: 'https://api.elevenlabs.io',
    path: '/v1/user/subscription',
    header: (key) => ({ 'xi-api-key': key }),
  },
  heygen: {
    name: 'HeyGen',
    address: 'https://api.heygen.com',
    path: '/v3/users/me',
    header: (key) => ({ 'x-api-key': key }),
  },
};
/** A few hundred bytes; whoever takes longer does not work. */
const LIMIT_MS = 15_000;

/** A check for each provider that is set up. */
export function keyChecks(providers: ProvidersConfig): KeyCheck[] {
  return (['openai', 'elevenlabs', 'heygen'] as const).flatMap((provider) => {
    const config = providers[provider];
    if (!config) return [];
    const variable = provider.toUpperCase();
    return {
      name: DOORS[provider].name,
      remedy: `set ${variable}_API_KEY to a key that works, or ${variable}_BASE_URL to the right address`,
      examine: () => knock(DOORS[provider], config),
    };
  });
}

async function knock({ address, path, header }: Door, { apiKey, baseUrl }: ProviderConfig): Promise<string> {
  const url = `${baseUrl ?? address}${path}`;
  const response = await fetch(url, { headers: header(apiKey), signal: AbortSignal.timeout(LIMIT_MS) }).catch(
    (thrown: unknown) => {
      const { cause, message } = toError(thrown);
      throw new Error(
        `${new URL(url).host} does not answer: ${cause === undefined ? message : toError(cause).message}`,
      );
    },
  );
  await response.body?.cancel();
  const key = apiKey === NO_KEY ? 'asks for a key' : 'does not accept the key';
  if (response.status === 401 || response.status === 403) throw new Error(`${new URL(url).host} ${key}`);
  if (!response.ok) throw new Error(`${new URL(url).host} answered ${response.status}`);
  return apiKey === NO_KEY ? 'answers without a key' : 'accepts the key';
}
