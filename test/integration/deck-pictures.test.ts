/** From the file to its words and pictures, with the real LibreOffice and poppler. */

import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readFile, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import sharp from 'sharp';
import { createLibreOffice } from '../../activities/adapters/libreoffice.ts';
import { createPoppler } from '../../activities/adapters/poppler.ts';
import { createConvertDeck } from '../../activities/convert-deck.ts';
import { deckSchema } from '../../activities/deck/schema.ts';
import { createPictureSlides } from '../../activities/picture-slides.ts';
import { createPreviewSlides } from '../../activities/preview-slides.ts';
import { createReadDeck } from '../../activities/read-deck.ts';
import type { Run } from '../../activities/run.ts';
import type { DeckFormat, DeckRef, Picture } from '../../domain/index.ts';
import { createFileArtifacts, type Artifacts } from '../../platform/artifacts.ts';
import { inspectDeck } from '../../platform/deck-door.ts';
import { runCommand } from '../../platform/run-command.ts';
import { makePptx, pdfOf, SLIDE_COLORS } from '../support/deck-files.ts';
import { someTaskRequest } from '../support/task-request.ts';

const FORMAT = { width: 1280, height: 720, fps: 30 } as const;
const office = createLibreOffice();
const pdf = createPoppler();
let folder = '';
let artifacts: Artifacts;

const newRun = async (signal: AbortSignal = new AbortController().signal): Promise<Run> => ({
  task: { id: 'test', attempt: 1 },
  signal,
  scratch: await mkdtemp(join(folder, 'run-')),
});
const readDeck = async (file: string): Promise<DeckRef> =>
  createReadDeck({ artifacts, office, pdf })({ task: await taskOf(file) }, await newRun());
const convert = async (deck: DeckRef, slides: number[]) =>
  createConvertDeck({ artifacts, office, pdf })({ deck, slides }, await newRun());
const picture = async (pdfKey: string, slides: number[], format: { width: number; height: number; fps: 30 } = FORMAT) =>
  createPictureSlides({ artifacts, pdf })(
    { pdfKey, pages: slides.map((slide, index) => ({ page: index + 1, slide })), format },
    await newRun(),
  );

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deck-pictures-'));
  artifacts = createFileArtifacts(join(folder, 'store'));
  await makePptx(join(folder, 'deck.pptx'));
  const run = await newRun();
  const odp = await office.toOdp({ file: join(folder, 'deck.pptx'), format: 'pptx', slideCount: 5 }, run);
  await copyFile(odp, join(folder, 'deck.odp'));
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

test.each(['pptx', 'odp'] as const)(
  'titles, words, notes, hidden marks and language come out of %s',
  async (format) => {
    const ref = await readDeck(join(folder, `deck.${format}`));
    expect(ref.slides.map(({ title, hidden, hasNotes }) => [title, hidden, hasNotes])).toEqual(
      [1, 2, 3, 4, 5].map((number) => [`Title ${number}`, number === 2 || number === 4, true]),
    );
    const deck = await artifacts.readJson(ref.key, (value) => deckSchema.parse(value));
    expect(deck).toMatchObject({ format });
    expect(deck.slides[2]).toMatchObject({
      number: 3,
      notes: 'Notes 3\nsecond line',
      body: [{ kind: 'text', text: 'スライドの本文です。' }],
    });
  },
);

test('a second reading of the same file writes nothing', async () => {
  const file = join(folder, 'deck.pptx');
  const { key } = await readDeck(file);
  const before = (await stat(await artifacts.file(key))).mtimeMs;
  expect((await readDeck(file)).key).toBe(key);
  expect((await stat(await artifacts.file(key))).mtimeMs).toBe(before);
});

test.each(['pptx', 'odp'] as const)(
  'every slide of %s gets its own picture, hidden ones only where they are asked for',
  async (format) => {
    const deck = await readDeck(join(folder, `deck.${format}`));
    for (const slides of [
      [1, 3, 5],
      [1, 2, 3, 4, 5],
    ]) {
      const { pdfKey } = await convert(deck, slides);
      const pictures = await picture(pdfKey, slides);
      expect(pictures.map(({ slide }) => slide)).toEqual(slides);
      expect(await Promise.all(pictures.map((one) => colorAt(one, 0.5, 0.9)))).toEqual(
        slides.map((slide) => SLIDE_COLORS[slide - 1]),
      );
    }
  },
  120_000,
);

