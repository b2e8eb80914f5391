import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createLog } from '../../platform/log.ts';
import { openScratch } from '../../worker/scratch.ts';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scratch-'));
});
afterAll(() => rm(folder, { recursive: true }));

test('a worker that starts removes what dead workers left, and nothing of those that live or may live', async () => {
  const host = hostname();
  const living = `${host}-${process.pid}`;
  const names = [living, `${host}-4194304`, 'elsewhere-7', 'lately-7', 'announced-7'];
  for (const name of names) await mkdir(join(folder, name, 'task-1'), { recursive: true });
  const longAgo = new Date(Date.now() - 3_600_000);
  for (const name of ['elsewhere-7', 'announced-7']) await utimes(join(folder, name), longAgo, longAgo);

  const isAnnounced = (name: string) => Promise.resolve(name === 'announced-7');
  const scratch = await openScratch({
    folder,
    incoming: join(folder, 'none'),
    host,
    pid: 1,
    isAnnounced,
    log: createLog('test', 'error'),
  });
  expect((await readdir(folder)).toSorted()).toEqual(['announced-7', 'lately-7', living].toSorted());
  await mkdir(scratch.root);
  await scratch.close();
  expect(await readdir(folder)).not.toContain(`${host}-1`);
});

test('a file that a killed process never finished is removed after a day, one that is being written is not', async () => {
  const incoming = await mkdtemp(join(tmpdir(), 'incoming-'));
  for (const name of ['of-yesterday', 'of-today']) await writeFile(join(incoming, name), 'half a deck');
  const yesterday = new Date(Date.now() - 25 * 3_600_000);
  await utimes(join(incoming, 'of-yesterday'), yesterday, yesterday);
  const log = createLog('test', 'error');
  const place = { folder: join(incoming, 'none'), incoming, host: hostname(), pid: 1, log };
  const scratch = await openScratch({ ...place, isAnnounced: () => Promise.resolve(false) });
  expect(await readdir(incoming)).toEqual(['of-today']);
  await scratch.close();
  await rm(incoming, { recursive: true });
});
