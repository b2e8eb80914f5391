/** What a full disk does to the store and to programs, on disks that are really full. */

import { execFileSync } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createLibreOffice } from '../../activities/adapters/libreoffice.ts';
import { encodeNarration } from '../../activities/adapters/narration-encoder.ts';
import { createFileArtifacts } from '../../platform/artifacts.ts';
import { diskFull, diskFullIn } from '../../platform/disk-full.ts';
import { makePptx } from '../support/deck-files.ts';
import { speakSound } from '../support/slides.ts';

const MIB = 1024 ** 2;
/** What is left for two seconds of speech, some 18 kB. */
const PAGE_BYTES = 4096;
/** Linux' own: it takes nothing, and says why. */
const FULL = '/dev/full';
const signal = new AbortController().signal;
let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'disk-full-'));
});
afterAll(() => rm(folder, { recursive: true }));

const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );

test('a write that finds no space is said to be that, may be tried again, and leaves nothing', async () => {
  const root = join(folder, 'store');
  const artifacts = createFileArtifacts(root);
  const writing = artifacts.write('tasks/1/deck', async (file) => {
    await symlink(FULL, file);
    await writeFile(file, 'slides');
  });
  await expect(writing).rejects.toMatchObject({
    code: 'disk_full',
    retry: 'later',
    message: expect.stringMatching(/Delete tasks .* try again/),
  });
  expect(await readdir(join(root, 'incoming'))).toEqual([]);
  expect(await artifacts.list('tasks/1/')).toEqual([]);
});

test('a program that finds no space is not blamed for it, though ffmpeg then ends with 0 where little was to be written', async () => {
  const wav = join(folder, 'speech.wav');
  await speakSound(wav, 1, 2);
  const place = join(folder, 'nearly-full');
  await mkdir(place);
  const unmount = mountSmallDisk(place);
  try {
    await writeFile(join(place, 'filler'), Buffer.alloc(MIB - PAGE_BYTES, 1));
    const file = join(place, 'narration.aac');
    const failure = await failureOf(
      encodeNarration({ wav, file, run: { task: { id: 'test', attempt: 1 }, signal, scratch: folder } }),
    );
    expect(failure).toMatchObject({ code: 'sound_not_encoded' });
    expect(diskFull(failure)).toMatchObject({ code: 'disk_full', retry: 'later' });
  } finally {
    unmount();
  }
});

test('other failures stay what they are', async () => {
  const failure = new Error('x', { cause: new Error('permission denied') });
  expect(await diskFullIn(folder, failure)).toBeUndefined();
});

/** A disk of one MiB. Needs root, as set-up does. */
function mountSmallDisk(place: string): () => void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=777', 'tmpfs', place]);
  return () => execFileSync('umount', [place]);
}

test('a disk that fills up takes a small file after it refused a large one, and LibreOffice, which says nothing, is not blamed', async () => {
  const place = join(folder, 'small');
  await mkdir(place);
  const unmount = mountSmallDisk(place);
  try {
    const artifacts = createFileArtifacts(place);
    const large = join(folder, 'large');
    await writeFile(large, Buffer.alloc(2 * MIB, 1));
    await expect(artifacts.write('tasks/1/deck', (file) => copyFile(large, file))).rejects.toMatchObject({
      code: 'disk_full',
    });
    expect(await readdir(join(place, 'incoming'))).toEqual([]);
    await artifacts.writeJson('tasks/1/request.json', { slides: 3 });
    expect(await artifacts.list('tasks/1/')).toEqual(['tasks/1/request.json']);

    const file = join(folder, 'deck.pptx');
    await makePptx(file);
    const deck = { file, format: 'pptx' as const, slideCount: 5 };
    const failure = await failureOf(
      createLibreOffice().toPdf(deck, [1], { task: { id: 'test', attempt: 1 }, signal, scratch: place }),
    );
    expect(await diskFullIn(place, failure)).toMatchObject({ code: 'disk_full' });
  } finally {
    unmount();
  }
});
