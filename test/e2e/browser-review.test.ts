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

test('directives are offered while they are written: chosen by keyboard or mouse, with the voices there are', async () => {
  const page = await tab();
  const box = words(page, 2);
  await box.fill('Wait');
  await box.pressSequentially(' [');
  const list = page.getByRole('listbox', { name: 'What can stand in the brackets, slide 2', exact: true });
  await list.getByRole('option', { name: /^\[pause\]/, selected: true }).waitFor();
  expect(await list.getByRole('option').count()).toBe(6);
  await page.getByText('6 suggestions; arrow keys choose, Enter puts one in.').waitFor({ state: 'attached' });
  const activeOption = async () => page.locator(`[id="${(await box.getAttribute('aria-activedescendant')) ?? ''}"]`);
  expect(await (await activeOption()).innerText()).toMatch(/pause/);
  await page.keyboard.press('ArrowUp');
  expect(await (await activeOption()).innerText()).toMatch(/spell/);
  await screenshot(page, 'review-directives');
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.keyboard.type('p');
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  expect(await box.inputValue()).toBe('Wait [pause 1s]');
  expect(await list.count()).toBe(0);

  await page.keyboard.type(' [vo');
  await list.getByRole('option', { name: /^\[voice\]/ }).click();
  await page.keyboard.type('scot');
  await list.getByRole('option', { name: /Scotland/ }).click();
  await page.keyboard.type(' again.');
  expect(await box.inputValue()).toBe('Wait [pause 1s] [voice en-gb-scotland] again.');
  await page.keyboard.type(' [');
  await page.keyboard.press('Escape');
  expect(await list.count()).toBe(0);
  await page.keyboard.press('Backspace');
  await page.keyboard.type('[voice Hal] [puase 2s]');
  await page.getByText('There is no voice called “Hal” here.').waitFor();
  await page.getByText(/^Line 1, character \d+: there is no such directive/).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await box.fill('Wait.');
  await saved(page);
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

test.each(['en', 'ar'])(
  'what is offered stands below the words, on a small screen and on a large one: %s',
  async (locale) => {
    // In a finished video nothing is saved before its next version is made.
    for (const width of [390, 1440])
      for (const colorScheme of ['light', 'dark'] as const) {
        const context = await browser.newContext({ viewport: { width, height: 900 }, locale, colorScheme });
        const page = await context.newPage();
        await page.goto(`${system.url}/tasks/${id}#revise`);
        const third = page.getByRole('textbox').nth(2);
        await third.fill('[pause forever] [voice Hal] [');
        const [box, list] = [await third.boundingBox(), await page.getByRole('listbox').boundingBox()];
        if (!box || !list) throw new Error('nothing is offered');
        expect(list.y).toBeGreaterThanOrEqual(box.y + box.height);
        expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
        await page.screenshot({ path: `test/artifacts/words-offered-${locale}-${width}-${colorScheme}.png` });
        await context.close();
      }
  },
  120_000,
);
