import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { accessibilityProblems, openBrowser, screenshot } from '../support/browser.ts';
import { eventually } from '../support/redis.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

const TOUR = fileURLToPath(new URL('../../docs/samples/tour.pptx', import.meta.url));
let system: TestSystem;
let browser: Browser;
let id: string;
beforeAll(async () => {
  [system, browser] = await Promise.all([startTestSystem(), openBrowser()]);
  ({ id } = await system.submit(TOUR, { review: true, output: { resolution: '720p' } }));
  await eventually(async () => (await system.get(id)).status === 'awaiting_review', 60_000);
}, 240_000);
afterAll(async () => {
  await browser.close();
  await system.stop();
});

async function tab(): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${system.url}/tasks/${id}`);
  await page.getByRole('heading', { name: 'Read the script, then approve it' }).waitFor();
  return page;
}
const words = (page: Page, slide: number) =>
  page.getByRole('textbox', { name: `What is said on slide ${slide}`, exact: true });
const saved = (page: Page) => page.getByText('All changes are saved.').waitFor();

test('what is written saves itself, a pause is put in by a click, and a mistake is named where it stands', async () => {
  const page = await tab();
  await words(page, 1).fill('Welcome, everybody.');
  await saved(page);
  const tools = page.getByRole('group', { name: 'Put into the words of slide 1', exact: true });
  await tools.getByRole('button', { name: 'Pause' }).click();
  expect(await words(page, 1).inputValue()).toContain('[pause 1s]');
  await words(page, 3).fill('Now [pause forever] we wait.');
  await page.getByText(/Line 1, character 5: a pause lasts/).waitFor();
  await words(page, 3).fill('Now [pause 2s] we wait.');
  await saved(page);
  expect(await accessibilityProblems(page)).toEqual([]);
  await screenshot(page, 'review');
  await page.reload();
  await page.getByRole('heading', { name: 'Read the script, then approve it' }).waitFor();
  expect(await words(page, 3).inputValue()).toBe('Now [pause 2s] we wait.');
  await page.context().close();
}, 120_000);

test('two people write: other slides merge by themselves, the same slide is decided by the person, and nothing is lost', async () => {
  const [ada, bob] = [await tab(), await tab()];
  await words(ada, 4).fill('Ada wrote this.');
  await saved(ada);
  await words(bob, 5).fill('Bob wrote that.');
  await saved(bob);
  await words(ada, 5).fill('Ada wrote that, too.');
  await ada.getByText('Somebody else changed the same words').waitFor();
  await ada.getByText('Bob wrote that.', { exact: true }).waitFor();
  expect(await words(ada, 5).inputValue()).toBe('Ada wrote that, too.');
  await screenshot(ada, 'review-conflict');
  expect(await accessibilityProblems(ada)).toEqual([]);
  await ada.getByRole('button', { name: /^Keep mine/ }).click();
  await saved(ada);
  await bob.reload();
  await bob.getByRole('heading', { name: 'Read the script, then approve it' }).waitFor();
  expect([await words(bob, 4).inputValue(), await words(bob, 5).inputValue()]).toEqual([
    'Ada wrote this.',
    'Ada wrote that, too.',
  ]);
  await bob.getByRole('button', { name: 'Approve and go on' }).click();
  await bob.getByRole('link', { name: 'Download the video' }).waitFor({ timeout: 120_000 });
  const script = await system.output(await system.get(id), 'script.md');
  expect(script.toString()).toContain('Ada wrote that, too.');
}, 240_000);
