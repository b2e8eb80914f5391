import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { accessibilityProblems, openBrowser, screenshot } from '../support/browser.ts';
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

test('the words of one slide are changed in a finished video, and the next version stands beside the first', async () => {
  const { id } = await system.end((await system.submit(TOUR, { output: { resolution: '720p' } })).id);
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await page.goto(`${system.url}/tasks/${id}`);
  await page.getByRole('button', { name: 'Change the words' }).click();
  const box = page.getByRole('textbox', { name: 'What is said on slide 3', exact: true });
  await box.fill('Kumquats are small, and sour.');
  await page.getByText('1 of 10 slides will be made anew.').waitFor();
  await screenshot(page, 'revise');
  expect(await accessibilityProblems(page)).toEqual([]);
  await page.getByRole('button', { name: 'Make version 2' }).click();
  await page.getByText('Version 2 (this one)').waitFor({ timeout: 120_000 });
  await page.getByRole('tab', { name: 'Transcript' }).click();
  await page.getByRole('button', { name: /Kumquats are small, and sour/ }).waitFor();
  await page.getByRole('link', { name: /Download version 1/ }).waitFor();
  await screenshot(page, 'revised');
  expect(await accessibilityProblems(page)).toEqual([]);
  await context.close();
}, 300_000);

test('one slide gets another voice and pace, another loses its presenter; it says first what is made anew', async () => {
  // At a pace of its own: the video above has left the same slides without a presenter, and nothing is made twice.
  const output = { resolution: '720p' as const, fps: 25 as const };
  const options = { output, presenter: { provider: 'offline' as const } };
  const { id } = await system.end((await system.submit(TOUR, options)).id, 240_000);
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  await page.goto(`${system.url}/tasks/${id}`);
  await page.getByRole('button', { name: 'Change the words' }).click();
  const of = async (slide: number) => {
    await page.getByRole('button', { name: new RegExp(`^Voice, speed and presenter ?, Slide ${slide}$`) }).click();
    return page.getByRole('group', { name: `How slide ${slide} is delivered`, exact: true });
  };
  const second = await of(2);
  await second.getByRole('combobox', { name: 'Voice' }).click();
  await page.getByRole('option', { name: /Scotland/ }).click();
  await second.getByLabel('Speed').selectOption('0.9');
  expect(await page.getByRole('textbox', { name: 'What is said on slide 2', exact: true }).inputValue()).toMatch(
    /^\[voice en-gb-scotland\] \[rate 0\.9\] \w/,
  );
  const third = await of(3);
  await third.getByLabel('Presenter').uncheck();
  await page.getByText(/2 of 10 slides will be made anew\. It costs nothing\. It takes about/).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
  await screenshot(page, 'revise-delivery-phone');
  const before = await system.files('content/clip/');
  await page.getByRole('button', { name: 'Make version 2' }).click();
  await page.getByText('Version 2 (this one)').waitFor({ timeout: 180_000 });
  const after = await system.files('content/clip/');
  expect([...after.keys()].filter((file) => file.endsWith('.mp4') && !before.has(file)).length).toBe(2);
  const { options: made } = await system.get(id);
  expect(made.presenter?.slides).not.toContain(3);
  expect(made.presenter?.slides).toContain(2);
  await context.close();
}, 480_000);
