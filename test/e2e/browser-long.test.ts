/** A deck of 200 slides in the studio: what is not seen is not drawn, and what is drawn stays where it is. */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { fillLibrary, type Library } from '../load/studio-tasks.ts';
import { BUILT_STUDIO, startApi, type TestApi } from '../support/api.ts';
import { openBrowser, screenshot } from '../support/browser.ts';

const SLIDES = 200;
let api: TestApi;
let browser: Browser;
let library: Library;
beforeAll(async () => {
  api = await startApi({ webDir: BUILT_STUDIO });
  [browser, library] = await Promise.all([openBrowser(), fillLibrary(api, { tasks: 4, slides: SLIDES })]);
}, 240_000);
afterAll(async () => {
  await browser.close();
  await api.stop();
});

/** Every height that the list beside the player has while forty pictures are drawn, and the most rows that it has. */
const watchList = (page: Page): Promise<unknown> =>
  page.evaluate(`new Promise((done) => {
    const heights = new Set();
    let rows = 0;
    let left = 40;
    const look = () => {
      const list = document.querySelector('[role=tabpanel] ol');
      heights.add(list.parentElement.clientHeight);
      rows = Math.max(rows, list.children.length);
      if (left-- > 0) requestAnimationFrame(look); else done({ heights: heights.size, fewRows: rows < 60 });
    };
    look();
  })`);

test.each(['Chapters', 'Transcript'])(
  'the %s of a long video stand still beside it, and are read to their end',
  async (tab) => {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(`${api.url}/tasks/${library.finished}`);
    await page.getByRole('tab', { name: tab }).click();
    const panel = page.getByRole('tabpanel', { name: tab });
    await panel.getByRole('listitem').first().waitFor();
    expect(await watchList(page)).toEqual({ heights: 1, fewRows: true });
    await panel.hover();
    const last = panel.locator(`li[aria-posinset="${SLIDES}"]`);
    while (!(await last.isVisible())) {
      await page.mouse.wheel(0, 4_000);
      await page.waitForTimeout(50);
    }
    expect(await watchList(page)).toEqual({ heights: 1, fewRows: true });
    await screenshot(page, `long-${tab.toLowerCase()}`);
    await page.close();
  },
  120_000,
);
