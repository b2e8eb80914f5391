/** Slide pictures and narration to a finished MP4: against what others do, with twice the narration, and for an hour. */

import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { framesToMs, LEAD_MS } from '../../domain/index.ts';
import { drawSlide, speakSound, type SlideKind } from '../support/slides.ts';
import { soundOffsetMs } from '../support/sound.ts';
import { idleMemory } from './idle-memory.ts';
import { measure, type Cost } from './measure.ts';
import { moviepyRecipe, usualRecipe } from './recipes.ts';

const OURS = fileURLToPath(new URL('ours.ts', import.meta.url));
/** Ours is a worker that has long been running: its code is compiled, though each measured process still loads it. */
const warm = { NODE_COMPILE_CACHE: join(tmpdir(), 'slidespeaker-bench-code') };
const KINDS: SlideKind[] = ['text', 'photo', 'chart'];
const SLIDES = 3;
const SECONDS = 30;
const ROUNDS = 2;
/** Ours takes a second or two, of which what else the machine does is a tenth: in each round it is measured so many times. */
const OURS_PER_ROUND = 5;
/** 100 slides that last 60 minutes with lead, tail and rounding: 36.27 s each. */
const LONG = { slides: 100, seconds: 35.6 };

const reportSchema = z.object({
  startCpuSeconds: z.number(),
  seconds: z.record(z.string(), z.number()),
  frames: z.array(z.number()),
  sizeBytes: z.number(),
});

/** Takes some ten minutes on two cores, and four more with moviepy; `say` hears of each step. */
export async function benchRender(say: (line: string) => void): Promise<unknown> {
  const root = await mkdtemp(join(tmpdir(), 'slidespeaker-bench-'));
  try {
    const dry = await material(join(root, 'dry'), 1, 1);
    await measure(process.execPath, [OURS, dry, '1'], warm);
    const short = await material(join(root, 'short'), SLIDES, SECONDS);
    const double = await material(join(root, 'double'), SLIDES, 2 * SECONDS);
    const costs = await rounds({ short, double }, say);
    say('the long one alone: 100 slides, 60 minutes');
    const long = await longVideo(await material(join(root, 'long'), LONG.slides, LONG.seconds));
    say('the system alone: idle memory');
    const idleMiB = await idleMemory();
    return { comparison: { slides: SLIDES, secondsEach: SECONDS, rounds: ROUNDS, ...costs }, long, idleMiB };
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function material(folder: string, slides: number, seconds: number): Promise<string> {
  await mkdir(folder, { recursive: true });
  for (let n = 0; n < slides; n++) {
    const kind = KINDS[n % KINDS.length] ?? 'text';
    await drawSlide(join(folder, `${n}.png`), n + 1, kind, { width: 1920, height: 1080 });
    await speakSound(join(folder, `${n}.wav`), n, seconds);
  }
  return folder;
}

type Ways = Record<string, () => Promise<Cost>>;

/** Every way in turn, then all again: what the machine does beside us hits all alike. */
async function rounds(
  { short, double }: { short: string; double: string },
  say: (line: string) => void,
): Promise<Record<string, unknown>> {
  const ours =
    (folder: string, ...more: string[]) =>
    (): Promise<Cost> =>
      measure(process.execPath, [OURS, folder, String(SLIDES), ...more], warm);
  const shell = (line: string) => (): Promise<Cost> => measure('bash', ['-c', line]);
  const theirs: Ways = {
    usual: shell(usualRecipe(short, SLIDES)),
    usualPictures: shell(usualRecipe(short, SLIDES, { seconds: SECONDS })),
    ...(hasMoviepy() ? { moviepy: shell(moviepyRecipe(short, SLIDES)) } : {}),
  };
  const everyOurs: Ways = {
    ours: ours(short),
    oursPictures: ours(short, String(SECONDS)),
    oursDouble: ours(double),
    oursPicturesDouble: ours(short, String(2 * SECONDS)),
  };
  const costs: Record<string, Cost[]> = {};
  const starts: number[] = [];
  const once = async (round: number, ways: Ways): Promise<void> => {
    for (const [way, run] of Object.entries(ways)) {
      const cost = await run();
      if (way === 'ours') starts.push(reportSchema.parse(JSON.parse(cost.stdout)).startCpuSeconds);
      (costs[way] ??= []).push(cost);
      say(
        `round ${round}: ${way} ${cost.wallSeconds.toFixed(1)} s, ${cost.cpuSeconds.toFixed(2)} CPU s, ${cost.peakMiB.toFixed(0)} MiB`,
      );
    }
  };
  for (let round = 1; round <= ROUNDS; round++) {
    await once(round, theirs);
    for (let time = 0; time < OURS_PER_ROUND; time++) await once(round, everyOurs);
  }
  const mean = (way: string, what: 'cpuSeconds' | 'wallSeconds' | 'peakMiB'): number => {
    const all = costs[way] ?? [];
    return all.reduce((sum, cost) => sum + cost[what], 0) / all.length;
  };
  const ratio = (a: string, b: string): unknown => ({
    cpu: round2(mean(a, 'cpuSeconds') / mean(b, 'cpuSeconds')),
    wall: round2(mean(a, 'wallSeconds') / mean(b, 'wallSeconds')),
  });
  const means = Object.keys(costs).map((way) => [
    way,
    {
      cpuSeconds: round2(mean(way, 'cpuSeconds')),
      wallSeconds: round2(mean(way, 'wallSeconds')),
      peakMiB: Math.round(mean(way, 'peakMiB')),
    },
  ]);
  const start = starts.reduce((sum, seconds) => sum + seconds, 0) / starts.length;
  const runningWorker = { cpu: round2(mean('usual', 'cpuSeconds') / (mean('ours', 'cpuSeconds') - start)) };
  return {
    usualToOurs: {
      whole: ratio('usual', 'ours'),
      wholeOfARunningWorker: runningWorker,
      pictures: ratio('usualPictures', 'oursPictures'),
    },
    moviepyToOurs: costs['moviepy'] ? ratio('moviepy', 'ours') : 'moviepy is not installed',
    doubleNarration: { whole: ratio('oursDouble', 'ours'), pictures: ratio('oursPicturesDouble', 'oursPictures') },
    means: Object.fromEntries(means),
  };
}

async function longVideo(folder: string): Promise<unknown> {
  const cost = await measure(process.execPath, [OURS, folder, String(LONG.slides)], warm);
  const report: unknown = JSON.parse(cost.stdout);
  const { seconds, frames, sizeBytes } = reportSchema.parse(report);
  const lastStartMs = framesToMs(
    frames.slice(0, -1).reduce((sum, count) => sum + count, 0),
    30,
  );
  const last = { video: join(folder, 'video.mp4'), sound: join(folder, `${LONG.slides - 1}.wav`) };
  return {
    slides: LONG.slides,
    minutes: round2(
      framesToMs(
        frames.reduce((sum, count) => sum + count, 0),
        30,
      ) / 60_000,
    ),
    seconds,
    cpuSeconds: round2(cost.cpuSeconds),
    peakMiB: Math.round(cost.peakMiB),
    megabytes: Math.round(sizeBytes / 1e6),
    lastSlideSoundOffsetMs: soundOffsetMs({ ...last, expectedMs: lastStartMs + LEAD_MS }),
  };
}

function hasMoviepy(): boolean {
  try {
    execFileSync('python3', ['-c', 'import moviepy'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

const round2 = (value: number): number => Math.round(value * 100) / 100;
