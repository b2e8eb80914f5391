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
  await page.getByText('1 of 10 slides will be spoken and made anew.').waitFor();
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
