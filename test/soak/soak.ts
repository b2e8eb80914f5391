/** Large work through the real system, undisturbed: what each process holds in memory meanwhile, and what is left of it. */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { z } from 'zod';
import type { TaskView } from '../../domain/index.ts';
import { KINDS, startFleet, type Fleet, type Kind } from '../support/fleet.ts';
import { makeHeavyDeck, makeLongDeck } from './decks.ts';
import { residentMiB, watchPeaks, type Pids, type Sizes } from './memory.ts';

export interface SoakInput {
  uploadGib: number;
  /** Of narration. */
  minutes: number;
  say: (line: string) => void;
}

/** P8, for our own processes; Redis and Temporal are printed beside them. */
const MOST_GROWTH_MIB = 150;
const MOST_MIB = 450;
const OURS: readonly Kind[] = ['api', 'master', 'worker'];
/** Long enough for start-up garbage to be collected. */
const SETTLE_MS = 20_000;
/** Three hours of narration take some ten minutes on two idle cores. */
const END_WITHIN_MS = 3 * 3_600_000;

export async function runSoak({ uploadGib, minutes, say }: SoakInput) {
  const folder = await mkdtemp(join(tmpdir(), 'slidespeaker-soak-'));
  const fleet = await startFleet({ masters: 1, workers: [{}] });
  try {
    await sleep(SETTLE_MS);
    const idleMiB = await residentMiB(await pidsOf(fleet));
    say(`idle: ${JSON.stringify(idleMiB)}`);

    const heavy = join(folder, 'heavy.pdf');
    await makeHeavyDeck(heavy, uploadGib);
    const upload = await whileWatched(fleet, async () => {
      const { id } = await fleet.submit(heavy);
      return fleet.end(id, END_WITHIN_MS);
    });
    say(`upload: ${upload.result.status}, peaks ${JSON.stringify(upload.peaksMiB)}`);

    const long = join(folder, 'long.pptx');
    await makeLongDeck(long, minutes);
    const narration = await whileWatched(fleet, async () => {
      const { id } = await fleet.submit(long, { output: { resolution: '1080p' } });
      return fleet.end(id, END_WITHIN_MS);
    });
    say(`narration: ${narration.result.status}, peaks ${JSON.stringify(narration.peaksMiB)}`);

    const result = {
      upload: { gib: uploadGib, ...endOf(upload.result), peaksMiB: upload.peaksMiB },
      narration: { ...(await factsOf(fleet, narration.result)), peaksMiB: narration.peaksMiB },
      idleMiB,
      scratchFiles: (await fleet.files('scratch')).size,
      unfinishedFiles: (await fleet.files('incoming')).size,
    };
    return { ...result, violations: violationsOf(result) };
  } finally {
    await fleet.stop();
    await rm(folder, { recursive: true });
  }
}

const endOf = ({ status, error }: TaskView) => ({ status, ...(error ? { error } : {}) });

const pidsOf = async (fleet: Fleet): Promise<Pids> =>
  new Map(await Promise.all(KINDS.map(async (kind) => [kind, await fleet.pids(kind)] as const)));

async function whileWatched(fleet: Fleet, work: () => Promise<TaskView>) {
  const peaksOf = await watchPeaks(await pidsOf(fleet));
  const result = await work();
  return { result, peaksMiB: await peaksOf() };
}

interface Measured {
  upload: { status: string; peaksMiB: Sizes };
  narration: { status: string; peaksMiB: Sizes };
  idleMiB: Sizes;
  scratchFiles: number;
}

function violationsOf({ upload, narration, idleMiB, scratchFiles }: Measured): string[] {
  const violations: string[] = [];
  for (const [what, { status, peaksMiB }] of Object.entries({ upload, narration })) {
    if (status !== 'completed') violations.push(`${what}: ended ${status}`);
    for (const kind of OURS) {
      const [idle = 0, peak = 0] = [idleMiB[kind], peaksMiB[kind]];
      if (peak - idle > MOST_GROWTH_MIB) violations.push(`${what}: ${kind} grew from ${idle} to ${peak} MiB`);
      if (peak > MOST_MIB) violations.push(`${what}: ${kind} held ${peak} MiB`);
    }
  }
  if (scratchFiles > 0) violations.push(`${scratchFiles} scratch files are left`);
  return violations;
}

const manifestSchema = z.object({ seconds: z.number() });

/** What a long task costs Temporal and Redis. */
async function factsOf(fleet: Fleet, task: TaskView) {
  const redis = new Redis(fleet.redisUrl);
  try {
    const { historyLength } = await fleet.client.workflow.getHandle(task.id).describe();
    const keys = await redis.keys(`*${task.id}*`);
    const bytes = await Promise.all(keys.map((key) => redis.memory('USAGE', key)));
    const manifest = (await fleet.output(task, 'manifest.json')).toString();
    return {
      ...endOf(task),
      hours: manifestSchema.parse(JSON.parse(manifest)).seconds / 3600,
      slides: task.slides.length,
      historyEventsPerSlide: historyLength / task.slides.length,
      redisBytes: bytes.reduce<number>((sum, size) => sum + (size ?? 0), 0),
      redisKeys: keys.length,
    };
  } finally {
    redis.disconnect();
  }
}
