/**
 * How soon the studio answers a hand, with a thousand tasks in the library and decks of 500 slides: real Chromium, the real API,
 * Redis and store; only the engine is away. Each time is what Chromium itself says of an interaction (Event Timing: from the key or the
 * button to the next picture). After every few of them the same is asked of an empty page, whose times tell what the machine is worth.
 */

import type { Locator, Page } from 'playwright-core';
import { z } from 'zod';
import { BUILT_STUDIO, startApi } from '../support/api.ts';
import { openBrowser } from '../support/browser.ts';
import { fillLibrary, type Library, type Shelf } from './studio-tasks.ts';

/** The promise, ms; or twice what an empty page takes at the same moments. */
const INTERACTION_MS = 100;
/** Between two keys of somebody who types well. */
const KEY_MS = 90;
/** One answer of the empty page to so many of the studio's: it is drawn by the same processors. */
const EMPTY_EVERY = 4;
/** The least between what comes into view and the hand that has seen it. */
const GLANCE_MS = 200;
/** Before somebody's hand goes where the page has just come to. */
const LOOK_MS = 1_000;

interface StudioInput {
  tasks: number;
  slides: number;
  only: readonly string[];
  say: (line: string) => void;
}

/** Beside the page that is measured, the empty one. */
interface Hands {
  page: Page;
  /** Waits as a person does, and now and then lets the empty page answer. */
  breathe: () => Promise<void>;
}

export async function measureStudio({ tasks, slides, only, say }: StudioInput) {
  const api = await startApi({ webDir: BUILT_STUDIO });
  const browser = await openBrowser();
  try {
    const shelf: Shelf = api;
    const library = await fillLibrary(shelf, { tasks, slides });
    say(`${tasks} tasks are in the library, ${slides} slides in the longest`);
    const bare = await browser.newPage();
    await bare.setContent('<label>Nothing <input></label>');
    await bare.evaluate(OBSERVE);
    const field = bare.getByLabel('Nothing');
    const measured: Record<string, Scene> = {};
    for (const [name, scene] of Object.entries(SCENES)) {
      if (only.length > 0 && !only.includes(name)) continue;
      const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
      await page.addInitScript(OBSERVE);
      await bare.evaluate('window.seen = []; window.long = []');
      let breaths = 0;
      const breathe = async (): Promise<void> => {
        breaths += 1;
        await page.waitForTimeout(KEY_MS / 2);
        if (breaths % EMPTY_EVERY === 0) await field.press('a');
        await page.waitForTimeout(KEY_MS / 2);
      };
      await scene({ page, breathe }, api.url, { library, shelf });
      await page.waitForTimeout(500);
      const [own, empty] = [await timesOf(page), await timesOf(bare)];
      measured[name] = { ...own, emptyPage: { p98: empty.p98, worst: empty.worst } };
      say(`${name}: ${JSON.stringify(measured[name])}`);
      await page.close();
    }
    const holds = Object.values(measured).every(
      ({ p98, emptyPage }) => p98 <= Math.max(INTERACTION_MS, 2 * emptyPage.p98),
    );
    return { holds, tasks, slides, boundMs: INTERACTION_MS, measured };
  } finally {
    await browser.close();
    await api.stop();
  }
}

