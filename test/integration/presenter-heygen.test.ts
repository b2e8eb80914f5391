/** Filmed presenters, from the order to the clip, against the stand-in with its faults; real Redis, real bills. */

import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, jest, test } from '@jest/globals';
import sharp from 'sharp';
import { createHeyGen, type HeyGen } from '../../activities/adapters/heygen.ts';
import { createAwaitPresenter } from '../../activities/await-presenter.ts';
import { createCastPresenter } from '../../activities/cast-presenter.ts';
import { createDropPresenter } from '../../activities/drop-presenter.ts';
import { LostAnswerError } from '../../activities/paid/answers.ts';
import { createPaidCalls } from '../../activities/paid/create-paid-calls.ts';
import type { PaidCalls } from '../../activities/paid/paid-calls.ts';
import { presenterStartMs } from '../../activities/presenter/align.ts';
import { namesOf, readJob, type PresenterOrder } from '../../activities/presenter/jobs.ts';
import type { Run } from '../../activities/run.ts';
import { createSubmitPresenter } from '../../activities/submit-presenter.ts';
import {
  PRICES,
  ProviderError,
  type Narration,
  type Picture,
  type Presenter,
  type PresenterVideo,
  type VideoFormat,
} from '../../domain/index.ts';
import { createPaidRecords, readLedger } from '../../platform/paid-records.ts';
import { createPresenterSlots } from '../../platform/presenter-slots.ts';
import { createProviderLimits } from '../../platform/provider-limits.ts';
import { createRedisTaskStore } from '../../platform/redis-task-store.ts';
import { keys } from '../../platform/redis.ts';
import type { TaskStore } from '../../platform/task-store.ts';
import { eventually, startRedis, type TestRedis } from '../support/redis.ts';
import { speakSound } from '../support/slides.ts';
import { decodeSound } from '../support/sound.ts';
import { someTaskRequest } from '../support/task-request.ts';
import { openVideoLine, type VideoLine } from '../support/video-line.ts';
import { startStandIn, type StandIn } from '../stand-in/stand-in.ts';

// The stand-in draws and encodes some ten videos of three seconds; a busy machine gives it a tenth of a core.
jest.setTimeout(240_000);

const FORMAT: VideoFormat = { width: 640, height: 360, fps: 30 };
const BRUNO: Presenter = { provider: 'heygen', name: 'bruno_office_front', layout: 'corner', shape: 'circle' };
let folder: string;
let redis: TestRedis;
let tasks: TaskStore & { close(): void };
let standIn: StandIn;
let line: VideoLine;
let picture: Picture;
let heygen: HeyGen;
let narrations = 0;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'heygen-'));
  redis = await startRedis();
  tasks = createRedisTaskStore(redis.connect(), redis.connect());
  standIn = await startStandIn();
  line = await openVideoLine(FORMAT);
  const png = join(folder, '1.png');
  // An empty slide: nothing on it moves the presenter out of the corner in which the test looks.
  await sharp({ create: { ...FORMAT, channels: 3, background: '#ffffff' } })
    .png()
    .toFile(png);
  picture = await line.picture(1, png);
});
afterAll(async () => {
  await line.close();
  await standIn.close();
  tasks.close();
  await redis.stop();
  await rm(folder, { recursive: true, force: true });
});

const config = () => ({
  apiKey: 'stand-in',
  baseUrl: standIn.baseUrls.heygen,
  concurrency: 2,
  perMinute: 100_000,
  longestMinutes: 60,
});

interface Changes {
  stuckMs?: number;
  concurrency?: number;
  /** What the vendor, or the bill, does otherwise. */
  vendor?: Partial<HeyGen>;
  bill?: Partial<PaidCalls>;
}

