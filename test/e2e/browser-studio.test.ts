/** Around a video: words that are spoken in another way, decks looked into, priced and heard, slides under review rewritten, finished ones watched. */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { startStandIn, type StandIn } from '../stand-in/stand-in.ts';
import { accessibilityProblems, LOOKS, openBrowser, screenshot } from '../support/browser.ts';
import { deckOf } from '../support/deck-files.ts';
import { eventually } from '../support/redis.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

const TOUR = fileURLToPath(new URL('../../docs/samples/tour.pptx', import.meta.url));
let standIn: StandIn;
let system: TestSystem;
let browser: Browser;
beforeAll(async () => {
  standIn = await startStandIn({ audio: 'tone' });
  [system, browser] = await Promise.all([startTestSystem(standIn.env), openBrowser()]);
}, 180_000);
afterAll(async () => {
  await browser.close();
  await system.stop();
  await standIn.close();
});

async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  const page = await context.newPage();
  await page.goto(system.url + path);
  return page;
}
async function pick(page: Page, ...files: string[]): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: /^(Choose a file|Add decks)$/ }).click();
  await (await chooser).setFiles(files);
}
const price = (page: Page) => page.getByRole('status', { name: 'What it costs' });
const spent = () => Object.values(standIn.counters()).reduce((sum, { billedCalls }) => sum + billedCalls, 0);

test('a deck shows what is in it at once, and its price follows what is chosen', async () => {
  const page = await open('/');
  await pick(page, TOUR);
  await page.getByText('11 slides', { exact: true }).click({ timeout: 60_000 });
  await page.getByRole('list', { name: 'What is in the deck' }).getByText('1', { exact: true }).waitFor();
  await price(page).getByText('Free', { exact: true }).waitFor({ timeout: 60_000 });
  await page.getByText('More choices').click();
  await page.getByText('Written by AI', { exact: true }).click();
  await price(page)
    .getByText(/^about \$[\d.]+, at most \$[\d.]+$/)
    .waitFor({ timeout: 60_000 });
  await price(page)
    .getByText(/^Writing: about/)
    .waitFor();
  await screenshot(page, 'studio-estimate');
  expect(spent()).toBe(0);

  await page.getByRole('combobox', { name: 'Voice' }).click();
  await page
    .getByRole('option', { name: /^English \(America\)/ })
    .first()
    .click();
  await page.getByRole('button', { name: /^Listen ?, English/ }).click();
  await page.getByRole('button', { name: /^Stop ?, English/ }).waitFor({ timeout: 60_000 });
  await page.context().close();
}, 240_000);

/** How many slides' pictures of decks are painted and seen on the page. */
const seen = (page: Page): Promise<number> =>
  page
    .locator('img[src^="/api/decks/"]')
    .evaluateAll((pictures: { naturalWidth: number }[]) => pictures.filter((one) => one.naturalWidth === 480).length);

test('the slides are seen before there is a video, which is then made of the same PDF', async () => {
  const page = await open('/');
  await pick(page, await deckOf({ Lighthouses: 'They show the way.', Buoys: 'They float.' }));
  await page.getByText('2 slides', { exact: true }).waitFor({ timeout: 60_000 });
  await eventually(async () => (await seen(page)) === 2, 60_000);
  const pdfs = await system.files('content/pdf/');
  expect(pdfs.size).toBeGreaterThan(0);
  await page.getByText('2 slides', { exact: true }).click();
  await page.getByRole('list', { name: 'What is in the deck' }).getByText('Buoys').waitFor();
  await eventually(async () => (await seen(page)) === 4, 60_000);
  await screenshot(page, 'studio-deck-pictures');
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByText('720p', { exact: true }).click();
  await page.getByRole('button', { name: 'Make the video' }).click();
  await page.getByRole('link', { name: 'Download the video' }).waitFor({ timeout: 180_000 });
  expect(await system.files('content/pdf/')).toEqual(pdfs);
  await page.context().close();
}, 300_000);