test('a deck that is no task yet is painted small, of the PDF that the task will find, and each slide once', async () => {
  const deck = await readDeck(join(folder, 'deck.pptx'));
  const { pdfKey } = await convert(deck, [1, 3, 5]);
  const preview = async () => {
    const pages = [2, 3].map((page) => ({ page, slide: page * 2 - 1 }));
    await createPreviewSlides({ artifacts, pdf })({ pdfKey, pages }, await newRun());
  };
  await preview();
  const keys = (await artifacts.list('tasks/test/slides/')).toSorted();
  expect(keys).toEqual(['tasks/test/slides/3.png', 'tasks/test/slides/5.png']);
  const small = keys.map((key) => ({ slide: 0, key }));
  expect(await Promise.all(small.map((one) => colorAt(one, 0.5, 0.9)))).toEqual([SLIDE_COLORS[2], SLIDE_COLORS[4]]);
  const { width, height } = await sharp(await artifacts.file(keys[0] ?? '')).metadata();
  expect([width, height]).toEqual([480, 270]);
  const written = async () => (await stat(await artifacts.file(keys[0] ?? ''))).mtimeMs;
  const first = await written();
  await preview();
  expect(await written()).toBe(first);
  const pdfs = await artifacts.list('content/pdf/');
  await convert(deck, [1, 3, 5]);
  expect(await artifacts.list('content/pdf/')).toEqual(pdfs);
}, 120_000);

test('a PPT is read and painted like the others', async () => {
  const run = await newRun();
  const args = [
    `-env:UserInstallation=file://${run.scratch}/profile`,
    '--headless',
    '--convert-to',
    'ppt',
    '--outdir',
    run.scratch,
    join(folder, 'deck.odp'),
  ];
  await runCommand('soffice', args, { signal: run.signal, timeoutMs: 60_000 });
  const deck = await readDeck(join(run.scratch, 'deck.ppt'));
  expect(deck.slides.map(({ title, hidden }) => [title, hidden])[3]).toEqual(['Title 4', true]);
  const { pdfKey } = await convert(deck, [2, 5]);
  const [second, fifth] = await picture(pdfKey, [2, 5]);
  expect([await colorAt(second, 0.5, 0.9), await colorAt(fifth, 0.5, 0.9)]).toEqual([SLIDE_COLORS[1], SLIDE_COLORS[4]]);
}, 120_000);

test('pages of other shapes stand whole between black bars, turned ones upright', async () => {
  const pages = [
    { width: 960.009, height: 540 },
    { width: 400, height: 400 },
    { width: 400, height: 800, rotate: 90 },
    { width: 1, height: 1 },
    { width: 14_400, height: 8_100 },
    { width: 14_400, height: 100 },
  ];
  const key = await stored('odd.pdf', pdfOf(pages));
  const pictures = await picture(
    key,
    pages.map((_, index) => index + 1),
  );
  for (const one of pictures) {
    expect(await sharp(await artifacts.file(one.key)).metadata()).toMatchObject({
      format: 'png',
      width: 1280,
      height: 720,
      channels: 3,
    });
  }
  const [wide, square, turned, tiny, huge, flat] = pictures;
  const colors = async (one: Picture | undefined, ...points: [number, number][]): Promise<string[]> =>
    Promise.all(points.map(([x, y]) => colorAt(one, x, y)));
  // The left half of every page is red, the right half is paper.
  expect(await colors(wide, [0.001, 0.5], [0.999, 0.5])).toEqual(['FF0000', 'FFFFFF']);
  expect(await colors(square, [0.1, 0.5], [0.4, 0.5], [0.6, 0.5], [0.9, 0.5])).toEqual([
    '000000',
    'FF0000',
    'FFFFFF',
    '000000',
  ]);
  // Turned clockwise by 90°, its left half is on top; 2:1 leaves bars above and below.
  expect(await colors(turned, [0.5, 0.02], [0.5, 0.3], [0.5, 0.7], [0.5, 0.98])).toEqual([
    '000000',
    'FF0000',
    'FFFFFF',
    '000000',
  ]);
  expect(await colors(tiny, [0.4, 0.5], [0.6, 0.5])).toEqual(['FF0000', 'FFFFFF']);
  expect(await colors(huge, [0.1, 0.5], [0.9, 0.5])).toEqual(['FF0000', 'FFFFFF']);
  expect(await colors(flat, [0.1, 0.5], [0.9, 0.5], [0.5, 0.4])).toEqual(['FF0000', 'FFFFFF', '000000']);
});

test('pages with the same pixels share one picture, and a second painting finds it', async () => {
  const page = { width: 960, height: 540 };
  const key = await stored('same.pdf', pdfOf([page, page]));
  const [first, second] = await picture(key, [1, 2]);
  expect(first?.key).toBe(second?.key);
  const before = (await artifacts.list('content/painted/')).length;
  expect(await picture(key, [1, 2])).toEqual([first, second]);
  expect((await artifacts.list('content/painted/')).length).toBe(before);
  expect((await picture(key, [1], { width: 1920, height: 1080, fps: 30 }))[0]?.key).not.toBe(first?.key);
});

test('a PDF that is sent again finds its pages painted', async () => {
  const bytes = pdfOf([{ width: 960, height: 540 }]);
  const [sent, again] = [await stored('sent.pdf', bytes), await stored('again.pdf', bytes)];
  const paint = createPictureSlides({ artifacts, pdf });
  const pages = [{ page: 1, slide: 1 }];
  const first = await paint({ pdfKey: sent, sha256: 'its hash', pages, format: FORMAT }, await newRun());
  const before = (await artifacts.list('content/painted/')).length;
  expect(await paint({ pdfKey: again, sha256: 'its hash', pages, format: FORMAT }, await newRun())).toEqual(first);
  expect((await artifacts.list('content/painted/')).length).toBe(before);
});

