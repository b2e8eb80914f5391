import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { z } from 'zod';

const answerSchema = z.object({
  ok: z.boolean(),
  findings: z.array(
    z.object({ name: z.string(), found: z.string(), problem: z.string().optional(), remedy: z.string().optional() }),
  ),
});

let bin: string;
beforeAll(async () => {
  bin = await mkdtemp(join(tmpdir(), 'cli-doctor-'));
  const programs = (await readdir('/usr/bin')).filter((name) => name !== 'ffmpeg');
  for (const name of programs) await symlink(join('/usr/bin', name), join(bin, name));
});
afterAll(() => rm(bin, { recursive: true, force: true }));

test('the doctor uses every tool, and says of a missing one what to do', async () => {
  const child = spawn(process.execPath, ['cli/slidespeaker.ts', 'doctor', '--json'], {
    env: { ...process.env, PATH: bin },
  });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  await once(child, 'close');
  const { ok, findings } = answerSchema.parse(JSON.parse(text));
  const healthy = ['LibreOffice', 'poppler', 'espeak-ng', 'fonts', 'Temporal CLI'];
  expect(findings.filter(({ name }) => healthy.includes(name)).map(({ problem }) => problem)).toEqual(
    healthy.map(() => undefined),
  );
  const foundOf = (tool: string) => findings.find(({ name }) => name === tool)?.found;
  expect(foundOf('espeak-ng')).toMatch(/^speaks a word of \d+ ms, in one of \d{2,} voices$/); // through the library
  expect(foundOf('Temporal CLI')).toMatch(/a server of it keeps what it is told/);
  const ffmpeg = findings.find(({ name }) => name === 'ffmpeg');
  expect(ffmpeg?.problem).toMatch(/ffmpeg/);
  expect(ffmpeg?.remedy).toMatch(/npm run setup/);
  expect(ok).toBe(false);
  expect(child.exitCode).toBe(1);
}, 120_000);