test('a slide under review is heard and written anew as wished, and each finished one is watched before the video is', async () => {
  const { id } = await system.submit(TOUR, { review: true, output: { resolution: '720p' } });
  await eventually(async () => (await system.get(id)).status === 'awaiting_review', 60_000);
  const page = await open(`/tasks/${id}`);
  await page.getByRole('button', { name: /^Hear it ?, Slide 2$/ }).click();
  await page.getByRole('button', { name: /^Stop ?, Slide 2$/ }).waitFor({ timeout: 60_000 });
  expect((await system.get(id)).slides[1]).not.toMatchObject({ stage: 'spoken' });

  const words = page.getByRole('textbox', { name: 'What is said on slide 2', exact: true });
  const before = await words.inputValue();
  await page.getByRole('button', { name: /^Write it anew ?, Slide 2$/ }).click();
  await page.getByLabel('What should be different on slide 2?').fill('Shorter, please');
  await screenshot(page, 'studio-review');
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Rewrite', exact: true }).click();
  await eventually(async () => (await words.inputValue()) !== before, 60_000);

  await page.getByRole('button', { name: 'Approve and go on' }).click();
  await page
    .getByRole('button', { name: /^Watch slide \d+$/ })
    .first()
    .click({ timeout: 120_000 });
  const video = page.getByRole('dialog').locator('video');
  await eventually(
    () =>
      video.evaluate((clip: { duration: number; videoWidth: number }) => clip.duration > 0.5 && clip.videoWidth > 0),
    30_000,
  );
  expect(await accessibilityProblems(page)).toEqual([]);
  await screenshot(page, 'studio-watch');
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('link', { name: 'Download the video' }).waitFor({ timeout: 180_000 });
  await page.context().close();
}, 300_000);

test.each(LOOKS)(
  'several decks are accessible and fit: %s',
  async (name, options) => {
    const page = await open('/', options);
    await pick(page, TOUR, await deckOf({ Harbours: 'Ships wait for the tide.', Storms: '' }));
    const decks = page.getByRole('list', { name: 'Your 2 decks' }); // other videos below have as many slides
    await decks.getByText('11 slides', { exact: true }).waitFor({ timeout: 60_000 });
    await decks.getByText('2 slides', { exact: true }).click({ timeout: 60_000 });
    await price(page).getByText('Free', { exact: true }).waitFor({ timeout: 60_000 });
    await page.getByText('More choices').click();
    await page.getByRole('radio', { name: 'Nobody' }).waitFor({ state: 'attached' });
    await screenshot(page, `studio-decks-${name.replace(', ', '-')}`);
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    await page.context().close();
  },
  120_000,
);

test('several decks become a video each, with the same choices', async () => {
  const page = await open('/');
  const [one, two] = [await deckOf({ Harbours: 'Ships wait.' }), await deckOf({ Storms: 'Storms come.' })];
  await pick(page, one);
  await pick(page, two);
  await page.getByText('720p', { exact: true }).click();
  await page.getByRole('button', { name: 'Make 2 videos' }).click();
  await page.getByText('2 videos are being made.').waitFor({ timeout: 60_000 });
  const tasks: unknown = await page.evaluate(
    `fetch('/api/tasks?limit=2').then((r) => r.json()).then(({ tasks }) => tasks.map(({ options }) => options))`,
  );
  expect(tasks).toEqual([{ output: { resolution: '720p' } }, { output: { resolution: '720p' } }]);
  await page.context().close();
}, 120_000);

test('a word that is spoken in another way is kept, and there is nothing to save before and after', async () => {
  const page = await open('/');
  await page.getByRole('link', { name: 'Settings' }).click();
  const save = page.getByRole('button', { name: 'Save the words' });
  expect(await save.isDisabled()).toBe(true);
  await page.getByRole('button', { name: 'Add a word' }).click();
  await page.getByLabel('Written, row 1').fill('SQL');
  await page.getByLabel('Spoken, row 1').fill('sequel');
  await save.click();
  await page.getByText('The words are saved.').waitFor();
  expect(await save.isDisabled()).toBe(true);
  await page.reload();
  expect(await page.getByLabel('Spoken, row 1').inputValue()).toBe('sequel');
  await page.getByRole('button', { name: 'Remove SQL' }).click();
  await save.click();
  await page.getByText('No word is spoken in another way yet.').waitFor();
  await page.context().close();
}, 60_000);
