import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client, Connection } from '@temporalio/client';
import { eventually } from '../support/redis.ts';
import { startTestSystem, type TestSystem } from '../support/system.ts';

const TOUR = fileURLToPath(new URL('../../docs/samples/tour.pptx', import.meta.url));
let system: TestSystem;
let temporal: Client;
beforeAll(async () => {
  system = await startTestSystem();
  temporal = new Client({ connection: await Connection.connect({ address: system.temporalAddress }) });
}, 180_000);
afterAll(async () => {
  await temporal.connection.close();
  await system.stop();
});

const kill = async (process_: string): Promise<void> => {
  for (const pid of await system.processes(process_)) process.kill(pid, 'SIGKILL');
};
const engineStatus = async (id: string): Promise<string> =>
  (await temporal.workflow.getHandle(id).describe()).status.name;
/** Every program that a task may have started. */
const children = async (): Promise<number[]> =>
  (
    await Promise.all(['soffice', 'ffmpeg', 'ffprobe', 'pdftoppm', 'espeak-'].map((name) => system.processes(name)))
  ).flat();

test('a worker killed in the middle of a deck is replaced, the task completes, and nothing finished is made twice', async () => {
  const { id } = await system.submit(TOUR);
  await eventually(async () => (await system.get(id)).slides.some(({ stage }) => stage === 'done'), 60_000);
  await kill('worker/main.ts');
  const finished = await system.files('content');
  const task = await system.end(id);
  expect(task).toMatchObject({ status: 'completed', attempt: 1 });
  const after = await system.files('content');
  expect([...finished].filter(([file, writtenAt]) => after.get(file) !== writtenAt)).toEqual([]);
  expect(after.size).toBeGreaterThan(finished.size);
}, 240_000);

test('every process killed at once comes back, and a task that was accepted before is finished', async () => {
  const { id } = await system.submit(TOUR, { output: { resolution: '720p' } });
  await eventually(async () => (await system.get(id)).status === 'running', 60_000);
  for (const name of ['api/main.ts', 'master/main.ts', 'worker/main.ts', 'redis-server', 'start-dev']) await kill(name);
  const task = await eventually(async () => {
    const now = await system.get(id).catch(() => undefined);
    return now?.status === 'completed' && now;
  }, 240_000);
  expect(task.attempt).toBe(1);
}, 300_000);

test.each([
  ['soffice converts', 'soffice', '4:3'],
  ['ffmpeg encodes', 'ffmpeg', '9:16'],
] as const)(
  'a cancel while %s leaves no child, no scratch file and a run that says Canceled',
  async (_what, program, aspect) => {
    const before = (await system.files('content')).size;
    const looks: number[] = [];
    const seen = async (): Promise<boolean> => {
      const began = performance.now();
      const running = await system.processes(program);
      looks.push(Math.round(performance.now() - began));
      return running.length > 0;
    };
    // Looked for from the start: on a busy machine the answer may come later than the program.
    const askedAt = performance.now();
    const [{ id, acceptedMs }, isSeen] = await Promise.all([
      system
        .submit(TOUR, {
          output: { aspect, resolution: '2160p' },
          hiddenSlides: program === 'soffice' ? 'keep' : 'skip',
        })
        .then((task) => ({ id: task.id, acceptedMs: Math.round(performance.now() - askedAt) })),
      eventually(seen, 120_000).catch(() => false),
    ]);
    if (!isSeen) {
      const { status, slides } = await system.get(id);
      throw new Error(
        `${program} was not seen by ${looks.length} looks, of which the longest took ${Math.max(...looks)} ms; accepted after ${acceptedMs} ms, the task is ${status}: ${JSON.stringify(slides)}`,
      );
    }
    const cancelled = await fetch(`${system.url}/api/tasks/${id}/cancel`, { method: 'POST' });
    expect(cancelled.ok).toBe(true);
    // The bounds are those of promise P4.
    await sleep(1_000);
    expect(await children()).toEqual([]);
    expect((await system.get(id)).status).toBe('cancelled');
    await sleep(4_000);
    expect([...(await system.files('scratch')).keys()]).toEqual([]);
    expect(await engineStatus(id)).toBe('CANCELLED');
    expect((await system.get(id)).outputs).toEqual([]);

    const retried = await fetch(`${system.url}/api/tasks/${id}/retry`, { method: 'POST' });
    expect(retried.ok).toBe(true);
    expect(await system.end(id)).toMatchObject({ status: 'completed', attempt: 2 });
    expect((await system.files('content')).size).toBeGreaterThan(before);
  },
  300_000,
);
