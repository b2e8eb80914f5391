/** A real Chromium, and what every page must pass in it. */

import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import axe from 'axe-core';
import { chromium, type Browser, type Page } from 'playwright-core';
import { z } from 'zod';

/** Screenshots end up here, for people to look at; not in git. */
const ARTIFACTS = fileURLToPath(new URL('../artifacts/', import.meta.url));

/** Without the networking flags Chromium asks for its maker's hosts, which a closed network refuses many at a time. */
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** What every page has to look right in. */
export const LOOKS = [
  ['desktop, light', { viewport: { width: 1440, height: 900 }, colorScheme: 'light' }],
  ['desktop, dark', { viewport: { width: 1440, height: 900 }, colorScheme: 'dark' }],
  ['phone, light', { viewport: { width: 390, height: 844 }, colorScheme: 'light' }],
  ['phone, dark', { viewport: { width: 390, height: 844 }, colorScheme: 'dark' }],
] as const;

/** @param hosts names that it finds at these addresses, and nobody else does. */
export const openBrowser = (hosts: Readonly<Record<string, string>> = {}): Promise<Browser> => {
  const rules = Object.entries(hosts).map(([name, address]) => `MAP ${name} ${address}`);
  const args = [...ARGS, ...(rules.length === 0 ? [] : [`--host-resolver-rules=${rules.join(',')}`])];
  return chromium.launch({ executablePath: '/usr/bin/chromium', args });
};

export async function screenshot(page: Page, name: string): Promise<void> {
  await mkdir(ARTIFACTS, { recursive: true });
  await page.screenshot({ path: `${ARTIFACTS}${name}.png`, fullPage: true });
}

const violationsSchema = z.object({
  violations: z.array(z.object({ id: z.string(), nodes: z.array(z.object({ html: z.string() })) })),
});

/** What axe finds wrong on the page, by the rules of WCAG 2.2 AA; empty where it is right. */
export async function accessibilityProblems(page: Page): Promise<string[]> {
  await page.evaluate(axe.source);
  const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
  const found: unknown = await page.evaluate(`axe.run({ runOnly: ${JSON.stringify(tags)} })`);
  return violationsSchema.parse(found).violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html ?? ''}`);
}