/** The verbs as a worker has them. */
function verbs(changes: Changes = {}) {
  const connection = redis.connect();
  const limits = createProviderLimits(connection, { heygen: config() });
  heygen = createHeyGen({ config: config(), limits });
  const records = createPaidRecords(connection);
  const { artifacts } = line;
  const ports = {
    artifacts,
    heygen: { ...heygen, ...changes.vendor },
    prices: PRICES,
    slots: createPresenterSlots(connection, { concurrency: changes.concurrency ?? 9 }),
  };
  const paid = { ...createPaidCalls({ artifacts, records, limits }), ...changes.bill };
  return {
    submit: createSubmitPresenter({ ...ports, paid }),
    look: createAwaitPresenter({ ...ports, paid, stuckMs: changes.stuckMs ?? 3_600_000 }),
    drop: createDropPresenter({ ...ports, paid }),
  };
}

/** A person's task, as its first attempt runs. */
async function newRun(): Promise<Run> {
  const request = someTaskRequest();
  await tasks.create(request);
  return { ...line.run, task: { id: request.id, attempt: 1 } };
}

/** The same task, as the person has it tried again. */
async function retried({ task: { id }, ...run }: Run): Promise<Run> {
  return { ...run, task: { id, attempt: (await tasks.retry(id))?.attempt ?? 0 } };
}

async function billOf({ task: { id } }: Run) {
  const ledger = await readLedger(redis.connect(), id);
  const task = await tasks.get(id);
  return {
    lines: ledger.map(({ outcome, cents }) => `${outcome} ${cents}`),
    cost: task?.cost,
    warnings: task?.warnings.map(({ code, slide }) => [code, slide]),
  };
}

const NOTHING_SPENT = { lines: [], cost: { cents: 0, upToCents: 0 }, warnings: [] };
/** A film of less than half a minute. */
const ONE_FILM = { lines: ['paid 49.5'], cost: { cents: 49.5, upToCents: 49.5 }, warnings: [] };

async function jobOf(order: PresenterOrder) {
  const { jobKey } = await namesOf(order, line.artifacts);
  return { jobKey, ...(await readJob(jobKey, line.artifacts)) };
}

/** The order as if it had been made earlier, or brought another video. */
async function alterJob(order: PresenterOrder, change: { orderedAt?: number; videoId?: string }): Promise<void> {
  const { jobKey, ...job } = await jobOf(order);
  await line.artifacts.writeJson(jobKey, { ...job, ...change });
}

/** The vendor has made it, and nobody has fetched it. */
async function made(order: PresenterOrder): Promise<void> {
  const { videoId } = await jobOf(order);
  await eventually(async () => (await heygen.video(videoId, line.run.signal))?.status === 'completed', 120_000);
}

/** An order of something that nobody said before. */
async function newOrder(seconds = 3) {
  const number = narrations++;
  const wav = join(folder, `${number}.wav`);
  await speakSound(wav, number, seconds + number / 20);
  const narration: Narration = await line.narration(1, wav, `Sentence ${number}.`);
  return { presenter: BRUNO, narration, format: FORMAT, wav };
}

/** What the adapter throws where the connection broke before the answer came. */
const lostAnswer = (): never => {
  throw new LostAnswerError('answer_lost', 'lost', { retry: 'later' });
};

/** What a verb threw. */
async function failureOf(work: Promise<unknown>): Promise<ProviderError> {
  const thrown = await work.then(
    () => undefined,
    (failure: unknown) => failure,
  );
  if (thrown instanceof ProviderError) return thrown;
  throw new Error(`it did not fail as it should: ${String(thrown)}`);
}

/** Looks until there is something else than waiting. */
async function finished(look: () => Promise<PresenterVideo>): Promise<PresenterVideo> {
  return eventually(
    () =>
      look().catch((thrown: unknown) => {
        if (thrown instanceof ProviderError && thrown.code === 'presenter_pending') return false;
        throw thrown;
      }),
    120_000,
  );
}

beforeEach(() => {
  standIn.setFaults({});
  standIn.reset();
});

