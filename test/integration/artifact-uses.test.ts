/** What goes from the store with a deleted task, and what stays. */

import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createFileArtifacts, type Artifacts } from '../../platform/artifacts.ts';
import { usedBy } from '../../platform/artifact-uses.ts';

let root: string;
let artifacts: Artifacts;
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'uses-'));
  artifacts = createFileArtifacts(root);
});
afterEach(() => rm(root, { recursive: true }));

const [ONE, TWO] = ['content/clip/ab/abcd.mp4', 'content/narration/cd/cdef.aac'];
const make = (key: string): Promise<void> => artifacts.write(key, (file) => writeFile(file, key));
/** Every file on the disk, whatever it is. */
async function everything(): Promise<string[]> {
  const entries = await readdir(root, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => relative(root, join(entry.parentPath, entry.name)));
}

test('the last task that used an artifact takes it along, with every trace of both', async () => {
  await artifacts.writeJson('tasks/a/request.json', {});
  await usedBy('a', () => make(ONE));
  await usedBy('a', () => make(TWO));
  expect(await artifacts.list('tasks/a/')).toEqual(['tasks/a/request.json']);
  expect(await artifacts.removeTask('a')).toEqual({ removed: 3, shared: 0 });
  expect(await everything()).toEqual([]);
  expect(await artifacts.removeTask('a')).toEqual({ removed: 0, shared: 0 });
});

test.each([
  ['made again', () => make(ONE)],
  ['looked for', () => artifacts.has(ONE)],
  ['read', () => artifacts.file(ONE)],
])('what another task has %s stays until that goes too', async (_how, use) => {
  await usedBy('a', () => make(ONE));
  await usedBy<unknown>('b', use);
  expect(await artifacts.removeTask('a')).toEqual({ removed: 0, shared: 1 });
  expect(await createFileArtifacts(root).has(ONE)).toBe(true);
  expect(await artifacts.removeTask('b')).toEqual({ removed: 1, shared: 0 });
  expect(await everything()).toEqual([]);
});

test('what no task ever asked for is left alone, and looking without a task notes nothing', async () => {
  await make(ONE);
  await usedBy('a', () => make(TWO));
  await artifacts.has(TWO);
  await artifacts.removeTask('a');
  expect((await everything()).filter((file) => !file.startsWith(`${ONE}.`))).toEqual([ONE]);
});

test('a task that finds an artifact never loses it to the deletion of another, however the two fall together', async () => {
  const elsewhere = createFileArtifacts(root);
  // Users of other artifacts make the question who uses this one so slow that the two do fall together.
  const users = join(root, 'uses/clip/ab');
  await mkdir(users, { recursive: true });
  await Promise.all(Array.from({ length: 5_000 }, (_, i) => writeFile(join(users, `ab${i}.mp4~c`), '')));
  for (let round = 0; round < 100; round += 1) {
    await usedBy('a', () => make(ONE));
    const removal = artifacts.removeTask('a');
    // The other comes while the removal has begun and has not removed anything yet.
    while (existsSync(join(users, 'abcd.mp4~a'))) await new Promise(setImmediate);
    const found = usedBy('b', () => elsewhere.has(ONE));
    await removal;
    if (await found) expect(await elsewhere.has(ONE)).toBe(true);
    await artifacts.removeTask('b');
    expect(await elsewhere.has(ONE)).toBe(false);
  }
});
