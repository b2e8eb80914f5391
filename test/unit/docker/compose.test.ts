/** What docker-compose.yml must keep true whoever edits it; that it runs is tried with real containers (docs/hosting.md). */

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@jest/globals';
import { parse } from 'yaml';
import { z } from 'zod';
import { SPARING } from '../../../cli/environment.ts';
import { STOP_WITHIN_MS } from '../../../cli/system.ts';
import { PRICES, QUEUE_NAMES, SEARCH_ATTRIBUTES } from '../../../domain/index.ts';
import { readPrices } from '../../../platform/prices-file.ts';

const read = (name: string): string => readFileSync(new URL(`../../../${name}`, import.meta.url), 'utf8');

const text = read('docker-compose.yml');
const example = read('.env.example');
const serviceSchema = z.object({
  image: z.string(),
  build: z.string().optional(),
  command: z.union([z.string(), z.array(z.string())]).optional(),
  environment: z.record(z.string(), z.union([z.string(), z.number()])).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
  container_name: z.string().optional(),
  stop_grace_period: z.string().optional(),
  restart: z.string().optional(),
  healthcheck: z.object({ test: z.array(z.string()) }).optional(),
  networks: z.array(z.string()).default(['default']),
});
const networkSchema = z.object({ internal: z.boolean().default(false) });
const { services, networks } = z
  .object({
    services: z.record(z.string(), serviceSchema),
    networks: z.record(z.string(), networkSchema.nullable()),
  })
  .parse(parse(text, { merge: true }));
const service = (name: string): z.infer<typeof serviceSchema> => {
  const found = services[name];
  if (!found) throw new Error(`no service ${name}`);
  return found;
};

