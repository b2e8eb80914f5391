/** Every route that OpenAPI lists, tried by those who may not and with what nobody should send; a new route is tried by being there. */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { problemSchema } from '../../api/schemas/problem.ts';
import { SCOPES } from '../../platform/api-keys.ts';
import { onePagePdf, startApi, type TestApi } from '../support/api.ts';

/** What needs no key, and why. */
const OPEN = [
  'getSession', // says whether a key is needed
  'signIn',
  'signOut',
  'getShared', // whoever has the link
  'getSharedOutput',
  'health', // for whoever watches over the process
  'metrics',
  'ready',
];

/** A body that is understood, for the routes that want one before they look for what it is about. */
const BODIES: Record<string, unknown> = {
  raiseBudget: { cents: 5 },
  putScript: { slides: [] },
  rewriteSlide: { slide: 1, wish: 'shorter' },
  reviseTask: { slides: [{ number: 1, text: 'x' }] },
};

const schema = z.object({ schema: z.unknown() });
const operationSchema = z.object({
  operationId: z.string(),
  parameters: z.array(z.object({ name: z.string(), in: z.string() })),
  requestBody: z.object({ content: z.record(z.string(), schema) }).optional(),
  responses: z.record(z.string(), z.unknown()),
  security: z.array(z.record(z.string(), z.array(z.enum(SCOPES)))),
});
const documentSchema = z.object({ paths: z.record(z.string(), z.record(z.string(), operationSchema)) });

interface Op {
  id: string;
  method: string;
  path: string;
  /** Undefined: open. */
  scope: (typeof SCOPES)[number] | undefined;
  takesJson: boolean;
}

const EVERYTHING = 'key-of-ann';
const key = (scope: string): string => `key-that-lacks-${scope}`;
let api: TestApi;
let operations: Op[];
/** What is Ann's, by the beginning of the address that leads there. */
const anns: Record<string, string> = {};

beforeAll(async () => {
  api = await startApi({
    apiKeys: [
      { name: 'ann', key: EVERYTHING },
      { name: 'bob', key: 'key-of-bob' },
      ...SCOPES.map((scope) => ({ name: 'ann', key: key(scope), scopes: SCOPES.filter((other) => other !== scope) })),
    ],
  });
  const { paths } = documentSchema.parse(await (await api.fetch('/api/openapi.json')).json());
  operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { operationId, security, requestBody }]) => ({
      id: operationId,
      method: method.toUpperCase(),
      path,
      scope: security.find((way) => 'key' in way)?.['key']?.[0],
      takesJson: requestBody?.content['application/json'] !== undefined,
    })),
  );
  const idOf = async (response: Response): Promise<string> =>
    z.object({ id: z.string() }).parse(await response.json()).id;
  anns['/api/tasks'] = await idOf(await api.send(onePagePdf(), {}, bearer(EVERYTHING)));
  const form = new FormData();
  form.set('deck', onePagePdf(300), 'deck.pdf');
  anns['/api/decks'] = await idOf(
    await api.fetch('/api/decks', { method: 'POST', body: form, headers: bearer(EVERYTHING) }),
  );
});
afterAll(() => api.stop());

const bearer = (value: string): Record<string, string> => ({ Authorization: `Bearer ${value}` });
const fill = (path: string, value: string, id = value): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => (name === 'id' ? id : value));

interface Asked {
  key?: string;
  body?: string;
  type?: string;
}

