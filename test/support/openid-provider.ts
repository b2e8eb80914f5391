/** A real OpenID provider on this machine, and somebody who signs in there with a browser's cookies. */

import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { Provider, type ClientMetadata } from 'oidc-provider';
import { freePort } from '../../cli/environment.ts';

export interface TestOpenIdProvider {
  issuer: string;
  /** Signs in as `login` at an address of the provider; answers with the address that the browser is sent back to. */
  signIn(authorizationUrl: string, login: string): Promise<string>;
  /** The page that the provider shows at one of its addresses. */
  page(url: string): Promise<string>;
  stop(): Promise<void>;
}

/** @param emails by login. Consent is given by itself: the provider and we belong to one house. */
export async function startOpenIdProvider(
  client: ClientMetadata,
  emails: Readonly<Record<string, string>>,
): Promise<TestOpenIdProvider> {
  const port = await freePort();
  const issuer = `http://127.0.0.1:${port}`;
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const provider = new Provider(issuer, {
    clients: [client],
    jwks: { keys: [{ ...privateKey.export({ format: 'jwk' }), kty: 'RSA', use: 'sig', alg: 'RS256', kid: 'test' }] },
    cookies: { keys: ['a key of the test'] },
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    pkce: { required: () => true },
    findAccount: (_context, login) => ({
      accountId: login,
      claims: () => ({ sub: login, email: emails[login], email_verified: true, name: `${login} at home` }),
    }),
    loadExistingGrant: async ({ oidc }) => {
      const { provider: own, client: asking, session } = oidc;
      if (!asking || session?.accountId === undefined) return undefined;
      const grant = new own.Grant({ clientId: asking.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid email profile');
      await grant.save();
      return grant;
    },
  });
  const server = createServer((req, res) => void provider.callback()(req, res)).listen(port, '127.0.0.1');
  await once(server, 'listening');
  return {
    issuer,
    page: async (url) => (await fetch(url)).text(),
    signIn: (url, login) => signInAt(issuer, url, login),
    stop: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

async function signInAt(issuer: string, url: string, login: string): Promise<string> {
  const cookies = new Map<string, string>();
  const visit = async (address: string, form?: Record<string, string>): Promise<string> => {
    const response = await fetch(address, {
      redirect: 'manual',
      headers: { Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form && { method: 'POST', body: new URLSearchParams(form) }),
    });
    for (const line of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      cookies.set(name, value);
    }
    const to = response.headers.get('location');
    if (to === null) throw new Error(`${address} sent nobody on: ${response.status} ${await response.text()}`);
    return new URL(to, issuer).href;
  };
  const form = await visit(url);
  let at = await visit(form, { prompt: 'login', login, password: 'any' });
  while (at.startsWith(issuer)) at = await visit(at);
  return at;
}