/** What a person does, each by what is seen on the page. */
const SCENES: Record<string, (hands: Hands, url: string, made: { library: Library; shelf: Shelf }) => Promise<void>> = {
  search: async (hands, url) => {
    const { page } = hands;
    await home(hands, url);
    const search = page.getByRole('searchbox');
    await search.click();
    for (const word of ['harbours 4', 'tides, in short', 'nothing like it']) {
      await type(hands, word);
      await page.waitForTimeout(400);
      for (let left = word.length; left > 0; left -= 1) await press(hands, 'Backspace');
    }
  },
  filter: async (hands, url) => {
    await home(hands, url);
    const filter = hands.page.getByRole('combobox', { name: 'Show' });
    await filter.focus();
    for (let round = 0; round < 3; round += 1) {
      for (const key of ['c', 'f', 'q', 'i', 'a']) {
        await press(hands, key);
        await hands.page.waitForTimeout(300);
      }
    }
  },
  'the whole library': async (hands, url) => {
    const { page } = hands;
    await watch(page);
    await home(hands, url);
    const more = page.getByText('Show more');
    while (await more.isVisible()) {
      await click(hands, more);
      // Once the last are there, it is gone.
      await page.getByRole('button', { name: 'Show more', disabled: true }).waitFor({ state: 'hidden' });
    }
    await choose(hands);
    await page.getByRole('searchbox').click();
    await type(hands, 'tides');
  },
  select: async (hands, url) => {
    await home(hands, url);
    await choose(hands);
  },
  open: async (hands, url) => {
    for (let round = 0; round < 4; round += 1) {
      await home(hands, url);
      await click(hands, hands.page.getByRole('link', { name: 'Finished', exact: true }));
      await hands.page.getByRole('heading', { name: 'Finished', exact: true }).waitFor();
      await hands.page.waitForTimeout(800);
      await click(hands, hands.page.getByRole('link', { name: 'All videos', exact: true }));
    }
  },
  scroll: async (hands, url, { library }) => {
    const { page } = hands;
    await page.goto(`${url}/tasks/${library.finished}`);
    await page.getByRole('heading', { name: 'Slides', exact: true }).waitFor();
    await page.waitForTimeout(LOOK_MS);
    for (let step = 0; step < 40; step += 1) {
      await page.mouse.wheel(0, 900);
      await hands.breathe();
    }
    await page.waitForTimeout(LOOK_MS);
    for (const key of ['PageUp', 'PageDown', 'PageUp']) {
      for (let step = 0; step < 20; step += 1) {
        await press(hands, key);
        await page.waitForTimeout(GLANCE_MS);
      }
    }
  },
  'edit the script': async (hands, url, { library }) => {
    const { page } = hands;
    await watch(page);
    await page.goto(`${url}/tasks/${library.review}`);
    for (const slide of [1, 250, 500]) {
      // By place: looking 500 labels up takes Playwright longer than the page.
      const words = page.locator('.script-slides textarea').nth(slide - 1);
      await words.waitFor();
      await words.scrollIntoViewIfNeeded();
      await page.waitForTimeout(LOOK_MS);
      await words.click();
      await press(hands, 'End');
      await type(hands, ' and this is said too');
    }
  },
  seek: async (hands, url, { library }) => {
    const { page } = hands;
    await page.goto(`${url}/tasks/${library.finished}`);
    const moments = page.locator('.follow-item');
    /** Reads on by the wheel and chooses what is then under the pointer. */
    const readOn = async (): Promise<void> => {
      await moments.first().waitFor();
      for (const further of [0, 4_000, 9_000, -6_000]) {
        await page.locator('.follow-list').hover();
        await page.mouse.wheel(0, further);
        await page.waitForTimeout(400);
        await page.mouse.down();
        await page.mouse.up();
        await hands.breathe();
      }
    };
    await readOn();
    await click(hands, page.getByRole('tab', { name: 'Transcript' }));
    await readOn();
    await click(hands, page.getByText('Show the script'));
    await page.waitForTimeout(600);
  },
  'watch it being made': async (hands, url, { library, shelf }) => {
    const { page } = hands;
    await page.goto(`${url}/tasks/${library.running}`);
    await page.getByRole('heading', { name: 'Slides', exact: true }).waitFor();
    for (let slide = 1; slide <= 100; slide += 1) {
      await shelf.store.record({ id: library.running, attempt: 1 }, { slides: [{ number: slide, stage: 'done' }] });
      await press(hands, slide % 2 === 0 ? 'Tab' : 'PageDown');
    }
  },
};

