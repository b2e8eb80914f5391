/** What people come for, from the first page to the end, by what they see and nothing else: once with the mouse, once with the keys alone. */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { copyFile, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Browser, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { startStandIn, type StandIn } from '../stand-in/stand-in.ts';
import { accessibilityProblems, openBrowser, screenshot } from '../support/browser.ts';
import { deckOf } from '../support/deck-files.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

let standIn: StandIn;
let system: TestSystem;
let browser: Browser;
let deck: string;
let broken: string;
beforeAll(async () => {
  standIn = await startStandIn({ audio: 'tone' });
  [system, browser] = await Promise.all([startTestSystem(standIn.env), openBrowser()]);
  const words = { Harbours: 'Ships wait for the tide in the harbour.', Storms: 'In autumn the storms close the port.' };
  deck = await deckOf({ ...words, Calm: 'In summer the sea is calm and everybody swims.' });
  broken = await deckOf({ ...words, Calm: 'In summer [pause forever] the sea is calm.' });
}, 240_000);
afterAll(async () => {
  await browser.close();
  await system.stop();
  await standIn.close();
});

/** A video of this deck is finished within this time, even where other tests run beside it. */
const MADE_MS = 180_000;

/** How somebody works: by the mouse, whose clicks are counted, or by the keys alone. */
interface Hands {
  press(target: Locator): Promise<void>;
  /** Another choice of a list of few. */
  choose(list: Locator, option: string): Promise<void>;
  write(field: Locator, text: string): Promise<void>;
  clicks: number;
}

function mouse(): Hands {
  const hands: Hands = {
    clicks: 0,
    press: async (target) => {
      hands.clicks += 1;
      await target.click();
    },
    choose: async (list, option) => {
      hands.clicks += 2; // one to open it, one to choose
      await list.selectOption({ label: option });
    },
    write: async (field, text) => {
      hands.clicks += 1;
      await field.fill(text);
    },
  };
  return hands;
}

function keyboard(page: Page): Hands {
  const reach = async (target: Locator): Promise<void> => {
    await target.waitFor({ state: 'attached' });
    for (let tabs = 0; tabs < 200; tabs += 1) {
      const isThere = await target.evaluate(
        (element: { ownerDocument: { activeElement: unknown } }) => element.ownerDocument.activeElement === element,
      );
      if (isThere) return;
      await page.keyboard.press('Tab');
    }
    throw new Error(`no way to ${String(target)} by the Tab key`);
  };
  return {
    clicks: 0,
    press: async (target) => {
      await reach(target);
      await page.keyboard.press((await target.getAttribute('type')) === 'checkbox' ? 'Space' : 'Enter');
    },
    choose: async (list, option) => {
      await reach(list);
      await page.keyboard.type(option.slice(0, 3));
    },
    write: async (field, text) => {
      await reach(field);
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.type(text);
    },
  };
}

type Way = 'mouse' | 'keyboard';
const LOOKS: Record<Way, BrowserContextOptions> = {
  mouse: { viewport: { width: 1440, height: 900 }, colorScheme: 'light' },
  keyboard: { viewport: { width: 390, height: 844 }, colorScheme: 'dark' },
};

async function arrive(way: Way): Promise<{ page: Page; hands: Hands }> {
  const context = await browser.newContext(LOOKS[way]);
  const page = await context.newPage();
  await page.goto(system.url);
  return { page, hands: way === 'mouse' ? mouse() : keyboard(page) };
}

/** The window in which a file is chosen is the browser's own, and no part of this page. */
async function pick(page: Page, hands: Hands, button: string, name: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await hands.press(page.getByRole('button', { name: button }));
  const file = { name: `${name}.pptx`, mimeType: 'application/octet-stream', buffer: await readFile(deck) };
  await (await chooser).setFiles(file);
}
const finished = (page: Page): Promise<void> =>
  page.getByRole('link', { name: 'Download the video' }).waitFor({ timeout: MADE_MS });

async function leave(page: Page, name: string): Promise<void> {
  await screenshot(page, `journey-${name}`);
  expect(await accessibilityProblems(page)).toEqual([]);
  expect(await page.evaluate('document.documentElement.scrollWidth <= innerWidth')).toBe(true);
  await page.context().close();
}

describeWays('a first video is made with three clicks at most', async (way) => {
  const { page, hands } = await arrive(way);
  await pick(page, hands, 'Choose a file', `First by ${way}`);
  await hands.press(page.getByRole('button', { name: 'Make the video' }));
  await finished(page);
  expect(hands.clicks).toBeLessThanOrEqual(3);
  await leave(page, `first-${way}`);
});

describeWays('slide 3 is corrected before it is spoken', async (way) => {
  const { page, hands } = await arrive(way);
  await pick(page, hands, 'Choose a file', `Corrected by ${way}`);
  await hands.press(page.getByRole('checkbox', { name: 'Let me approve the script first' }));
  await hands.press(page.getByRole('button', { name: 'Make the video' }));
  const words = page.getByRole('textbox', { name: 'What is said on slide 3', exact: true });
  await words.waitFor({ timeout: MADE_MS });
  await hands.write(words, 'In summer everybody sails.');
  await hands.press(page.getByRole('button', { name: 'Approve and go on' }));
  await finished(page);
  const task = await system.get(page.url().split('/').at(-1) ?? '');
  expect((await system.output(task, 'script.md')).toString()).toContain('everybody sails');
  expect(hands.clicks).toBeLessThanOrEqual(5);
  await leave(page, `corrected-${way}`);
});

describeWays('a finished video gets a second language, whose cost is said before', async (way) => {
  const { page, hands } = await arrive(way);
  await hands.press(page.getByRole('link', { name: `First by ${way}`, exact: true }));
  await hands.press(page.getByRole('combobox', { name: 'Add a language' }));
  await page.getByRole('combobox', { name: 'Add a language: Search' }).waitFor();
  await page.keyboard.type('German');
  const german = page.getByRole('option', { name: /German/ }).first();
  await german.waitFor();
  if (way === 'mouse') await hands.press(german);
  else await page.keyboard.press('Enter');
  await page
    .getByRole('group', { name: 'Before it starts' })
    .getByText(/It costs (about|nothing)/) // by keyboard it comes second, and what the first paid is kept
    .waitFor({ timeout: 60_000 });
  await hands.press(page.getByRole('button', { name: 'Make version 2' }));
  await page.getByText('Version 2 (this one)').waitFor({ timeout: MADE_MS });
  expect(await page.getByLabel('Language', { exact: true }).textContent()).toContain('German');
  expect(hands.clicks).toBeLessThanOrEqual(4);
  await leave(page, `language-${way}`);
});

describeWays('a task that failed is found, mended and made', async (way) => {
  const name = `Broken by ${way}`;
  const file = join(dirname(broken), `${name}.pptx`);
  await copyFile(broken, file);
  const { status } = await system.end((await system.submit(file)).id);
  expect(status).toBe('failed');
  const { page, hands } = await arrive(way);
  await hands.choose(page.getByRole('combobox', { name: 'Show' }), 'Failed');
  await page
    .getByText(/a pause lasts/)
    .first()
    .waitFor();
  await hands.press(page.getByRole('link', { name: new RegExp(`^Mend it.*${name}$`) }));
  await pick(page, hands, 'Send a newer deck', name);
  await page.getByText('1 slide changed').waitFor({ timeout: 60_000 });
  await hands.press(page.getByRole('button', { name: 'Make version 2' }));
  await finished(page);
  expect(hands.clicks).toBeLessThanOrEqual(5);
  await leave(page, `mended-${way}`);
});

test('a link is passed on: who has it watches, in a page of somebody else’s too, until it is taken back', async () => {
  const { page } = await arrive('mouse');
  await page.getByRole('link', { name: 'First by mouse', exact: true }).click();
  await page.getByRole('button', { name: 'Share' }).click();
  await page.getByRole('button', { name: 'Make a link' }).click();
  const link = await page.getByLabel('Link', { exact: true }).inputValue();
  expect(await accessibilityProblems(page)).toEqual([]);

  const guest = await (await browser.newContext(LOOKS.keyboard)).newPage();
  await guest.goto(link);
  await guest.getByRole('tab', { name: 'Transcript' }).click();
  await guest.getByRole('button', { name: /Ships wait/ }).waitFor();
  await guest
    .getByRole('link', { name: /Download Video/ })
    .first()
    .waitFor();
  expect(await accessibilityProblems(guest)).toEqual([]);
  await guest.goto(`${link}?embed=1`);
  await guest.getByRole('heading', { name: 'First by mouse' }).waitFor({ state: 'attached' });

  await page.getByRole('button', { name: 'Take it back' }).click();
  await page.getByRole('button', { name: 'Take it back' }).waitFor({ state: 'detached' });
  await guest.goto(link);
  await guest.getByRole('heading', { name: 'This link leads nowhere' }).waitFor();
  await guest.context().close();
  await page.context().close();
}, 120_000);

function describeWays(what: string, journey: (way: Way) => Promise<void>): void {
  test.each(['mouse', 'keyboard'] as const)(`${what}: by %s`, journey, 400_000);
}
