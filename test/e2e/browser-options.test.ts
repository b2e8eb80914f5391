import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { accessibilityProblems, LOOKS, openBrowser, screenshot } from '../support/browser.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

const TOUR = fileURLToPath(new URL('../../docs/samples/tour.pptx', import.meta.url));
let system: TestSystem;
let browser: Browser;
beforeAll(async () => {
  [system, browser] = await Promise.all([startTestSystem(), openBrowser()]);
}, 180_000);
afterAll(async () => {
  await browser.close();
  await system.stop();
});

/** The form for a deck, with everything that can be chosen in sight. */
async function form(options: BrowserContextOptions): Promise<Page> {
  const context = await browser.newContext(options);
  const page = await context.newPage();
  await page.goto(system.url);
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a file' }).click();
  await (await chooser).setFiles(TOUR);
  await page.getByText('More choices').click();
  await page.getByRole('radio', { name: 'Nobody' }).waitFor({ state: 'attached' });
  return page;
}

test.each(LOOKS)(
  'every choice is in sight, accessible and fits: %s',
  async (name, options) => {
    const page = await form(options);
    await page.waitForLoadState('networkidle');
    await screenshot(page, `options-${name.replace(', ', '-')}`);
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
    await page.getByText('Writing by AI needs an OpenAI key on this server.').waitFor();
    await page.context().close();
  },
  120_000,
);

test('a presenter, an upright picture and a podcast are chosen, and come with the video', async () => {
  const page = await form({ viewport: { width: 1440, height: 900 } });
  await page.getByText('720p', { exact: true }).click();
  await page.getByText('Upright 9:16').click();
  await page.getByRole('radio').locator('xpath=ancestor::label[contains(@class,"presenter")]').nth(1).click();
  await page.getByText('Beside the slide').waitFor();
  await page.getByLabel('Podcast', { exact: true }).selectOption('1');
  await page.getByRole('button', { name: 'Make the video' }).click();
  await page.getByRole('link', { name: 'Download the video' }).waitFor({ timeout: 240_000 });
  await screenshot(page, 'presenter-finished');
  const id = page.url().split('/').at(-1) ?? '';
  const task = await system.get(id);
  expect(task).toMatchObject({
    status: 'completed',
    options: {
      presenter: { provider: 'offline', layout: 'corner' },
      podcast: { speakers: 1 },
      output: { aspect: '9:16' },
    },
  });
  expect(task.outputs.map(({ name }) => name)).toEqual(expect.arrayContaining(['podcast.m4a', 'podcast.mp3']));
}, 300_000);
