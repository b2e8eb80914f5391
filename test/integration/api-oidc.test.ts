import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { problemSchema } from '../../api/schemas/problem.ts';
import { sessionSchema } from '../../api/schemas/session.ts';
import { onePagePdf, startApi, type TestApi } from '../support/api.ts';
import { startOpenIdProvider, type TestOpenIdProvider } from '../support/openid-provider.ts';
import { freePort } from '../../cli/environment.ts';

const publicUrl = 'http://slides.test';
const client = { client_id: 'slidespeaker', client_secret: 'a-secret-of-the-test' };
const apiKeys = [{ name: 'ann', key: 'key-of-ann' }];

let provider: TestOpenIdProvider;
let api: TestApi;
const oidc = (issuer: string, emailDomains: string[] = ['school.test']) => ({
  issuer,
  clientId: client.client_id,
  clientSecret: client.client_secret,
  scopes: 'openid email profile',
  ownerClaim: 'sub',
  emailDomains,
  name: 'the school',
});
beforeAll(async () => {
  provider = await startOpenIdProvider(
    {
      ...client,
      redirect_uris: [`${publicUrl}/api/session/oidc/callback`],
      post_logout_redirect_uris: [`${publicUrl}/`],
    },
    { ann: 'ann@school.test', bob: 'bob@school.test', eve: 'eve@elsewhere.test' },
  );
  api = await startApi({ apiKeys, publicUrl, oidc: oidc(provider.issuer) });
});
afterAll(async () => {
  await api.stop();
  await provider.stop();
});

const follow = (path: string, headers: Record<string, string> = {}): Promise<Response> =>
  api.fetch(path, { redirect: 'manual', headers });
const cookiesOf = (response: Response): Record<string, string> =>
  Object.fromEntries(
    response.headers.getSetCookie().map((line) => {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      return [name, value];
    }),
  );
const location = (response: Response): string => response.headers.get('location') ?? '';
const withoutHost = (url: string): string => url.replace(publicUrl, '');

/** Goes out to the provider: what the browser then remembers, and the way back. */
async function goOut(login: string, to = '/'): Promise<{ remembered: string; back: string }> {
  const begun = await follow(`/api/session/oidc?to=${encodeURIComponent(to)}`);
  const { 'slidespeaker-sign-in': remembered = '' } = cookiesOf(begun);
  return { remembered, back: withoutHost(await provider.signIn(location(begun), login)) };
}

const comeBack = (back: string, remembered: string): Promise<Response> =>
  follow(back, { Cookie: `slidespeaker-sign-in=${remembered}` });

async function signIn(login: string): Promise<{ Cookie: string }> {
  const { remembered, back } = await goOut(login);
  return { Cookie: `slidespeaker=${cookiesOf(await comeBack(back, remembered))['slidespeaker'] ?? ''}` };
}

test('whom the provider knows is signed in, comes back to the page, and owns tasks that nobody else sees', async () => {
  const session = async (headers = {}) =>
    sessionSchema.parse(await (await api.fetch('/api/session', { headers })).json());
  expect(await session()).toEqual({
    keyNeeded: true,
    signInWith: { name: 'the school', url: '/api/session/oidc' },
  });
  const { remembered, back } = await goOut('ann', '/tasks/some?x=1');
  const returned = await comeBack(back, remembered);
  expect([returned.status, location(returned)]).toEqual([302, '/tasks/some']);
  expect(returned.headers.getSetCookie().join()).toMatch(/slidespeaker=\S+; Path=\/; HttpOnly; SameSite=Strict/);
  const ann = { Cookie: `slidespeaker=${cookiesOf(returned)['slidespeaker'] ?? ''}` };
  expect(await session(ann)).toMatchObject({
    owner: 'ann@127.0.0.1',
    name: 'ann at home',
    scopes: ['read', 'make'],
  });

  const made = sentTo(await api.send(onePagePdf(), {}, ann));
  expect((await api.fetch(made, { headers: ann })).status).toBe(200);
  // Neither another person nor the owner of the key called ann.
  expect((await api.fetch(made, { headers: await signIn('bob') })).status).toBe(404);
  expect((await api.fetch(made, { headers: { Authorization: 'Bearer key-of-ann' } })).status).toBe(404);
});

const sentTo = (response: Response): string => {
  expect(response.status).toBe(201);
  return withoutHost(location(response));
};

