/**
 * `npm run demo [-- deck]`: one deck to one video on this machine, with no key; starts what is not running and stops it again.
 * With `--providers stand-in` the words, the voice and a presenter come from stand-ins of the paid providers.
 */

import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { toError, type TaskOptions } from '../domain/index.ts';
import { readConfig, type Config } from '../platform/config.ts';
import { createApiClient } from './api-client.ts';
import { cancelQuietly, finishVideo, refuseMissing, report, sendDeck } from './make-video.ts';
import { createSay } from './say.ts';
import { onStop } from './signals.ts';
import { startStandInProviders, type StandInProviders } from './stand-in-providers.ts';
import { isReady, root, startSystem, type System } from './system.ts';

const say = createSay();
const stopping = new AbortController();
const stopped = onStop(() => stopping.abort());
const { signal } = stopping;

/** What shows all three: written by one, spoken by the same, presented by another on the first slide. */
const PAID_OPTIONS: TaskOptions = {
  script: { mode: 'ai' },
  voice: { provider: 'openai' },
  presenter: { provider: 'heygen', slides: [1] },
};

let system: System | undefined;
let providers: StandInProviders | undefined;
try {
  process.exitCode = await demo();
} catch (thrown) {
  console.error(signal.aborted ? 'stopped' : `\n${toError(thrown).message}`);
  process.exitCode = 1;
}
await system?.stop();
await providers?.stop();
process.exit();

async function demo(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { providers: { type: 'string', default: 'own' } },
  });
  if (!['own', 'stand-in'].includes(values.providers)) throw new Error('--providers is either "stand-in" or left out.');
  const isStandIn = values.providers === 'stand-in';
  const deck = await deckFile(positionals[0]);
  const config = isStandIn ? await standInConfig() : await runningConfig();
  const client = createApiClient(config.publicUrl, process.env['SLIDESPEAKER_API_KEY'] ?? config.apiKeys[0]?.key);
  const { id } = await sendDeck(client, deck, isStandIn ? PAID_OPTIONS : {}, signal);
  say(`sent ${deck} as task ${id}`);
  say(`watch it at ${config.publicUrl}/tasks/${id}`);
  try {
    const made = await finishVideo(client, id, config.outputDir, signal);
    console.log(`\n${report(made)}`);
    if (providers) console.log(`\n${await providers.bill()}`);
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
  return await startedConfig();
}

/** A system of its own, in a folder of its own: what a stand-in said must never be taken for what a provider said. */
async function standInConfig(): Promise<Config> {
  const { dataDir, publicUrl } = readConfig();
  if (await isReady(publicUrl)) {
    throw new Error(`SlideSpeaker runs at ${publicUrl}, with providers of its own. Stop it first, or set PORT to 0.`);
  }
  providers = await startStandInProviders(signal);
  Object.assign(process.env, providers.env, { DATA_DIR: join(dataDir, 'stand-in') });
  say('stand-ins of OpenAI, ElevenLabs and HeyGen run on this machine; no key is used and nothing is paid');
  return await startedConfig();
}

async function startedConfig(): Promise<Config> {
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