async function home(hands: Hands, url: string): Promise<void> {
  const isNew = !hands.page.url().startsWith(url);
  if (isNew) await hands.page.goto(url);
  await hands.page.getByRole('article').first().waitFor();
  if (isNew) await hands.page.waitForTimeout(LOOK_MS);
}

async function choose(hands: Hands): Promise<void> {
  // By label: whether a role is seen is asked of every card there, which takes Playwright longer than the page.
  const boxes = hands.page.getByLabel(/^Choose /);
  for (let index = 0; index < 12; index += 1) await click(hands, boxes.nth(index));
  await click(hands, hands.page.getByRole('button', { name: /^Choose all/ }));
  await click(hands, hands.page.getByRole('button', { name: 'Choose none' }));
}

async function type(hands: Hands, words: string): Promise<void> {
  for (const letter of words) await press(hands, letter === ' ' ? 'Space' : letter);
}

async function press({ page, breathe }: Hands, key: string): Promise<void> {
  await page.keyboard.press(key);
  await breathe();
}

async function click({ page, breathe }: Hands, target: Locator): Promise<void> {
  await target.scrollIntoViewIfNeeded();
  await page.waitForTimeout(GLANCE_MS);
  await target.click();
  await breathe();
}

/**
 * A screen that takes every picture. Without one, headless Chromium now and then owes the picture of a click until something else moves,
 * and counts the time until then. Packing the pictures costs the processors that draw the page, so only where they are owed.
 */
async function watch(page: Page): Promise<void> {
  const screen = await page.context().newCDPSession(page);
  screen.on('Page.screencastFrame', ({ sessionId }) => {
    // The page may be closed by then.
    screen.send('Page.screencastFrameAck', { sessionId }).catch(() => undefined);
  });
  await screen.send('Page.startScreencast', { format: 'jpeg', quality: 10, maxWidth: 360, maxHeight: 225 });
}

/** Collects what Chromium says: durations by interaction, and tasks of the main thread beyond 50 ms. */
const OBSERVE = `
  window.seen = []; window.long = [];
  new PerformanceObserver((list) => {
    for (const { interactionId, duration, name } of list.getEntries()) if (interactionId > 0) window.seen.push([interactionId, duration, name]);
  }).observe({ type: 'event', durationThreshold: 16, buffered: true });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.long.push(duration);
  }).observe({ type: 'longtask', buffered: true });
  window.times = () => ({ seen: window.seen, long: window.long, all: performance.interactionCount });
`;

const seenSchema = z.object({
  seen: z.array(z.tuple([z.number(), z.number(), z.string()])),
  long: z.array(z.number()),
  all: z.number(),
});

interface Times {
  interactions: number;
  p98: number;
  worst: number;
  /** The three slowest: what they were, and ms. */
  slowest: readonly string[];
  /** Tasks of the main thread beyond 50 ms: loading and drawing the page included. */
  longTasks: number;
  longest: number;
}
type Scene = Times & { emptyPage: Pick<Times, 'p98' | 'worst'> };

/** Interactions of less than 16 ms are counted and not told apart: they are 16. */
async function timesOf(page: Page): Promise<Times> {
  const { seen, long, all } = seenSchema.parse(await page.evaluate('times()'));
  const byInteraction = Map.groupBy(seen, ([interaction]) => interaction);
  const slow = [...byInteraction.values()].map((entries) => Math.max(...entries.map(([, duration]) => duration)));
  const slowest = seen.toSorted(([, a], [, b]) => b - a).slice(0, 3);
  const times = [...slow, ...Array.from({ length: Math.max(0, all - slow.length) }, () => 16)].sort((a, b) => a - b);
  return {
    interactions: times.length,
    p98: times[Math.ceil(times.length * 0.98) - 1] ?? 0,
    worst: times.at(-1) ?? 0,
    slowest: slowest.map(([, duration, name]) => `${name} ${duration}`),
    longTasks: long.length,
    longest: Math.round(Math.max(0, ...long)),
  };
}