test('a presenter is ordered once, fetched, and says our narration in our clip within 40 ms', async () => {
  const { submit, look } = verbs();
  const order = await newOrder(6);
  await submit(order, line.run);
  await submit(order, line.run);
  const video = await finished(() => look(order, line.run));
  expect(await look(order, line.run)).toEqual(video);
  expect(standIn.counters().heygen).toMatchObject({ billedCalls: 1, schemaViolations: [] });

  // The vendor's own sound, laid over the narration to the sample: what the coarse comparison found is near.
  const file = await line.artifacts.file(video.key);
  const sound = await line.artifacts.file(order.narration.key);
  const startMs = await presenterStartMs({ narration: sound, video: file, slide: 1 }, line.run);
  const narration = decodeSound(sound, 1000, 1);
  const heard = decodeSound(file, 1000, 2);
  expect(Math.abs(lagMs(narration, heard) - (startMs - 21.3))).toBeLessThanOrEqual(10);

  const clip = await line.clip({ picture, narration: order.narration, presenter: { ...BRUNO, video } });
  const shown = await line.artifacts.file(clip.key);
  const mouth = mouthCourse(shown, FORMAT, clip.frames);
  const loud = loudnessCourse(shown, clip.frames);
  expect(Math.abs(bestShift(loud, mouth)) * (1000 / FORMAT.fps)).toBeLessThanOrEqual(40);
  const complaints = execFileSync('ffmpeg', ['-nostdin', '-v', 'error', '-xerror', '-i', shown, '-f', 'null', '-']);
  expect(complaints.toString()).toBe('');
});

test.each(['reset_after_billing', 'gateway_timeout'])(
  'an answer lost by %s is asked for again with the same key where the vendor lists nothing yet: one video, one bill',
  async (fault) => {
    const { submit, look } = verbs({ vendor: { videosTitled: () => Promise.resolve([]) } });
    const order = await newOrder();
    standIn.setFaults({ 'heygen.submit': { [fault]: { atMost: 1 } } });
    expect(await failureOf(submit(order, line.run))).toMatchObject({ code: 'answer_lost', slide: 1 });
    await submit(order, line.run);
    await finished(() => look(order, line.run));
    expect(standIn.counters().heygen).toMatchObject({ billedCalls: 1, repeatedBilledCalls: 0 });
  },
);

test('an order whose answer was lost is found by its title, also when the vendor has forgotten its key', async () => {
  const { submit, look } = verbs();
  const [order, run] = [await newOrder(), await newRun()];
  standIn.setFaults({ 'heygen.submit': { reset_after_billing: { atMost: 1 } } });
  await failureOf(submit(order, run));
  const { jobKey } = await namesOf(order, line.artifacts);
  const yesterday = Date.now() - 24 * 3_600_000;
  await redis.connect().hset(keys.paidIntent(jobKey), 'at', yesterday);
  await submit(order, run);
  expect(await jobOf(order)).toMatchObject({ orderedAt: yesterday });
  await made(order);
  await look(order, run);
  expect(standIn.counters().heygen).toMatchObject({ billedCalls: 1, byRoute: { 'heygen.submit': 1 } });
  expect(await billOf(run)).toEqual(ONE_FILM);
});

test('a link that has run out is asked for anew', async () => {
  const { submit, look } = verbs();
  const order = await newOrder();
  standIn.setFaults({ 'heygen.download': { expired_link: { atMost: 1 } } });
  await submit(order, line.run);
  await finished(() => look(order, line.run));
  expect(standIn.counters().heygen.faults).toMatchObject({ expired_link: 1 });
});

test('a failed job fails by slide number, and the next order is another job', async () => {
  const { submit, look } = verbs();
  const order = await newOrder();
  standIn.setFaults({ 'heygen.submit': { failed_job: { atMost: 1 } } });
  await submit(order, line.run);
  const failure = await failureOf(finished(() => look(order, line.run)));
  expect(failure).toMatchObject({ code: 'presenter_failed', retry: 'never', slide: 1 });
  expect(failure.message).toContain('Slide 1');
  await submit(order, line.run);
  await finished(() => look(order, line.run));
});

