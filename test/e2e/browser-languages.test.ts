/** The page in the browser's own language: read from right to left in Arabic, with room for long words in German. */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { ar } from '../../web/src/copy/ar.ts';
import { de } from '../../web/src/copy/de.ts';
import { es } from '../../web/src/copy/es.ts';
import { ja } from '../../web/src/copy/ja.ts';
import { accessibilityProblems, openBrowser, screenshot } from '../support/browser.ts';
import { deckOf } from '../support/deck-files.ts';
import { eventually } from '../support/redis.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;
let browser: Browser;
let reviewed: string;
let finished: string;
beforeAll(async () => {
  [system, browser] = await Promise.all([startTestSystem(), openBrowser()]);
  const deck = await deckOf({ Photosynthesis: 'Plants turn light into sugar.', Chlorophyll: '' });
  const output = { resolution: '720p' } as const;
  reviewed = (await system.submit(deck, { review: true, output })).id;
  finished = (await system.submit(deck, { output })).id;
  await eventually(async () => (await system.get(reviewed)).status === 'awaiting_review', 120_000);
  expect((await system.end(finished)).status).toBe('completed');
}, 300_000);
afterAll(async () => {
  await browser.close();
  await system.stop();
});

const PHONE = { width: 390, height: 844 };

async function open(locale: string, colorScheme: 'light' | 'dark', path = '/'): Promise<Page> {
  const context = await browser.newContext({ viewport: PHONE, locale, colorScheme });
  const page = await context.newPage();
  await page.goto(system.url + path);
  return page;
}

async function looksRight(page: Page, name: string): Promise<void> {
  await page.waitForLoadState('networkidle');
  await screenshot(page, name);
  expect([name, await accessibilityProblems(page)]).toEqual([name, []]);
  expect([name, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([name, PHONE.width]);
}

test.each([
  ['ar-EG', 'light', ar, 'rtl'],
  ['de-AT', 'dark', de, 'ltr'],
] as const)(
  'every page is in the language of the browser, accessible, and fits a phone: %s',
  async (locale, scheme, words, direction) => {
    const tag = locale.slice(0, 2);
    const page = await open(locale, scheme);
    await page.getByText(words.home.headline).waitFor();
    expect(await page.locator('html').getAttribute('lang')).toBe(tag);
    expect(await page.locator('html').getAttribute('dir')).toBe(direction);
    await page.getByRole('link', { name: 'small' }).first().waitFor();
    await looksRight(page, `language-${tag}-home`);
    await page.goto(`${system.url}/tasks/${reviewed}`);
    await page.getByRole('textbox', { name: words.script.textFor(1) }).waitFor();
    await looksRight(page, `language-${tag}-review`);
    await page.goto(`${system.url}/tasks/${finished}`);
    await page.getByRole('link', { name: words.downloads.video, exact: true }).waitFor();
    await page.getByText(words.problems['slides_held'] ?? '').waitFor();
    await looksRight(page, `language-${tag}-finished`);
    await page.goto(system.url);
    await page.getByRole('link', { name: words.header.settings }).click();
    await page.getByRole('heading', { name: words.settings.lexicon }).waitFor();
    await looksRight(page, `language-${tag}-settings`);
    await page.context().close();
  },
  120_000,
);

test('another language is chosen in the settings, and stays', async () => {
  const page = await open('ja-JP', 'light', '/settings');
  await page.getByRole('combobox', { name: ja.settings.language }).selectOption('Español');
  await page.getByRole('heading', { name: es.settings.title }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: es.settings.title }).waitFor();
  expect(await page.locator('html').getAttribute('lang')).toBe('es');
  await page.context().close();
}, 60_000);
