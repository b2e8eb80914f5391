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

async function open(path: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 }, ...options });
  await page.goto(system.url + path);
  return page;
}

test('a deck is picked, sent, watched and played, with chapters and subtitles', async () => {
  const page = await open('/');
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a file' }).click();
  await (await chooser).setFiles(TOUR);
  const make = page.getByRole('button', { name: 'Make the video' });
  await make.waitFor();
  await screenshot(page, 'new-video');
  await make.click();

  await page.getByRole('heading', { name: 'tour' }).waitFor();
  // Pictures of slides are decorative, their titles stand beside them; so they are found by what they show.
  await page.locator('img[src*="/slides/"]').first().waitFor({ timeout: 60_000 });
  await screenshot(page, 'progress');
  await page.getByRole('link', { name: 'Download the video' }).waitFor({ timeout: 180_000 });

  const played = await page
    .locator('video')
    .evaluate(async (video: { muted: boolean; currentTime: number; play(): Promise<void> }) => {
      video.muted = true;
      await video.play();
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      return video.currentTime;
    });
  expect(played).toBeGreaterThan(0.5);
  const chapters = page.getByRole('tabpanel').getByRole('button');
  expect(await chapters.count()).toBe(10);
  await chapters.nth(5).click();
  expect(await page.locator('video').evaluate((video: { currentTime: number }) => video.currentTime)).toBeGreaterThan(
    20,
  );
  await page.getByRole('tab', { name: 'Transcript' }).click();
  await screenshot(page, 'finished');
  expect(problems).toEqual([]);
}, 300_000);

test.each(LOOKS)(
  'every page is accessible and fits: %s',
  async (name, options) => {
    const list = await open('/', options);
    await list.getByRole('link', { name: /tour/ }).first().waitFor();
    const id = await list.evaluate(`fetch('/api/tasks').then((r) => r.json()).then((page) => page.tasks[0].id)`);
    for (const [label, path] of [
      ['home', '/'],
      ['task', `/tasks/${String(id)}`],
    ] as const) {
      const page = await open(path, options);
      await page.waitForLoadState('networkidle');
      await screenshot(page, `${label}-${name.replace(', ', '-')}`);
      expect(await accessibilityProblems(page)).toEqual([]);
      expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
      await page.close();
    }
    await list.close();
  },
  120_000,
);

test('while the connection is lost the page says so, and no longer when it is back', async () => {
  const page = await open('/');
  const lost = page.getByText('The connection was lost.');
  await page.getByRole('heading', { name: 'Your videos' }).waitFor();
  expect(await lost.count()).toBe(0);
  await page.context().setOffline(true);
  await lost.waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await screenshot(page, 'connection-lost');
  await page.context().setOffline(false);
  await lost.waitFor({ state: 'detached' });
  await page.close();
}, 60_000);

test('a file that is no deck is refused in words that say what to do', async () => {
  const page = await open('/');
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: 'Choose a file' }).click();
  await (
    await chooser
  ).setFiles({ name: 'broken.pptx', mimeType: 'application/zip', buffer: Buffer.from('not a deck') });
  await page.getByText('The deck was not taken').waitFor();
  expect(await page.getByRole('button', { name: 'Make the video' }).isDisabled()).toBe(true);
  expect(await accessibilityProblems(page)).toEqual([]);
  await screenshot(page, 'refused');
}, 60_000);