test('a page that cannot be painted names its slide', async () => {
  const key = await stored('short.pdf', pdfOf([{ width: 960, height: 540 }]));
  const pages = [{ page: 2, slide: 7 }];
  const painting = createPictureSlides({ artifacts, pdf })({ pdfKey: key, pages, format: FORMAT }, await newRun());
  await expect(painting).rejects.toMatchObject({ code: 'slide_not_painted', slide: 7 });
});

test('a PDF stays as it is, and must have a page for every slide', async () => {
  const file = join(folder, 'two.pdf');
  await writeFile(
    file,
    pdfOf([
      { width: 960, height: 540 },
      { width: 960, height: 540 },
    ]),
  );
  const deck = await readDeck(file);
  expect(deck.slides).toHaveLength(2);
  expect(await convert(deck, [1, 2])).toEqual({ pdfKey: deck.file.key });
  await expect(convert(deck, [1, 2, 3])).rejects.toMatchObject({
    code: 'slide_count_mismatch',
    message: expect.stringMatching(/3 slides .* 2 pages/),
  });
});

test('a converter that exits with 0 and leaves nothing has failed', async () => {
  const deck = await readDeck(join(folder, 'deck.pptx'));
  const converting = createConvertDeck({ artifacts, office: createLibreOffice('true'), pdf })(
    { deck, slides: [1, 3] },
    await newRun(),
  );
  await expect(converting).rejects.toMatchObject({ code: 'conversion_failed' });
});

test('a converter that crashes once is started once more, one that crashes twice has failed', async () => {
  const crashing = async (name: string, condition: string): Promise<string> => {
    const program = join(folder, name, 'program/soffice');
    await mkdir(dirname(program), { recursive: true });
    const script = `#!/bin/sh
case "$*" in *--version*) exec soffice "$@" ;; esac
if ${condition}; then echo crash >> "$PWD/crashes"; mkdir -p out; echo half > out/deck.pdf; kill -SEGV $$; fi
exec /usr/lib/libreoffice/program/soffice.bin "$@"
`;
    await writeFile(program, script, { mode: 0o755 });
    return program;
  };
  const deck = await readDeck(join(folder, 'deck.pptx'));
  const convertBy = async (program: string) =>
    createConvertDeck({ artifacts, office: createLibreOffice(program), pdf })({ deck, slides: [3, 5] }, await newRun());

  const always = await crashing('always', 'true');
  await expect(convertBy(always)).rejects.toMatchObject({ code: 'conversion_failed' });
  const once = await crashing('once', 'test ! -e "$PWD/crashes"');
  const { pdfKey } = await convertBy(once);
  expect(await pdf.pages(await artifacts.file(pdfKey), await newRun())).toHaveLength(2);
});

test('a cancelled conversion leaves no process', async () => {
  const cancel = new AbortController();
  const run = await newRun(cancel.signal);
  const converting = office.toPdf({ file: join(folder, 'deck.pptx'), format: 'pptx', slideCount: 5 }, [1], run);
  const ended = expect(converting).rejects.toThrow('cancelled by a person');
  while ((await processesNaming(run.scratch)).length === 0) await sleep(20);
  await sleep(300);
  cancel.abort(new Error('cancelled by a person'));
  await ended;
  await sleep(400);
  expect(await processesNaming(run.scratch)).toEqual([]);
}, 30_000);

async function taskOf(file: string) {
  const { format }: { format: DeckFormat } = await inspectDeck(file, { maxSlides: 1000 });
  const bytes = await readFile(file);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const key = `tasks/${sha256.slice(0, 8)}/deck`;
  await artifacts.write(key, (beside) => copyFile(file, beside));
  return someTaskRequest({ deck: { key, name: 'Ünïcode name.PPTX', format, sizeBytes: bytes.length, sha256 } });
}

async function stored(name: string, content: Buffer): Promise<string> {
  const key = `tasks/test/${name}`;
  await artifacts.write(key, (beside) => writeFile(beside, content));
  return key;
}

/** `RRGGBB` at a place given as parts of width and height. */
async function colorAt(one: Picture | undefined, x: number, y: number): Promise<string> {
  if (one === undefined) throw new Error('no picture');
  const { data, info } = await sharp(await artifacts.file(one.key))
    .raw()
    .toBuffer({ resolveWithObject: true });
  const at = (Math.floor(y * info.height) * info.width + Math.floor(x * info.width)) * info.channels;
  return data
    .subarray(at, at + 3)
    .toString('hex')
    .toUpperCase();
}

/** Process ids whose command line names the folder. */
async function processesNaming(scratch: string): Promise<string[]> {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const lines = await Promise.all(
    ids.map(async (id) => ({ id, line: await readFile(`/proc/${id}/cmdline`, 'utf8').catch(() => '') })),
  );
  return lines.filter(({ line }) => line.includes(scratch)).map(({ id }) => id);
}
