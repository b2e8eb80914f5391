/** Signing in and out at an OpenID provider, as a browser follows it: wherever it is sent, it ends at our own pages. */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { z } from 'zod';
import { BUILT_STUDIO, startApi, type TestApi } from '../support/api.ts';
import { openBrowser } from '../support/browser.ts';
import { startOpenIdProvider, type TestOpenIdProvider } from '../support/openid-provider.ts';

const HOME = 'http://slides.test';
const client = { client_id: 'slidespeaker', client_secret: 'a-secret-of-the-test' };
let provider: TestOpenIdProvider;
let api: TestApi;
let browser: Browser;

beforeAll(async () => {
  const back = { redirect_uris: [`${HOME}/api/session/oidc/callback`], post_logout_redirect_uris: [`${HOME}/`] };
  provider = await startOpenIdProvider({ ...client, ...back }, { ann: 'ann@school.test' });
  const oidc = { issuer: provider.issuer, clientId: client.client_id, clientSecret: client.client_secret };
  const more = { scopes: 'openid email profile', ownerClaim: 'sub', emailDomains: [], name: 'the school' };
  api = await startApi({
    apiKeys: [{ name: 'keeper', key: 'key-of-the-keeper' }],
    publicUrl: HOME,
    webDir: BUILT_STUDIO,
    oidc: { ...oidc, ...more },
  });
  browser = await openBrowser({ 'slides.test': new URL(api.url).host });
});
afterAll(async () => {
  await browser.close();
  await api.stop();
  await provider.stop();
});

const sessionOf = async (page: Page): Promise<{ owner?: string | undefined; signOutAt?: string | undefined }> =>
  z
    .object({ owner: z.string().optional(), signOutAt: z.string().optional() })
    .parse(await page.evaluate(`fetch('/api/session').then((answer) => answer.json())`));

async function signIn(page: Page, to: string): Promise<void> {
  await page.goto(`${HOME}/api/session/oidc?to=${encodeURIComponent(to)}`);
  expect(new URL(page.url()).origin).toBe(provider.issuer);
  await page.fill('[name=login]', 'ann');
  await page.fill('[name=password]', 'any');
  await Promise.all([page.waitForURL(`${HOME}/**`), page.click('[type=submit]')]);
}

test('who signs in comes back here, whatever address was to be come back to', async () => {
  for (const to of ['/tasks/some', 'https://evil.test/', '//evil.test', '/\\evil.test', 'javascript:alert(1)']) {
    const page = await (await browser.newContext()).newPage();
    await signIn(page, to);
    expect(new URL(page.url()).origin).toBe(HOME);
    expect(await sessionOf(page)).toMatchObject({ owner: 'ann@127.0.0.1' });
    await page.context().close();
  }
}, 120_000);

test('who signs out here and there is brought back here, and to no other place that a link names', async () => {
  const page = await (await browser.newContext()).newPage();
  await signIn(page, '/');
  const { signOutAt = '' } = await sessionOf(page);
  await page.evaluate(`fetch('/api/session', { method: 'DELETE' })`);
  expect((await sessionOf(page)).owner).toBeUndefined();
  for (const name of ['post_logout_redirect_uri', 'to', 'redirect_uri', 'returnTo']) {
    const answer = await page.goto(`${HOME}${signOutAt}?${name}=${encodeURIComponent('https://evil.test/')}`);
    expect([name, answer?.status(), page.url().startsWith(HOME)]).toEqual([name, 422, true]);
  }
  await page.goto(`${HOME}${signOutAt}`);
  expect(new URL(page.url()).origin).toBe(provider.issuer);
  await Promise.all([page.waitForURL(`${HOME}/**`), page.click('button[name=logout]')]);
  expect(page.url()).toBe(`${HOME}/`);
  // The provider has forgotten, too: it asks again who is there.
  await page.goto(`${HOME}/api/session/oidc`);
  expect(await page.locator('[name=login]').count()).toBe(1);
}, 120_000);

test('on a phone, the head of the page has room for who is signed in to sign out', async () => {
  const page = await browser.newPage({ viewport: { width: 390, height: 844 } });
  await signIn(page, '/');
  await page.getByRole('button', { name: 'Sign out' }).waitFor();
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(390);
  await page.close();
}, 60_000);