/** `${NAME…}` of the file, not the `$$` that reaches a container's shell. */
const variables = [...text.matchAll(/(?<!\$)\$\{([A-Z_]+)(:[-?])?/g)].map(([, name = '', rule]) => ({ name, rule }));

test('Every secret comes from the environment, and the file does not start without it, unless it may be absent: paid providers, encryption at Temporal, sign-in elsewhere', () => {
  const secrets = Object.values(services)
    .flatMap(({ environment }) => Object.entries(environment))
    .filter(([name]) => /(PASSWORD|_PWD|KEY|KEYS|SECRET|TOKEN)$/.test(name));
  expect(secrets.map(([name]) => name)).toEqual(
    expect.arrayContaining(['API_KEYS', 'POSTGRES_PASSWORD', 'SQL_PASSWORD', 'POSTGRES_PWD']),
  );
  const optional = ['OPENAI_API_KEY', 'ELEVENLABS_API_KEY', 'HEYGEN_API_KEY', 'PAYLOAD_KEY', 'OIDC_CLIENT_SECRET'];
  for (const [name, value] of secrets.filter(([name]) => optional.includes(name))) expect(value).toBe(`\${${name}:-}`);
  for (const [, value] of secrets.filter(([name]) => !optional.includes(name)))
    expect(value).toMatch(/^\$\{[A-Z_]+:\?[A-Z_]+ is missing, see \.env\.example\}$/);
});

test('Every variable has a default or a reason why it has none', () => {
  expect(variables.length).toBeGreaterThan(5);
  for (const variable of variables) expect(variable).toHaveProperty('rule', expect.stringMatching(/^:[-?]$/));
});

test('The example of .env names every variable, and no other', () => {
  const named = [...example.matchAll(/^#?([A-Z_]+)=/gm)].map(([, name]) => name);
  expect(new Set(named)).toEqual(new Set(variables.map(({ name }) => name)));
});

test('The example of .env holds no secret', () => {
  expect(example).toMatch(/^API_KEYS=$/m);
  expect(example).toMatch(/^POSTGRES_PASSWORD=$/m);
});

test('Only the web page and the console are published, to this machine unless more is asked for', () => {
  const published = Object.entries(services).filter(([, { ports }]) => ports.length > 0);
  expect(Object.fromEntries(published.map(([name, { ports }]) => [name, ports]))).toEqual({
    api: ['${PUBLISH_ADDRESS:-127.0.0.1}:${PORT:-3000}:3000'],
    'temporal-ui': ['127.0.0.1:${TEMPORAL_UI_PORT:-8233}:8080'],
  });
});

test('Any number of workers may run: nothing of one is fixed', () => {
  expect(service('worker').container_name).toBeUndefined();
  expect(service('worker').ports).toEqual([]);
});

test('What reads decks reaches Redis and Temporal and nothing else, and knows no key of a vendor', () => {
  expect(service('worker').networks).toEqual(['inside']);
  expect(networks['inside']).toEqual({ internal: true });
  const reached = Object.keys(services).filter((name) => service(name).networks.includes('inside'));
  expect(reached).toEqual(['worker', 'redis', 'temporal']);
  expect(Object.keys(service('worker').environment).filter((name) => name.endsWith('_KEY'))).toEqual(['PAYLOAD_KEY']);
});

test('Every queue is served, and only what has no network serves the one of foreign programs', () => {
  const queuesOf = (name: string): string[] => String(service(name).environment['WORKER_QUEUES']).split(',');
  expect([...queuesOf('worker'), ...queuesOf('caller')].sort()).toEqual([...QUEUE_NAMES].sort());
  expect(queuesOf('worker')).toEqual(['cpu']);
});

/** How long a container may take to end. */
const graceOf = (name: string): number => Number(/^(\d+)s$/.exec(service(name).stop_grace_period ?? '')?.[1]);

test('A worker is given longer to end than it gives what is under way, also by `npm start`', () => {
  const forced = Number(/shutdownForceTime: '(\d+) seconds'/.exec(read('worker/workers.ts'))?.[1]);
  for (const name of ['worker', 'caller']) expect(graceOf(name)).toBeGreaterThanOrEqual(forced + 10);
  expect(STOP_WITHIN_MS.worker).toBeGreaterThanOrEqual((forced + 10) * 1000);
});

test('An API is given longer to end than it gives an upload, also by `npm start`', () => {
  const given = Number(/UPLOADS_LIMIT_MS = ([\d_]+)/.exec(read('api/server.ts'))?.[1]?.replace('_', '')) / 1000;
  expect(graceOf('api')).toBeGreaterThanOrEqual(given + 10);
  expect(STOP_WITHIN_MS.api).toBeGreaterThanOrEqual((given + 10) * 1000);
});

test('A master is given as long to end in a container as by `npm start`', () => {
  expect(graceOf('master')).toBe(STOP_WITHIN_MS.master / 1000);
});

test('What is accepted is on the disk: Redis appends, and waits for it', () => {
  expect(service('redis').command).toEqual(['redis-server', '--appendonly', 'yes', '--appendfsync', 'always']);
});

test('Everything that must outlive a container lies in a volume', () => {
  expect(service('redis').volumes).toEqual(['redis:/data']);
  expect(service('postgres').volumes).toEqual(['postgres:/var/lib/postgresql/data']);
  for (const name of ['api', 'master', 'worker']) expect(service(name).volumes).toEqual(['data:/data']);
  const prices = '${PRICES_FILE:-./docker/prices.json}:/etc/slidespeaker/prices.json:ro';
  expect(service('caller').volumes).toEqual(['data:/data', prices]);
});

test('The prices that come along change none, and the one service that computes prices reads them or those of PRICES_FILE', async () => {
  const openai = { apiKey: 'key', textModel: 'a', speechModel: 'b', concurrency: 1, perMinute: 1 };
  const pricesFile = fileURLToPath(new URL('../../../docker/prices.json', import.meta.url));
  expect((await readPrices({ providers: { openai }, pricesFile })).openai).toEqual(PRICES.openai);
  expect(service('caller').environment['PRICES_FILE']).toBe('/etc/slidespeaker/prices.json');
  expect(service('caller').environment['WORKER_QUEUES']).toContain('provider');
});

test('Whatever goes on running says whether it is well', () => {
  const goOn = Object.entries(services).filter(([, { restart }]) => restart !== undefined);
  const silent = goOn.filter(([, { build, healthcheck }]) => build === undefined && healthcheck === undefined);
  expect(silent.map(([name]) => name)).toEqual([]);
  expect(read('Dockerfile')).toMatch(/^HEALTHCHECK /m);
});

test('The three processes are one image, and start when Redis and the namespace are there', () => {
  for (const name of ['api', 'master', 'worker']) {
    expect(service(name)).toMatchObject({
      image: 'slidespeaker',
      build: '.',
      command: ['node', `${name}/main.ts`],
      depends_on: {
        redis: { condition: 'service_healthy' },
        'temporal-namespace': { condition: 'service_completed_successfully' },
      },
    });
  }
});

test('The namespace gets every search attribute that the workflow sets', () => {
  const command = String(service('temporal-namespace').command);
  for (const name of Object.values(SEARCH_ATTRIBUTES))
    expect(command).toMatch(new RegExp(`for name in .*\\b${name}\\b`));
});

test('Every image says its version', () => {
  for (const { image, build } of Object.values(services)) if (build === undefined) expect(image).toMatch(/:\d/);
});

test('In a container a process is kept as small as one that `npm start` starts', () => {
  const said = read('Dockerfile').replaceAll('"', '');
  for (const [name, value] of Object.entries(SPARING)) expect(said).toContain(` ${name}=${value}`);
});