test('a stuck job is waited for with the time to ask again, and given up after its time', async () => {
  const { submit, look } = verbs();
  const order = await newOrder();
  standIn.setFaults({ 'heygen.submit': { stuck_job: { atMost: 1 } } });
  await submit(order, line.run);
  const pending = await failureOf(look(order, line.run));
  expect(pending).toMatchObject({ code: 'presenter_pending', retry: 'after' });
  expect(pending.retryAfterMs).toBeGreaterThanOrEqual(15_000);
  const impatient = verbs({ stuckMs: 0 });
  expect(await failureOf(impatient.look(order, line.run))).toMatchObject({ code: 'presenter_stuck', retry: 'never' });
  expect(standIn.counters().heygen.byRoute).toMatchObject({ 'heygen.delete': 1 });
});

test('a job that is given up is deleted at the vendor, also where its id never came', async () => {
  const { submit, look, drop } = verbs();
  const order = await newOrder();
  standIn.setFaults({ 'heygen.submit': { stuck_job: { atMost: 1 } } });
  await submit(order, line.run);
  await drop(order);
  expect(await failureOf(look(order, line.run))).toMatchObject({ code: 'presenter_gone' });

  const lost = await newOrder();
  standIn.setFaults({ 'heygen.submit': { reset_after_billing: { atMost: 1 } } });
  await failureOf(submit(lost, line.run));
  await drop(lost);
  expect(standIn.counters().heygen.byRoute).toMatchObject({ 'heygen.delete': 2 });
});

test('who cancels in the middle of a film pays nothing for it, and a retry orders it anew', async () => {
  const { submit, look, drop } = verbs();
  const [order, run] = [await newOrder(), await newRun()];
  standIn.setFaults({ 'heygen.submit': { stuck_job: { atMost: 1 } } });
  await submit(order, run);
  expect(await failureOf(look(order, run))).toMatchObject({ code: 'presenter_pending' });
  expect(await billOf(run)).toEqual(ONE_FILM);
  await tasks.cancel(run.task.id);
  await drop(order);
  expect(await billOf(run)).toEqual(NOTHING_SPENT);
  expect(standIn.counters().heygen).toMatchObject({ billedCalls: 0, byRoute: { 'heygen.delete': 1 } });

  const again = await retried(run);
  await submit(order, again);
  await finished(() => look(order, again));
  expect(await billOf(run)).toEqual(ONE_FILM);
  expect(standIn.counters().heygen).toMatchObject({ billedCalls: 1 });
});

test('who cancels while the answer to an order is lost pays nothing for it', async () => {
  const { drop } = verbs();
  const deaf = verbs({
    vendor: { createVideo: (video, signal) => heygen.createVideo(video, signal).then(lostAnswer) },
  });
  const [order, run] = [await newOrder(), await newRun()];
  standIn.setFaults({ 'heygen.submit': { stuck_job: { atMost: 1 } } });
  expect(await failureOf(deaf.submit(order, run))).toMatchObject({ code: 'answer_lost' });
  await tasks.cancel(run.task.id);
  expect(await billOf(run)).toMatchObject({ lines: ['unknown 49.5'], cost: { cents: 0, upToCents: 49.5 } });
  await drop(order);
  expect(await billOf(run)).toEqual(NOTHING_SPENT);
  expect(standIn.counters().heygen).toMatchObject({ billedCalls: 0, byRoute: { 'heygen.delete': 1 } });
  expect(await redis.connect().keys('paid-intent:*')).toEqual([]);
});

