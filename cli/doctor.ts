/** Tries every tool that the system needs by really using it, in a scratch folder, with nothing left running. */

import { mkdtemp, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { toError } from '../domain/index.ts';
import { readConfig, type Config } from '../platform/config.ts';
import { cellInForce, runCommand } from '../platform/run-command.ts';
import { keyChecks } from './check-keys.ts';
import { ONE_SLIDE_DECK } from './doctor-deck.ts';
import { isFree, settleEnvironment } from './environment.ts';
import { askRedis, redisAnswers, redisProgram, redisRisk } from './redis-server.ts';
import { findTemporalCli } from './setup/temporal-cli.mjs';
import { createSupervisor, type Program } from './supervisor.ts';
import { isReady, root } from './system.ts';
import { keepClosedRuns, temporalProgram } from './temporal-server.ts';

export interface Finding {
  name: string;
  /** What was seen, where it works. */
  found: string;
  /** What is wrong, where it does not. */
  problem?: string;
  /** What to do about a problem. */
  remedy?: string;
}

interface Check {
  name: string;
  remedy: string;
  /** @returns what was seen. @throws Error that says what is wrong. */
  examine: (scratch: string) => Promise<string>;
}

const SETUP = 'npm run setup';
const OLDEST_NODE = 24;
/** A deck of a hundred slides needs about one while it is made, and Redis and Temporal want room too. */
const FREE_GIB = 2;
/** LibreOffice's first start makes a profile, on a busy machine for half a minute. */
const TOOL_TIMEOUT_MS = 120_000;

const LETTERS = {
  Latin: ':lang=en',
  CJK: ':lang=ja',
  Arabic: ':lang=ar',
  Devanagari: ':lang=hi',
  emoji: ':charset=1f600',
};

const CHECKS: Check[] = [
  {
    name: 'environment',
    remedy: 'mend the variables that are named',
    examine: () => Promise.resolve(`read, data in ${readConfig().dataDir}`),
  },
  { name: `Node ${OLDEST_NODE}`, remedy: SETUP, examine: checkNode },
  { name: 'LibreOffice', remedy: SETUP, examine: convertDeck },
  { name: 'poppler', remedy: SETUP, examine: paintPage },
  { name: 'ffmpeg', remedy: `${SETUP}; a build without libx264 must be replaced`, examine: encodeVideo },
  { name: 'espeak-ng', remedy: SETUP, examine: speak },
  { name: 'cell', remedy: `${SETUP} (bubblewrap), or see docs/security.md`, examine: tryCell },
  { name: 'fonts', remedy: SETUP, examine: checkFonts },
  { name: 'Redis', remedy: `${SETUP}, or set appendonly yes and appendfsync always`, examine: useRedis },
  { name: 'Temporal CLI', remedy: SETUP, examine: runTemporal },
  { name: 'web page', remedy: SETUP, examine: checkWebPage },
  { name: 'end with their parent', remedy: 'install util-linux (setpriv)', examine: checkSetpriv },
  { name: 'disk space', remedy: 'make room, or set DATA_DIR to another disk', examine: checkDisk },
  { name: 'ports', remedy: 'stop that program, or set the variable to another port', examine: checkPorts },
];

/** Every check in turn, as it is done. */
export async function* diagnose(): AsyncGenerator<Finding> {
  const scratch = await mkdtemp(join(tmpdir(), 'slidespeaker-doctor-'));
  try {
    for (const { name, remedy, examine } of [...CHECKS, ...configuredKeys()]) {
      yield await Promise.resolve(scratch)
        .then(examine)
        .then(
          (found) => ({ name, found }),
          (thrown: unknown) => ({ name, found: '', problem: toError(thrown).message, remedy }),
        );
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** Where the environment cannot be read, its own check says so. */
function configuredKeys(): Check[] {
  try {
    return keyChecks(readConfig().providers);
  } catch {
    return [];
  }
}

async function use(command: string, args: readonly string[]): Promise<string> {
  const { stdout } = await runCommand(command, args, {
    signal: AbortSignal.timeout(TOOL_TIMEOUT_MS),
    timeoutMs: TOOL_TIMEOUT_MS,
  });
  return stdout.toString();
}

function checkNode(): Promise<string> {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < OLDEST_NODE) throw new Error(`this is Node ${process.versions.node}`);
  return Promise.resolve(process.versions.node);
}

async function convertDeck(scratch: string): Promise<string> {
  const deck = join(scratch, 'deck.fodp');
  await writeFile(deck, ONE_SLIDE_DECK);
  const profile = `-env:UserInstallation=file://${join(scratch, 'profile')}`;
  const startedAt = performance.now();
  await use('soffice', [profile, '--headless', '--norestore', '--convert-to', 'pdf', '--outdir', scratch, deck]);
  await stat(join(scratch, 'deck.pdf')).catch(() => {
    throw new Error('it ran and converted nothing (is Impress installed?)');
  });
  return `converts a deck in ${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
}

async function paintPage(scratch: string): Promise<string> {
  await use('pdftoppm', [
    '-png',
    '-singlefile',
    '-scale-to-x',
    '1920',
    '-scale-to-y',
    '1080',
    join(scratch, 'deck.pdf'),
    join(scratch, 'slide'),
  ]);
  const { size } = await stat(join(scratch, 'slide.png'));
  return `paints a slide (${Math.round(size / 1024)} KiB)`;
}

async function encodeVideo(scratch: string): Promise<string> {
  const file = join(scratch, 'video.mp4');
  const sources = ['-f', 'lavfi', '-i', 'color=size=320x180:rate=30', '-f', 'lavfi', '-i', 'sine'];
  await use('ffmpeg', [
    '-v',
    'error',
    ...sources,
    '-t',
    '1',
    '-c:v',
    'libx264',
    '-pix_fmt',
    'yuv420p',
    '-c:a',
    'aac',
    file,
  ]);
  const codecs = (await use('ffprobe', ['-v', 'error', '-show_entries', 'stream=codec_name', '-of', 'csv=p=0', file]))
    .trim()
    .split('\n');
  if (!codecs.includes('h264') || !codecs.includes('aac')) throw new Error(`its video holds ${codecs.join(', ')}`);
  return 'encodes H.264 and AAC';
}

/** What speaks for the worker: a program of its own, since a process boundary lets nothing but types through. */
const ESPEAK_CHILD = join(root, 'activities/speech/espeak-child.ts');
/** What that child is made of (activities/adapters/espeak-speaker.ts). */
const ESPEAK_CODE = ['activities', 'domain', 'node_modules', 'package.json'].map((name) => join(root, name));
const spokenSchema = z.object({ durationMs: z.number(), words: z.array(z.object({ text: z.string() })) });

/** The program lists the voices; the library speaks, in the cell, and says when each word was heard. */
async function speak(scratch: string): Promise<string> {
  const voices = (await use('espeak-ng', ['--voices'])).trim().split('\n').length - 1; // the first line is a heading
  const [wav, report] = [join(scratch, 'speech.wav'), join(scratch, 'speech.json')];
  const sentences = [{ text: 'Listen.', spoken: 'Listen.', pauseMs: 0 }];
  await runCommand(process.execPath, [ESPEAK_CHILD], {
    signal: AbortSignal.timeout(TOOL_TIMEOUT_MS),
    timeoutMs: TOOL_TIMEOUT_MS,
    cwd: scratch,
    cell: { reads: ESPEAK_CODE, writes: [scratch] },
    input: JSON.stringify({ voice: 'gmw/en-US', wordsPerMinute: 175, kana: false, sentences, wav, report }),
  });
  const said: unknown = JSON.parse(await readFile(report, 'utf8'));
  const { durationMs, words } = spokenSchema.parse(said);
  const { size } = await stat(wav);
  // A header alone has 44 bytes; a spoken word tens of thousands.
  if (words.length === 0 || size < 10_000) throw new Error(`it said ${words.length} words in ${size} bytes`);
  return `speaks a word of ${durationMs} ms, in one of ${voices} voices`;
}

async function tryCell(): Promise<string> {
  const { kind, says } = await cellInForce();
  if (kind === 'open') throw new Error(says);
  return says;
}

async function checkFonts(): Promise<string> {
  const absent: string[] = [];
  for (const [name, pattern] of Object.entries(LETTERS)) {
    if ((await use('fc-list', [pattern, 'family'])).trim() === '') absent.push(name);
  }
  if (absent.length > 0) throw new Error(`none for ${absent.join(', ')}`);
  return Object.keys(LETTERS).join(', ');
}

/** The Redis that runs, or else one of our own for a moment. */
async function useRedis(scratch: string): Promise<string> {
  const { redisUrl } = readConfig();
  if (await redisAnswers(redisUrl)) return `${await writeAndRead(redisUrl)} (the one that runs)`;
  const { REDIS_URL = '' } = await settleEnvironment({ REDIS_URL: 'redis://127.0.0.1:0' });
  return whileRunning(
    redisProgram(REDIS_URL, scratch, process.env),
    scratch,
    async () => `${await writeAndRead(REDIS_URL)} (started for this)`,
  );
}

/** What `ask` says of a program that runs for no longer than that. */
async function whileRunning(program: Program, logDir: string, ask: () => Promise<string>): Promise<string> {
  const supervisor = createSupervisor({ logDir, say: () => undefined });
  try {
    await supervisor.start(program);
    return await ask();
  } finally {
    await supervisor.stop();
  }
}

async function writeAndRead(url: string): Promise<string> {
  const value = String(process.pid);
  const read = await askRedis(url, async (redis) => {
    await redis.set('slidespeaker-doctor', value, 'EX', 10);
    return redis.getdel('slidespeaker-doctor');
  });
  if (read !== value) throw new Error(`it kept ${value} as ${read}`);
  const risk = await redisRisk(url);
  if (risk !== undefined) throw new Error(risk);
  return 'keeps what it is told';
}

/** A server of its own for a moment, whatever runs already: it is the program that is tried. */
async function runTemporal(scratch: string): Promise<string> {
  const cli = findTemporalCli();
  if (!cli) throw new Error('none of version 1.8 or newer is here');
  const version = (await use(cli.path, ['--version'])).trim();
  // Nothing of the person's own: an address, a key or a certificate of another server would be in the way.
  const env = await settleEnvironment({ TEMPORAL_ADDRESS: '127.0.0.1:0', TEMPORAL_UI_PORT: '0' });
  const { temporal } = readConfig(env);
  const server = temporalProgram(cli.path, temporal, {
    dataDir: scratch,
    uiPort: env.TEMPORAL_UI_PORT,
    env: process.env,
  });
  const startedAt = performance.now();
  return whileRunning(server, scratch, async () => {
    await keepClosedRuns(temporal);
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    return `${version}, from ${cli.from}; a server of it keeps what it is told after ${seconds} s (started for this)`;
  });
}

function checkWebPage(): Promise<string> {
  if (!existsSync(join(root, 'web/dist/index.html'))) throw new Error('it is not built');
  return Promise.resolve('is built');
}

async function checkSetpriv(): Promise<string> {
  if (process.platform !== 'linux') return 'only on Linux; elsewhere time limits end what is left over';
  await use('setpriv', ['--pdeathsig', 'KILL', '--', 'true']);
  return 'programs do';
}

async function checkDisk(): Promise<string> {
  const { dataDir } = readConfig();
  const { bavail, bsize } = await statfs(existsSync(dataDir) ? dataDir : root);
  const freeGib = (bavail * bsize) / 1024 ** 3;
  if (freeGib < FREE_GIB) throw new Error(`only ${freeGib.toFixed(1)} GiB are free for ${dataDir}`);
  return `${freeGib.toFixed(0)} GiB free for ${dataDir}`;
}

async function checkPorts(): Promise<string> {
  const config = readConfig();
  if (await isReady(config.publicUrl)) return `in use by SlideSpeaker, which runs at ${config.publicUrl}`;
  const taken: string[] = [];
  for (const [name, port] of Object.entries(portsOf(config))) {
    if (port !== 0 && !(await isFree(port))) taken.push(`${name} ${port}`);
  }
  if (taken.length > 0) throw new Error(`taken: ${taken.join(', ')}`);
  return Object.values(portsOf(config)).join(', ');
}

const portsOf = ({ port, masterPort, workerPort }: Config): Record<string, number> => ({
  PORT: port,
  MASTER_PORT: masterPort,
  WORKER_PORT: workerPort,
});
