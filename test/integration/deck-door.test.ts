import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import * as cfb from 'cfb';
import { inspectDeck } from '../../platform/deck-door.ts';
import { runCommand } from '../../platform/run-command.ts';
import { makePptx, pdfOf, pptxParts, shapeXml, zipOf, type Parts } from '../support/deck-files.ts';

const { signal } = new AbortController();
let folder = '';
const path = (name: string): string => join(folder, name);
const put = async (name: string, content: Buffer | string): Promise<string> => {
  await writeFile(path(name), content);
  return path(name);
};
const inspect = (file: string, maxSlides = 1000) => inspectDeck(file, { maxSlides });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'deck-door-'));
  await makePptx(path('deck.pptx'));
  await soffice('odp', 'deck.pptx');
  await soffice('ppt', 'deck.pptx');
}, 120_000);
afterAll(() => rm(folder, { recursive: true }));

test.each([
  ['deck.pptx', 'pptx'],
  ['deck.odp', 'odp'],
  ['deck.ppt', 'ppt'],
])('%s is told by its content, whatever its name', async (name, format) => {
  const renamed = await put('something.pdf', await readFile(path(name)));
  expect(await inspect(renamed)).toEqual({ format });
});

test('a slide show and a deck with macros are decks', async () => {
  for (const type of [
    'openxmlformats-officedocument.presentationml.slideshow.main',
    'ms-powerpoint.presentation.macroEnabled.main',
  ]) {
    const parts = onePage();
    const types = String(parts['[Content_Types].xml']).replace(
      /ContentType="[^"]*"/,
      `ContentType="application/vnd.${type}+xml"`,
    );
    expect(await inspect(await put('show', zipOf({ ...parts, '[Content_Types].xml': types })))).toEqual({
      format: 'pptx',
    });
  }
});

test.each(['deck.pptx', 'deck.odp', 'deck.ppt'])('the slides of %s are counted, hidden ones too', async (name) => {
  await expect(inspect(path(name), 5)).resolves.toBeDefined();
  await expect(inspect(path(name), 4)).rejects.toMatchObject({ code: 'too_many_slides', status: 422 });
});

test.each(['deck.pptx', 'deck.odp', 'deck.ppt'])('half of %s is damaged', async (name) => {
  const whole = await readFile(path(name));
  const half = await put('half', whole.subarray(0, whole.length / 2));
  await expect(inspect(half)).rejects.toMatchObject({ code: 'damaged_deck', status: 422 });
});

test('half a PDF is damaged, even where poppler would mend it', async () => {
  const whole = pdfOf(Array.from({ length: 10 }, () => ({ width: 960, height: 540 })));
  expect(await inspect(await put('whole.pdf', whole))).toEqual({ format: 'pdf' });
  const half = await put('half.pdf', whole.subarray(0, whole.length / 2));
  await expect(inspect(half)).rejects.toMatchObject({ code: 'damaged_deck' });
});

test('an empty file is said to be empty', async () => {
  await expect(inspect(await put('empty.pptx', ''))).rejects.toMatchObject({ code: 'empty_deck_file', status: 422 });
});

test('what is no deck is refused as the wrong type', async () => {
  const document = { ...onePage() };
  document['[Content_Types].xml'] = String(document['[Content_Types].xml']).replace(
    'presentationml.presentation',
    'wordprocessingml.document',
  );
  const word = cfb.utils.cfb_new();
  cfb.utils.cfb_add(word, '/WordDocument', Buffer.alloc(5000));
  const others: Record<string, Buffer | string> = {
    'picture.pdf': Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'),
    'page.html': '<!doctype html><p>Hello</p>',
    'text.docx': zipOf(document),
    'folder.zip': zipOf({ 'readme.txt': 'hello' }),
    'table.ods': zipOf({ mimetype: 'application/vnd.oasis.opendocument.spreadsheet', 'content.xml': '<a/>' }),
    'old.doc': compound(word),
  };
  for (const [name, content] of Object.entries(others)) {
    await expect(inspect(await put(name, content))).rejects.toMatchObject({ code: 'not_a_deck', status: 415 });
  }
});

test('a password is named as the reason, in every format', async () => {
  const wrapped = cfb.utils.cfb_new();
  cfb.utils.cfb_add(wrapped, '/EncryptedPackage', Buffer.alloc(9000));
  const manifest =
    '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry><m:encryption-data/></m:file-entry></m:manifest>';
  const odp = {
    mimetype: 'application/vnd.oasis.opendocument.presentation',
    'content.xml': 'x',
    'META-INF/manifest.xml': manifest,
  };
  await soffice(
    'pdf:impress_pdf_Export:{"EncryptFile":{"type":"boolean","value":"true"},"DocumentOpenPassword":{"type":"string","value":"x"}}',
    'deck.odp',
  );
  for (const file of [await put('a', compound(wrapped)), await put('b', zipOf(odp)), path('deck.pdf')]) {
    await expect(inspect(file)).rejects.toMatchObject({
      code: 'encrypted_deck',
      message: expect.stringContaining('password'),
    });
  }
}, 60_000);

test('a PDF that only forbids printing is read all the same', async () => {
  await soffice(
    'pdf:impress_pdf_Export:{"RestrictPermissions":{"type":"boolean","value":"true"},"PermissionPassword":{"type":"string","value":"x"}}',
    'deck.odp',
  );
  expect(await inspect(path('deck.pdf'))).toEqual({ format: 'pdf' });
}, 60_000);

test('a deck of no slides is told so', async () => {
  await expect(inspect(await put('none.pptx', zipOf(pptxParts([]))))).rejects.toMatchObject({
    code: 'no_slides',
    status: 422,
  });
});

test('a bomb is refused by its table of contents, without unpacking it', async () => {
  const bomb = zipOf({ ...onePage(), 'ppt/media/big.xml': Buffer.alloc(100 * 2 ** 20) });
  await expect(inspect(await put('bomb.pptx', bomb))).rejects.toMatchObject({ code: 'oversized_deck', status: 422 });
});

test('a document type in a part is refused', async () => {
  const parts = onePage();
  const main = String(parts['ppt/presentation.xml']);
  const file = await put(
    'dtd.pptx',
    zipOf({ ...parts, 'ppt/presentation.xml': `<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>${main}` }),
  );
  await expect(inspect(file)).rejects.toMatchObject({ code: 'damaged_deck' });
});

const onePage = (): Parts => pptxParts([{ part: 'slide1', xml: shapeXml(['Hello']) }]);

function compound(container: cfb.CFB$Container): Buffer {
  const bytes: unknown = cfb.write(container, { type: 'buffer' });
  if (!Buffer.isBuffer(bytes)) throw new Error('cfb wrote no buffer');
  return bytes;
}

/** Converts a file in the folder, beside itself. */
async function soffice(to: string, name: string): Promise<void> {
  const profile = `-env:UserInstallation=${pathToFileURL(path('profile')).href}`;
  await runCommand('soffice', [profile, '--headless', '--convert-to', to, '--outdir', folder, path(name)], {
    signal,
    timeoutMs: 60_000,
  });
}