test('a film that is finished when its task is cancelled stays, and a retry fetches it for nothing', async () => {
  const { submit, look, drop } = verbs();
  const [order, run] = [await newOrder(), await newRun()];
  await submit(order, run);
  await made(order);
  await tasks.cancel(run.task.id);
  await drop(order);
  expect(await billOf(run)).toEqual(ONE_FILM);
  const { seconds } = standIn.counters().heygen.units;
  expect(await readLedger(redis.connect(), run.task.id)).toMatchObject([{ usage: { seconds } }]);

  const again = await retried(run);
  await submit(order, again);
  await look(order, again);
  expect(standIn.counters().heygen).toMatchObject({ billedCalls: 1, byRoute: { 'heygen.submit': 1 } });
  expect(await billOf(run)).toEqual(ONE_FILM);
});

test.each([
  ['a cancel', 'presenter_gone', {}],
  ['the end of patience', 'presenter_stuck', { stuckMs: 0 }],
])('a worker that dies right after %s deleted a film leaves no line and no question', async (why, code, changes) => {
  const { submit, look } = verbs(changes);
  const [order, run] = [await newOrder(), await newRun()];
  standIn.setFaults({ 'heygen.submit': { stuck_job: { atMost: 1 } } });
  await submit(order, run);
  const dying = verbs({ ...changes, bill: { settle: () => Promise.reject(new Error('the worker dies')) } });
  if (why === 'a cancel') await dying.drop(order);
  else await expect(dying.look(order, run)).rejects.toThrow('the worker dies');
  expect(standIn.counters().heygen.byRoute).toMatchObject({ 'heygen.delete': 1 });
  expect(await billOf(run)).toEqual(ONE_FILM);
  expect(await failureOf(look(order, run))).toMatchObject({ code, retry: 'never' });
  expect(await billOf(run)).toEqual(NOTHING_SPENT);
});

test('a film that vanished at the vendor’s is asked about, and ordered again once a person says so', async () => {
  const { submit, look } = verbs();
  const [order, run] = [await newOrder(), await newRun()];
  await submit(order, run);
  await heygen.deleteVideo((await jobOf(order)).videoId, run.signal);
  // At first it may only be late.
  expect(await failureOf(look(order, run))).toMatchObject({ code: 'presenter_pending', retry: 'after' });
  expect(await billOf(run)).toEqual(ONE_FILM);

  await alterJob(order, { orderedAt: Date.now() - 6 * 60_000 });
  const failure = await failureOf(look(order, run));
  expect(failure).toMatchObject({ code: 'unknown_outcome', retry: 'never', slide: 1 });
  expect(failure.message).toMatch(/^Slide 1: .*49\.5 cents at most.*Retry the task/);
  const asked = {
    lines: ['unknown 49.5'],
    cost: { cents: 0, upToCents: 49.5 },
    warnings: [['possibly_paid_twice', 1]],
  };
  expect(await billOf(run)).toEqual(asked);

  await tasks.record(run.task, { status: 'failed', error: { code: failure.code, message: failure.message } });
  const again = await retried(run);
  await submit(order, again);
  await finished(() => look(order, again));
  expect(await billOf(run)).toEqual({
    ...asked,
    lines: ['unknown 49.5', 'paid 49.5'],
    cost: { cents: 49.5, upToCents: 99 },
  });
});

test('a cancelled task’s film that vanished at the vendor’s may have been billed, and its bill says so', async () => {
  const { submit, drop } = verbs();
  const [order, run] = [await newOrder(), await newRun()];
  await submit(order, run);
  await heygen.deleteVideo((await jobOf(order)).videoId, run.signal);
  await alterJob(order, { orderedAt: Date.now() - 6 * 60_000 });
  await tasks.cancel(run.task.id);
  await drop(order);
  expect(await billOf(run)).toMatchObject({ lines: ['unknown 49.5'], cost: { cents: 0, upToCents: 49.5 } });
});

