import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { problemSchema } from '../../api/schemas/problem.ts';
import { onePagePdf, startApi, type TestApi } from '../support/api.ts';
import { someTaskRequest } from '../support/task-request.ts';

let open: TestApi;
let keyed: TestApi;
beforeAll(async () => {
  open = await startApi();
  keyed = await startApi({
    apiKeys: [
      { name: 'ann', key: 'key-of-ann' },
      { name: 'bob', key: 'key-of-bob' },
    ],
  });
});
afterAll(() => Promise.all([open.stop(), keyed.stop()]));

const bearer = (key: string): Record<string, string> => ({ Authorization: `Bearer ${key}` });
const codeOf = async (response: Response): Promise<string> => {
  const { code, status } = problemSchema.parse(await response.json());
  expect(status).toBe(response.status);
  return `${status} ${code}`;
};

test('what is not there, or not possible, is a problem too', async () => {
  expect(await codeOf(await open.fetch('/api/nothing'))).toBe('404 not_found');
  expect(await codeOf(await open.fetch('/missing.js'))).toBe('404 not_found');
  const wrong = await open.fetch('/api/tasks', { method: 'PATCH' });
  expect([wrong.headers.get('allow'), await codeOf(wrong)]).toEqual(['POST, GET, HEAD', '405 method_not_allowed']);
  expect(await codeOf(await open.fetch('/api/tasks/%E0%A4%A'))).toBe('400 malformed_request');
  const json = { 'Content-Type': 'application/json' };
  const signIn = (body: string, headers: Record<string, string>) =>
    open.fetch('/api/session', { method: 'POST', body, headers });
  expect(await codeOf(await signIn('{"key":', json))).toBe('400 malformed_json');
  expect(await codeOf(await signIn('{"name":1}', json))).toBe('422 invalid_body');
  expect(await codeOf(await signIn('key=x', { 'Content-Type': 'text/plain' }))).toBe('415 unsupported_media_type');
  expect(await codeOf(await signIn(`{"key":"${'x'.repeat(9_000_000)}"}`, json))).toBe('413 body_too_large');
});

test('what is no HTTP is refused in the same form', async () => {
  const socket = connect(open.server.port, '127.0.0.1');
  socket.write('NONSENSE\r\n\r\n');
  const answer = await text(socket);
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(problemSchema.parse(JSON.parse(answer.split('\r\n\r\n')[1] ?? ''))).toMatchObject({
    code: 'malformed_request',
  });
});

test('with API keys nobody sees or touches what belongs to another', async () => {
  const { id } = z
    .object({ id: z.string() })
    .parse(await (await keyed.send(onePagePdf(), {}, bearer('key-of-ann'))).json());
  expect((await keyed.store.get(id))?.request.owner).toBe('ann');
  const operations: [string, string][] = [
    ['GET', ''],
    ['DELETE', ''],
    ['POST', '/cancel'],
    ['POST', '/retry'],
    ['GET', '/events'],
    ['GET', '/script'],
    ['POST', '/script/approve'],
    ['GET', '/outputs/video.mp4'],
    ['GET', '/slides/1.png'],
  ];
  for (const [method, rest] of operations) {
    const ask = (headers: Record<string, string>) => keyed.fetch(`/api/tasks/${id}${rest}`, { method, headers });
    expect(await codeOf(await ask(bearer('key-of-bob')))).toBe('404 task_not_found');
    expect(await codeOf(await ask({}))).toBe('401 unauthorized');
    expect(await codeOf(await ask(bearer('key-of-eve')))).toBe('401 wrong_key');
  }
  expect(await (await keyed.fetch('/api/tasks', { headers: bearer('key-of-bob') })).json()).toEqual({ tasks: [] });
  expect((await keyed.fetch(`/api/tasks/${id}`, { headers: bearer('key-of-ann') })).status).toBe(200);
});

