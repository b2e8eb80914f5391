/** `npm run demo [-- deck]`: one deck to one video on this machine, with no key; starts what is not running and stops it again. */

import { join, resolve } from 'node:path';
import { toError } from '../domain/index.ts';
import { readConfig, type Config } from '../platform/config.ts';
import { createApiClient } from './api-client.ts';
import { cancelQuietly, finishVideo, refuseMissing, report, sendDeck } from './make-video.ts';
import { createSay } from './say.ts';
import { onStop } from './signals.ts';
import { isReady, root, startSystem, type System } from './system.ts';

const say = createSay();
const stopping = new AbortController();
const stopped = onStop(() => stopping.abort());
const { signal } = stopping;

let system: System | undefined;
try {
  process.exitCode = await demo();
} catch (thrown) {
  console.error(signal.aborted ? 'stopped' : `\n${toError(thrown).message}`);
  process.exitCode = 1;
}
await system?.stop();
process.exit();

async function demo(): Promise<number> {
  const deck = await deckFile(process.argv[2]);
  const config = await runningConfig();
  const client = createApiClient(config.publicUrl, process.env['SLIDESPEAKER_API_KEY'] ?? config.apiKeys[0]?.key);
  const { id } = await sendDeck(client, deck, {}, signal);
  say(`sent ${deck} as task ${id}`);
  say(`watch it at ${config.publicUrl}/tasks/${id}`);
  try {
    const made = await finishVideo(client, id, config.outputDir, signal);
    console.log(`\n${report(made)}`);
    return made.task.status === 'completed' ? 0 : 1;
  } catch (thrown) {
    if (signal.aborted) await cancelQuietly(client, id);
    throw thrown;
  }
}

/** The configuration of the system that runs already, or of the one started here. */
async function runningConfig(): Promise<Config> {
  const config = readConfig();
  if (await isReady(config.publicUrl)) {
    say(`SlideSpeaker runs already at ${config.publicUrl}, so it is used`);
    return config;
  }
  system = await startSystem({ say, signal });
  const { kill } = system;
  stopped.atOnce(kill);
  return system.config;
}

/** @param given relative to where the person typed the command; npm itself changes to the checkout. */
async function deckFile(given: string | undefined): Promise<string> {
  const file =
    given === undefined ? join(root, 'docs/samples/tour.pptx') : resolve(process.env['INIT_CWD'] ?? '.', given);
  await refuseMissing(file);
  return file;
}
