/** A part of the hostile decks, all at once, with a good one among them; `npm run hostile` tries all, one by one. */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '../../platform/run-command.ts';
import { goodParts } from '../hostile/deck.ts';
import { hostileDecks } from '../hostile/decks.ts';
import { send, startListener } from '../hostile/trial.ts';
import { zipOf } from '../support/deck-files.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

let system: TestSystem;
let listener: Awaited<ReturnType<typeof startListener>>;
beforeAll(async () => {
  listener = await startListener();
  system = await startTestSystem();
}, 300_000);
afterAll(async () => {
  listener.stop();
  await system.stop();
});

test('hostile decks end as their table says, fetch nothing, and a good deck among them becomes its video', async () => {
  const decks = hostileDecks(listener.address).filter(({ quick }) => quick);
  const good = send(system, zipOf(await goodParts()), 'good.pptx');
  const ended = await Promise.all(
    decks.map(async ({ file, make, sentAs }) => [file, (await send(system, await make(), sentAs ?? file)).ended]),
  );
  expect(Object.fromEntries(ended)).toEqual(Object.fromEntries(decks.map(({ file, ends }) => [file, ends])));
  expect(await good).toMatchObject({ ended: 'completed' });
  expect(listener.visits()).toBe(0);
}, 600_000);

test('the deck that fetched nothing would have: outside its cell the converter visits the server', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hostile-'));
  const deck = hostileDecks(listener.address).find(({ file }) => file === 'picture-http.odp');
  if (!deck) throw new Error('the deck is not in the set');
  await writeFile(join(folder, deck.file), await deck.make());
  const profile = `-env:UserInstallation=file://${folder}/profile`;
  const args = [profile, '--headless', '--convert-to', 'pdf', '--outdir', folder, join(folder, deck.file)];
  await runCommand('soffice', args, { signal: new AbortController().signal, timeoutMs: 120_000 });
  await rm(folder, { recursive: true });
  expect(listener.visits()).toBeGreaterThan(0);
}, 150_000);
