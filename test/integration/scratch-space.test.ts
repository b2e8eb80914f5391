/** Room on the disk is promised once, on a disk that is really small. */

import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { reserveSpace } from '../../platform/scratch-space.ts';

const MIB = 1024 ** 2;
let place = '';
beforeAll(async () => {
  place = await mkdtemp(join(tmpdir(), 'scratch-space-'));
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m,mode=777', 'tmpfs', place]);
});
afterAll(async () => {
  execFileSync('umount', [place]);
  await rm(place, { recursive: true });
});

const attempt = async (worker: string, name: string): Promise<string> => {
  const folder = join(place, worker, name);
  await mkdir(folder, { recursive: true });
  return folder;
};

test('what one worker has reserved another cannot count on, until its work has ended', async () => {
  const first = await attempt('host-1', 'task-a');
  await reserveSpace(first, 3 * MIB);
  expect((await statfs(place)).bfree * (await statfs(place)).bsize).toBeGreaterThan(3 * MIB); // it takes no room itself
  const second = await attempt('host-2', 'task-b');
  await expect(reserveSpace(second, 2 * MIB)).rejects.toMatchObject({ code: 'disk_full', retry: 'later' });
  await rm(second, { recursive: true }); // as an attempt ends
  await reserveSpace(await attempt('host-2', 'task-c'), MIB / 2);
  await rm(first, { recursive: true });
  await reserveSpace(await attempt('host-2', 'task-d'), 2 * MIB);
});

test('more than there is, is refused before anything is written', async () => {
  await expect(reserveSpace(await attempt('host-3', 'task-e'), 5 * MIB)).rejects.toMatchObject({ code: 'disk_full' });
});