async function ask({ method }: Pick<Op, 'method'>, path: string, { key: as, body, type }: Asked = {}) {
  const response = await api.fetch(path, {
    method,
    headers: {
      ...(as === undefined ? {} : bearer(as)),
      ...(body === undefined ? {} : { 'Content-Type': type ?? 'application/json' }),
    },
    ...(body === undefined ? {} : { body }),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** Status and code of a refusal; every one is a problem that says nothing of our insides. */
async function refusal(op: Op, path: string, asked: Asked = {}): Promise<string> {
  const { status, headers, text } = await ask(op, path, asked);
  expect(headers.get('x-evil')).toBeNull();
  const what = `${op.method} ${path} ${asked.body ?? ''}`.slice(0, 200);
  expect([what, headers.get('content-type')]).toEqual([what, 'application/problem+json; charset=utf-8']);
  expect(text).not.toMatch(/node_modules|\.ts:\d|at \w+ \(/);
  const { code } = problemSchema.parse(JSON.parse(text));
  return `${status} ${code}`;
}

/** Op by op, so that a difference names the routes. */
async function forEach(some: readonly Op[], answer: (op: Op) => Promise<string>): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const op of some) found[op.id] = await answer(op);
  return found;
}
const all = (some: readonly Op[], answer: string): Record<string, string> =>
  Object.fromEntries(some.map(({ id }) => [id, answer]));
const keyed = (): Op[] => operations.filter(({ scope }) => scope !== undefined);
const body = ({ id, takesJson }: Op): { body?: string } =>
  takesJson ? { body: JSON.stringify(BODIES[id] ?? {}) } : {};

test('only what is listed here needs no key', () => {
  expect(operations.length).toBeGreaterThan(30);
  const open = operations.filter(({ scope }) => scope === undefined).map(({ id }) => id);
  expect(open.toSorted()).toEqual(OPEN.toSorted());
});

test('without a key, with an unknown one, or with one that lacks the scope, nothing is done', async () => {
  const path = (op: Op): string => fill(op.path, '1', anns['/api/tasks']);
  expect(await forEach(keyed(), (op) => refusal(op, path(op), body(op)))).toEqual(all(keyed(), '401 unauthorized'));
  expect(await forEach(keyed(), (op) => refusal(op, path(op), { key: 'guess', ...body(op) }))).toEqual(
    all(keyed(), '401 wrong_key'),
  );
  expect(await forEach(keyed(), (op) => refusal(op, path(op), { key: key(op.scope ?? ''), ...body(op) }))).toEqual(
    all(keyed(), '403 scope_missing'),
  );
  expect(api.asked).toEqual([]);
});

test('what is somebody else’s is as if it were not there', async () => {
  const some = keyed().filter(({ path }) => path.includes('{id}'));
  const theirs = ({ path }: Op): string => anns[path.split('/').slice(0, 3).join('/')] ?? 'nothing of Ann is there';
  const asked = (op: Op) => ({ key: 'key-of-bob', ...body(op) });
  const found = await forEach(some, (op) => refusal(op, fill(op.path, '1', theirs(op)), asked(op)));
  const missing = await forEach(some, (op) => refusal(op, fill(op.path, '1', 'nothing'), asked(op)));
  expect(found).toEqual(missing);
  for (const [id, answer] of Object.entries(found))
    expect([id, answer]).toEqual([id, expect.stringMatching(/^404 (task|deck)_not_found$/)]);
  const byName = (id: string): Op => operations.find((op) => op.id === id) ?? never(id);
  const send = (id: string, sent: unknown) =>
    refusal(byName(id), byName(id).path, { key: 'key-of-bob', body: JSON.stringify(sent) });
  expect(await send('createTask', { deck: anns['/api/decks'] })).toBe('404 deck_not_found');
  expect(await send('estimate', { deck: anns['/api/decks'], options: {} })).toBe('404 deck_not_found');
  expect(await send('estimate', { task: anns['/api/tasks'] })).toBe('404 task_not_found');
  expect(api.asked).toEqual([]);
});

const never = (id: string): never => {
  throw new Error(`there is no ${id}`);
};

const HOSTILE_NAMES = [
  '..%2F..%2F..%2Fetc%2Fpasswd',
  '%2Fetc%2Fpasswd',
  '..%5C..%5Cboot.ini',
  '%00',
  'video.mp4%00.png',
  '%0d%0aX-Evil:%201',
  '__proto__',
  'constructor',
  '*',
  'a:b:slides',
  '-1',
  '0',
  '1e999',
  'NaN',
  '%F0%9F%92%A9',
  '%C0%AF',
  '%ED%A0%80',
  "'%20OR%201=1--",
  'x'.repeat(5_000),
];

test('hostile names and numbers lead nowhere', async () => {
  const some = operations.filter(({ path }) => path.includes('{'));
  for (const op of some) {
    const [, root = ''] = /^(\/api\/\w+)/.exec(op.path) ?? [];
    for (const name of HOSTILE_NAMES) {
      // Beside an id that is right, too, where the address has more than an id.
      const hasMore = /\{(?!id\})/.test(op.path);
      for (const id of [name, ...(hasMore ? [anns[root] ?? 'nothing'] : [])]) {
        const path = fill(op.path, name, id);
        const answer = await refusal(op, path, { key: EVERYTHING, ...body(op) });
        expect([op.method, path, answer]).toEqual([op.method, path, expect.stringMatching(/^4\d\d /)]);
      }
    }
  }
  expect((await api.fetch(`/api/tasks/${anns['/api/tasks'] ?? ''}`, { headers: bearer(EVERYTHING) })).status).toBe(200);
});

const ELSEWHERE = { Origin: 'http://elsewhere.test' };

test('no other web site may read an answer, ask first whether it may, or act with a visitor’s cookie', async () => {
  const signIn = { method: 'POST', body: JSON.stringify({ key: EVERYTHING }) };
  const signedIn = await api.fetch('/api/session', { ...signIn, headers: { 'Content-Type': 'application/json' } });
  const [Cookie = ''] = (signedIn.headers.get('set-cookie') ?? '').split(';');
  for (const op of operations) {
    const path = fill(op.path, '1', anns['/api/tasks']);
    const preflight = { 'Access-Control-Request-Method': op.method, 'Access-Control-Request-Headers': 'authorization' };
    const first = await api.fetch(path, { method: 'OPTIONS', headers: { ...ELSEWHERE, ...preflight } });
    // As browsers send it, and as those did that do not say where a request comes from. Events go on for ever.
    const site = { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors' };
    const cut = new AbortController();
    const asked = { method: op.method, signal: cut.signal };
    const simple = await api.fetch(path, { ...asked, headers: { ...ELSEWHERE, ...site, Cookie } });
    const older = await api.fetch(path, { ...asked, headers: { ...ELSEWHERE, Cookie } });
    for (const { headers } of [first, simple, older]) {
      expect([op.id, ...headers.keys()].filter((name) => name.startsWith('access-control-'))).toEqual([]);
      expect([op.id, headers.get('cross-origin-resource-policy')]).toEqual([op.id, 'same-origin']);
    }
    expect([op.id, first.status]).toEqual([op.id, 405]);
    if (op.method !== 'GET') expect([op.id, simple.status, older.status]).toEqual([op.id, 403, 403]);
    cut.abort();
  }
  expect((await api.fetch(`/api/tasks/${anns['/api/tasks'] ?? ''}`, { headers: { Cookie } })).status).toBe(200);
});

test('a query that is not asked for is refused', async () => {
  const queries = ['unknown=1', '__proto__[x]=1', 'constructor.prototype=1', '%00=1'];
  for (const query of queries)
    expect(
      await forEach(operations, (op) => refusal(op, `${fill(op.path, 'nothing')}?${query}`, { key: EVERYTHING })),
    ).toEqual(all(operations, '422 invalid_query'));
});

test('a hostile body is refused, or does nothing', async () => {
  const bodies: Asked[] = [
    { body: '{"unknown":1}' },
    { body: '[[1]]' },
    { body: '"text"' },
    { body: 'null' },
    { body: '{"__proto__":{"owner":"bob"},"constructor":{"prototype":{}}}' },
    { body: '['.repeat(100_000) },
    { body: `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}` },
    { body: '{"task":"\\u0000","deck":"../../x","slides":{"length":1e9},"days":"NaN","key":{}}' },
    { body: '{' },
    { body: 'deck=1', type: 'application/x-www-form-urlencoded' },
    { body: '{"unknown":1}', type: 'application/json; charset=utf-7' },
    { body: '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>', type: 'application/xml' },
    { body: 'no part at all', type: 'multipart/form-data; boundary=x' },
    { body: '--x\r\n\r\n', type: 'multipart/form-data' },
  ];
  // GET has no body in fetch; test/integration/api-slow.test.ts sends some.
  const some = operations.filter(({ method }) => method !== 'GET');
  for (const op of some)
    for (const hostile of bodies) {
      const { status, text } = await ask(op, fill(op.path, 'nothing'), { key: EVERYTHING, ...hostile });
      if (status < 400 || status > 499)
        throw new Error(`${op.method} ${op.path} ${JSON.stringify(hostile).slice(0, 100)}: ${status} ${text}`);
    }
  expect(Reflect.get({}, 'owner')).toBeUndefined();
});

test('hostile ranges and conditions are refused or not heeded', async () => {
  const ranges = [
    'bytes=-0',
    'bytes=9-1',
    'bytes=0-0,1-1,2-2',
    'bytes=99999999999999999999-',
    'lines=1-2',
    'bytes=a-b',
    '\t',
  ];
  for (const op of keyed().filter(({ method }) => method === 'GET'))
    for (const Range of ranges) {
      const { status } = await api.fetch(fill(op.path, '1', 'nothing'), {
        headers: {
          ...bearer(EVERYTHING),
          Range,
          'If-None-Match': '"'.repeat(200),
          'If-Range': 'W/"x',
          'If-Match': '*',
        },
      });
      expect([op.id, Range, status < 500]).toEqual([op.id, Range, true]);
    }
});