test('a film that says something else is wasted money, and the task is warned', async () => {
  const { submit, look } = verbs();
  const [other, order, run] = [await newOrder(), await newOrder(), await newRun()];
  await submit(other, line.run);
  await submit(order, run);
  await alterJob(order, { videoId: (await jobOf(other)).videoId });
  await finished(() => look(other, line.run));
  expect(await failureOf(look(order, run))).toMatchObject({ code: 'presenter_unusable', retry: 'never', slide: 1 });
  expect(await billOf(run)).toEqual({ ...ONE_FILM, lines: ['wasted 49.5'], warnings: [['paid_unusable', 1]] });
});

test('no more videos are made at once than the account allows', async () => {
  const { submit, drop } = verbs({ concurrency: 1 });
  const [first, second] = [await newOrder(), await newOrder()];
  standIn.setFaults({ 'heygen.submit': { stuck_job: { atMost: 1 } } });
  await submit(first, line.run);
  const queued = await failureOf(submit(second, line.run));
  expect(queued).toMatchObject({ code: 'presenter_queued', retry: 'after', slide: 1 });
  await drop(first);
  await submit(second, line.run);
});

test('a presenter is found by name, or the nearest names are said', async () => {
  const cast = createCastPresenter({ heygen });
  const ask = (name: string) =>
    cast({ task: { ...someTaskRequest(), options: { presenter: { provider: 'heygen', name } } } }, line.run);
  expect(await ask('keiko_office_front')).toMatchObject({
    name: 'keiko_office_front',
    layout: 'corner',
    shape: 'circle',
  });
  expect(await failureOf(ask('nobody'))).toMatchObject({ code: 'unknown_presenter', retry: 'never' });
  expect(standIn.counters().heygen.schemaViolations).toEqual([]);
});

/** How dark the middle of the presenter's face is, picture by picture: the stand-in's mouth opens as far as its sound is loud. */
function mouthCourse(file: string, { width, height }: VideoFormat, frames: number): number[] {
  const side = Math.floor((height * 0.3) / 2) * 2;
  const margin = Math.floor((height * 0.05) / 2) * 2;
  const [w, h] = [12, 12];
  const x = width - margin - side / 2 - w / 2;
  const y = height - margin - side + Math.round(side * 0.515) - h / 2;
  const args = ['-nostdin', '-v', 'error', '-i', file, '-an', '-vf', `crop=${w}:${h}:${x}:${y},format=gray`];
  const pixels = execFileSync('ffmpeg', [...args, '-f', 'rawvideo', '-'], { maxBuffer: 2 ** 28 });
  return Array.from({ length: frames }, (_, frame) => {
    let sum = 0;
    for (const value of pixels.subarray(frame * w * h, (frame + 1) * w * h)) sum += 255 - value;
    return sum;
  });
}

function loudnessCourse(file: string, frames: number): number[] {
  const samples = decodeSound(file, 0, frames / FORMAT.fps);
  const step = 48_000 / FORMAT.fps;
  return Array.from({ length: frames }, (_, frame) =>
    Math.sqrt(samples.subarray(frame * step, (frame + 1) * step).reduce((sum, value) => sum + value * value, 0)),
  );
}

/** By how many pictures `b` is later than `a`, by the best correlation. */
function bestShift(a: readonly number[], b: readonly number[]): number {
  const center = (values: readonly number[]): number[] => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.map((value) => value - mean);
  };
  const [x, y] = [center(a), center(b)];
  const shifts = Array.from({ length: 31 }, (_, index) => index - 15);
  const score = (shift: number): number => x.reduce((sum, value, at) => sum + value * (y[at + shift] ?? 0), 0);
  return shifts.reduce((best, shift) => (score(shift) > score(best) ? shift : best));
}

/** By how much `heard` is later, to the sample. */
function lagMs(sound: Float32Array, heard: Float32Array): number {
  let best = { lag: 0, score: -Infinity };
  for (let lag = 0; lag < heard.length - sound.length; lag += 4) {
    let score = 0;
    for (let at = 0; at < sound.length; at += 3) score += (sound[at] ?? 0) * (heard[at + lag] ?? 0);
    if (score > best.score) best = { lag, score };
  }
  return best.lag / 48;
}