test('a way back that this browser did not begin, or that was changed or used, signs nobody in', async () => {
  const { remembered, back } = await goOut('ann');
  const another = await goOut('bob');
  const refused = async (path: string, cookie: string): Promise<void> => {
    const answer = await comeBack(path, cookie);
    expect([answer.status, location(answer), cookiesOf(answer)]).toEqual([
      302,
      '/?signIn=failed',
      { 'slidespeaker-sign-in': '' },
    ]);
  };
  await refused(back, '');
  await refused(back, 'mad');
  await refused(back, another.remembered);
  await refused('/api/session/oidc/callback?error=access_denied', remembered);
  const changed = (field: string): string =>
    Buffer.from(
      Buffer.from(remembered, 'base64url')
        .toString()
        .replace(
          new RegExp(`("${field}":")(.)`),
          (_, before: string, first: string) => before + (first === 'a' ? 'b' : 'a'),
        ),
    ).toString('base64url');
  await refused(back, changed('nonce'));
  const again = await goOut('ann');
  expect(location(await comeBack(again.back, again.remembered))).toBe('/');
  await refused(again.back, again.remembered);
});

test('who has no address of a domain that is let in stays outside', async () => {
  const { remembered, back } = await goOut('eve');
  const answer = await comeBack(back, remembered);
  expect([location(answer), cookiesOf(answer)['slidespeaker']]).toEqual(['/?signIn=refused', undefined]);
});

test('who signs out here is shown the way to sign out at the provider, which sends them back; a key’s holder is not', async () => {
  const session = async (headers: Record<string, string>) =>
    sessionSchema.parse(await (await api.fetch('/api/session', { headers })).json());
  expect((await session({ Authorization: 'Bearer key-of-ann' })).signOutAt).toBeUndefined();
  const { signOutAt = '' } = await session(await signIn('ann'));
  const end = new URL(location(await follow(signOutAt)));
  expect(end.origin).toBe(provider.issuer);
  expect(Object.fromEntries(end.searchParams)).toEqual({
    client_id: client.client_id,
    post_logout_redirect_uri: `${publicUrl}/`,
  });
  // It refuses an address to come back to that it does not know.
  expect(await provider.page(end.href)).toContain('/session/end/confirm');
  expect(await provider.page(end.href.replace('slides.test', 'evil.test'))).toContain('not registered');
});

test('people are sent back to pages of ours only', async () => {
  for (const to of ['//evil.test/', 'https://evil.test', '/\\evil.test', '/.//evil.test', 'javascript:alert(1)']) {
    const { remembered, back } = await goOut('ann', to);
    expect(location(await comeBack(back, remembered))).toMatch(/^\/(evil\.test)?$/);
  }
});

test('a session that was changed is none, and no session is an operator', async () => {
  const { Cookie } = await signIn('ann');
  const ask = async (cookie: string) => {
    const answer = await api.fetch('/api/tasks', { headers: { Cookie: cookie } });
    return answer.ok ? 'ok' : problemSchema.parse(await answer.json()).code;
  };
  expect(await ask(Cookie)).toBe('ok');
  expect(await ask(Cookie.replace('ann%', 'bob%').replace('ann@', 'bob@'))).toBe('unauthorized');
  expect(await ask(Cookie.replace(/~\d+~/, '~9999999999999~'))).toBe('unauthorized');
  expect(await ask(Cookie.replace(/~[^~]*$/, '~'))).toBe('unauthorized');
  // Without the part of the person's name it would be a key's session.
  expect(await ask(Cookie.replace(/~[^~]*(~[^~]*)$/, '$1'))).toBe('unauthorized');
});

test('while the provider is away people read so, and keys go on', async () => {
  const alone = await startApi({ apiKeys, publicUrl, oidc: oidc(`http://127.0.0.1:${await freePort()}`) });
  try {
    const answer = await alone.fetch('/api/session/oidc', { redirect: 'manual' });
    expect(location(answer)).toBe('/?signIn=failed');
    expect(location(await alone.fetch('/api/session/oidc/end', { redirect: 'manual' }))).toBe('/');
    expect((await alone.fetch('/api/tasks', { headers: { Authorization: 'Bearer key-of-ann' } })).status).toBe(200);
  } finally {
    await alone.stop();
  }
});