test('the web page gets a cookie for a key, and the cookie holds no key', async () => {
  const session = (init: RequestInit = {}) => keyed.fetch('/api/session', init);
  expect(await (await session()).json()).toEqual({ keyNeeded: true });
  const signIn = (key: string) =>
    session({ method: 'POST', body: JSON.stringify({ key }), headers: { 'Content-Type': 'application/json' } });
  expect(await codeOf(await signIn('guess'))).toBe('401 wrong_key');
  const signedIn = await signIn('key-of-bob');
  const cookie = signedIn.headers.get('set-cookie') ?? '';
  expect(cookie).toMatch(/HttpOnly; SameSite=Strict/);
  expect(cookie).not.toMatch('key-of-bob');
  const [Cookie = ''] = cookie.split(';');
  expect(await (await session({ headers: { Cookie } })).json()).toEqual({
    keyNeeded: true,
    owner: 'bob',
    scopes: ['read', 'make'],
  });
  expect(await codeOf(await keyed.fetch('/api/tasks', { headers: { Cookie: Cookie.replace('bob', 'ann') } }))).toBe(
    '401 unauthorized',
  );
  expect(
    await codeOf(await keyed.fetch('/api/tasks', { headers: { Cookie: Cookie.replace(/~\d+~/, '~9999999999999~') } })),
  ).toBe('401 unauthorized');
  expect((await session({ method: 'DELETE', headers: { Cookie } })).headers.get('set-cookie')).toMatch(/Max-Age=0/);
});

test('other web sites cannot act through a browser, nor reach a server without keys under a name of their own', async () => {
  const { id } = someTaskRequest();
  const cancel = (headers: Record<string, string>) =>
    open.fetch(`/api/tasks/${id}/cancel`, { method: 'POST', headers });
  expect(await codeOf(await cancel({ 'Sec-Fetch-Site': 'cross-site' }))).toBe('403 cross_site');
  expect(await codeOf(await cancel({ 'Sec-Fetch-Site': 'same-origin' }))).toBe('404 task_not_found');
  expect(await codeOf(await cancel({ Origin: 'http://evil.test' }))).toBe('403 cross_site');
  const socket = connect(open.server.port, '127.0.0.1');
  socket.write('GET /api/tasks HTTP/1.1\r\nHost: evil.test\r\nConnection: close\r\n\r\n');
  expect(await text(socket)).toMatch('wrong_host');
});

test('pages run and show nothing that is not ours', async () => {
  const { headers } = await open.fetch('/api/docs');
  expect(headers.get('content-security-policy')).toMatch(/^default-src 'self'/);
  expect(headers.get('access-control-allow-origin')).toBeNull();
  expect(headers.get('x-powered-by')).toBeNull();
});

test('the process says whether it lives and which of its parts it can use', async () => {
  const broken = await startApi({ engine: {} });
  expect(await (await broken.fetch('/healthz')).json()).toEqual({ status: 'ok' });
  expect(await (await broken.fetch('/readyz')).json()).toEqual({
    ready: true,
    checks: { redis: 'ok', temporal: 'ok' },
  });
  expect(await (await broken.fetch('/metrics')).text()).toMatch('slidespeaker_http_request_seconds');
  await broken.stop();
});

test('OpenAPI describes every operation, and refers to nothing that is not there', async () => {
  const documentSchema = z.object({
    paths: z.record(z.string(), z.record(z.string(), z.object({ operationId: z.string() }))),
    components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
  });
  const json = await (await open.fetch('/api/openapi.json')).text();
  const { paths, components } = documentSchema.parse(JSON.parse(json));
  const operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  );
  expect(operations).toEqual(
    expect.arrayContaining([
      'post /api/tasks',
      'get /api/tasks',
      'get /api/tasks/{id}',
      'put /api/tasks/{id}/script',
      'get /api/tasks/{id}/slides/{number}.png',
    ]),
  );
  for (const [, name = ''] of json.matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g))
    expect(components.schemas).toHaveProperty(name);
  expect(json).not.toMatch(/"\$ref":"(?!#\/components\/schemas\/\w+")/);
});

test('without a built web page the address says how to build it; the documents are served from here', async () => {
  const page = await open.fetch('/tasks/some', { headers: { Accept: 'text/html' } });
  expect([page.status, await page.text()]).toEqual([503, expect.stringMatching('npm run build')]);
  expect((await open.fetch('/api/docs/swagger-ui-bundle.js')).headers.get('content-type')).toMatch('javascript');
  expect(await (await open.fetch('/api/problems')).text()).toMatch('id="upload_too_large"');
});
