/** `npm run demo -- deck` as people run it: the command itself, on ports and in folders of its own. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';
import { runCommand } from '../../platform/run-command.ts';
import { deckOf } from '../support/deck-files.ts';
import { eventually } from '../support/redis.ts';
import { systemAt } from '../support/system.ts';

const CHECKOUT = fileURLToPath(new URL('../..', import.meta.url));
let folder: string;
let demo: ChildProcess | undefined;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demo-'));
});
afterAll(async () => {
  if (demo?.exitCode === null) {
    demo.kill('SIGTERM');
    await once(demo, 'close');
  }
  await rm(folder, { recursive: true, force: true });
});

const probeSchema = z.object({
  streams: z.array(z.object({ codec_name: z.string(), codec_type: z.string() })),
  chapters: z.array(z.object({ tags: z.object({ title: z.string() }) })),
  format: z.object({ duration: z.string() }),
});

async function ffmpegTool(program: 'ffmpeg' | 'ffprobe', args: readonly string[]): Promise<string> {
  const { stdout } = await runCommand(program, args, { signal: new AbortController().signal, timeoutMs: 60_000 });
  return stdout.toString();
}

test('the demo makes a playable video of a deck, says where it is, and leaves nothing running', async () => {
  const deck = await deckOf({ Beginning: 'This is where it begins.', Ending: 'And this is the end of it.' });
  const [dataDir, outputDir] = [join(folder, 'data'), join(folder, 'output')];
  const ports = { PORT: '0', MASTER_PORT: '0', WORKER_PORT: '0', TEMPORAL_UI_PORT: '0' };
  const addresses = { REDIS_URL: 'redis://127.0.0.1:0', TEMPORAL_ADDRESS: '127.0.0.1:0' };
  const child = spawn('npm', ['run', 'demo', '--', deck], {
    cwd: CHECKOUT,
    env: { ...process.env, ...ports, ...addresses, DATA_DIR: dataDir, OUTPUT_DIR: outputDir },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  demo = child;
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk.toString()));
  const ended = once(child, 'close');
  const { processes } = systemAt('', dataDir);
  await eventually(() => {
    if (child.exitCode !== null) throw new Error(`it ended before it sent the deck:\n${said}`);
    return said.includes('watch it at');
  }, 180_000);
  for (const name of ['redis-server', 'start-dev', 'api/main.ts', 'master/main.ts', 'worker/main.ts'])
    expect([name, await processes(name)]).toEqual([name, [expect.any(Number)]]);
  await ended;

  expect([child.exitCode, said]).toEqual([0, said]);
  const video = join(outputDir, 'small/video.mp4');
  expect(said).toContain(`  ${video}\n`);
  expect(await readdir(join(outputDir, 'small'))).toEqual(expect.arrayContaining(['poster.jpg', 'manifest.json']));

  const shown = ['-show_streams', '-show_chapters', '-show_format', '-of', 'json'];
  const { streams, chapters, format } = probeSchema.parse(
    JSON.parse(await ffmpegTool('ffprobe', ['-v', 'error', ...shown, video])),
  );
  expect(streams.filter(({ codec_type }) => codec_type !== 'data').map(({ codec_name }) => codec_name)).toEqual([
    'h264',
    'aac',
    'mov_text',
  ]);
  expect(chapters.map(({ tags }) => tags.title)).toEqual(['Beginning', 'Ending']);
  expect(Number(format.duration)).toBeGreaterThan(2);
  await ffmpegTool('ffmpeg', ['-v', 'error', '-xerror', '-i', video, '-f', 'null', '-']); // every packet decodes

  expect(await processes('')).toEqual([]);
}, 300_000);
