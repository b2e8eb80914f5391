import { expect, test } from '@jest/globals';
import { readConfig } from '../../../platform/config.ts';

test('an empty environment is a laptop: this machine only, no login, all queues', () => {
  const config = readConfig({});
  expect(config).toMatchObject({
    host: '127.0.0.1',
    port: 3000,
    publicUrl: 'http://localhost:3000',
    redisUrl: 'redis://127.0.0.1:6379',
    apiKeys: [],
    maxUploadBytes: 2 * 1024 ** 3,
    ownerLimits: { requestsPerMinute: 0, uploadBytesPerDay: 0, strangersPerMinute: 0 },
    trustedProxies: 0,
    workerQueues: ['workflows', 'quick', 'provider', 'cpu'],
  });
  expect(config.temporal).toMatchObject({
    address: '127.0.0.1:7233',
    namespace: 'default',
    uiUrl: 'http://localhost:8233',
    payloadKeys: [],
  });
});

test('an empty variable means the default, as in a file that lists all of them', () => {
  expect(readConfig({ PORT: '', API_KEYS: '' })).toEqual(readConfig({}));
});

test('every mistake is named in one error, and no key is in it', () => {
  const environment = {
    PORT: 'abc',
    REDIS_URL: 'localhost',
    WORKER_QUEUES: 'gpu',
    API_KEYS: 'no name:sesame-open',
    LOG_LEVEL: 'loud',
  };
  const read = (): unknown => readConfig(environment);
  for (const name of Object.keys(environment)) expect(read).toThrow(name);
  expect(read).not.toThrow('sesame');
});

test('a server that others can reach refuses to start without keys', () => {
  expect(() => readConfig({ HOST: '0.0.0.0' })).toThrow('API_KEYS');
  expect(readConfig({ HOST: '0.0.0.0', API_KEYS: 'ada:k1,bob:k:2' }).apiKeys).toEqual([
    { name: 'ada', key: 'k1' },
    { name: 'bob', key: 'k:2' },
  ]);
});

test('a key may name what it may be used for, and only what there is', () => {
  expect(readConfig({ API_KEYS: 'ada:k1:read,bob:k:2:read+operator,cy:read,dan:k:make' }).apiKeys).toEqual([
    { name: 'ada', key: 'k1', scopes: ['read'] },
    { name: 'bob', key: 'k:2', scopes: ['read', 'operator'] },
    { name: 'cy', key: 'read' },
    { name: 'dan', key: 'k', scopes: ['make'] },
  ]);
  expect(() => readConfig({ API_KEYS: 'ada:k1:read+rule' })).toThrow(/API_KEYS.*scopes of read, make, operator/);
});

test('a Temporal API key switches the connection to TLS', () => {
  expect(
    readConfig({ TEMPORAL_ADDRESS: 'x.tmprl.cloud:7233', TEMPORAL_API_KEY: 'secret' }).temporal.connection,
  ).toMatchObject({
    address: 'x.tmprl.cloud:7233',
    apiKey: 'secret',
  });
});

test('a paid provider is set up by its key, or by an address that needs none', () => {
  expect(readConfig({}).providers).toEqual({});
  expect(readConfig({ OPENAI_BASE_URL: 'http://kokoro:8880/v1/', HEYGEN_API_KEY: 'h' }).providers).toEqual({
    openai: {
      apiKey: 'not-needed',
      baseUrl: 'http://kokoro:8880/v1',
      textModel: 'gpt-5.4-mini',
      speechModel: 'gpt-4o-mini-tts',
      concurrency: 8,
      perMinute: 300,
    },
    heygen: { apiKey: 'h', concurrency: 1, perMinute: 30, longestMinutes: 40 },
  });
  expect(readConfig({ ELEVENLABS_API_KEY: 'e', ELEVENLABS_CONCURRENCY: '5' }).providers.elevenlabs?.concurrency).toBe(
    5,
  );
});

test('OpenID Connect is set up whole or not at all, and beside keys', () => {
  const whole = {
    OIDC_ISSUER: 'https://login.test',
    OIDC_CLIENT_ID: 'slides',
    OIDC_CLIENT_SECRET: 'sixteen-letters-or-more',
  };
  expect(readConfig({ ...whole, API_KEYS: 'ada:k1', OIDC_EMAIL_DOMAINS: 'School.test, b.test' }).oidc).toMatchObject({
    ownerClaim: 'sub',
    emailDomains: ['school.test', 'b.test'],
    name: 'login.test',
  });
  expect(() => readConfig({ ...whole, OIDC_ISSUER: 'http://login.test' })).toThrow('must be https');
  expect(() => readConfig(whole)).toThrow('set API_KEYS too');
  expect(() => readConfig({ ...whole, API_KEYS: 'ada:k1', OIDC_CLIENT_ID: '' })).toThrow('set all three');
});
