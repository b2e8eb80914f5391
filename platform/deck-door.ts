/** The door: what an uploaded file is, by its content, and whether it can be a deck at all, before anything is queued. */

import { open } from 'node:fs/promises';
import { DeckError, RequestError, toError, type DeckFormat } from '../domain/index.ts';
import { COMPOUND_MAGIC, openCompound, type CompoundFile } from './deck-ole.ts';
import { contentTypeOf, mainPart, slideParts } from './deck-ooxml.ts';
import { encryptedDeck, openPackage, damagedDeck, type DeckPackage } from './deck-package.ts';
import { readPdfPages } from './deck-pdf.ts';
import { countPptSlides } from './deck-ppt.ts';
import { childrenOf, readXml, xmlElements } from './deck-xml.ts';

interface Inspected {
  format: DeckFormat;
  slides: number;
}

const ODP_TYPES = [
  'application/vnd.oasis.opendocument.presentation',
  'application/vnd.oasis.opendocument.presentation-template',
];

/**
 * Reads as little of the file as tells its format and number of slides. Runs in the API: bounded, and without LibreOffice.
 * @param file a local file, received whole
 * @throws RequestError 415 `not_a_deck`; 422 `empty_deck_file`, `ambiguous_deck`, `encrypted_deck`, `damaged_deck`, `oversized_deck`, `no_slides`, `too_many_slides`
 */
export async function inspectDeck(
  file: string,
  limits: { maxSlides: number; signal?: AbortSignal },
): Promise<{ format: DeckFormat }> {
  try {
    const { format, slides } = await inspect(file, limits.signal ?? new AbortController().signal);
    if (slides === 0) throw new DeckError('no_slides', 'The deck has no slides. Add at least one.');
    if (slides > limits.maxSlides) {
      throw new DeckError(
        'too_many_slides',
        `The deck has ${slides} slides; at most ${limits.maxSlides} are taken. Split it into parts.`,
      );
    }
    return { format };
  } catch (thrown) {
    if (!(thrown instanceof DeckError)) throw thrown;
    throw new RequestError(thrown.code === 'not_a_deck' ? 415 : 422, thrown.code, thrown.message, { cause: thrown });
  }
}

async function inspect(file: string, signal: AbortSignal): Promise<Inspected> {
  const start = await startOf(file);
  if (await isTwoKinds(file, start)) throw ambiguousDeck();
  if (start.length === 0)
    throw new DeckError('empty_deck_file', 'The file is empty. Choose the deck again and send it once more.');
  if (start.subarray(0, 8).equals(COMPOUND_MAGIC))
    return closing(await openCompound(file), inspectCompound).catch(asDamaged);
  if (start.toString('latin1', 0, 4) === 'PK\x03\x04')
    return closing(await openPackage(file), inspectPackage).catch(asDamaged);
  if (start.includes('%PDF-')) return { format: 'pdf', slides: (await readPdfPages(file, signal)).length };
  throw notADeck();
}

/** Whatever a reader stumbles over is the file's fault, unless the disk itself failed. */
function asDamaged(thrown: unknown): never {
  throw thrown instanceof DeckError || 'syscall' in toError(thrown) ? thrown : damagedDeck();
}

async function inspectCompound(compound: CompoundFile): Promise<Inspected> {
  const has = (name: string): boolean => compound.stream(name) !== undefined;
  // [MS-OFFCRYPTO] 2.3: any encrypted Office file is wrapped like this, and cannot be told from a document or a table.
  if (has('EncryptedPackage')) throw encryptedDeck();
  if (!has('PowerPoint Document')) throw notADeck();
  return { format: 'ppt', slides: await countPptSlides(compound) };
}

async function inspectPackage(pkg: DeckPackage): Promise<Inspected> {
  if (pkg.has('[Content_Types].xml') && pkg.has('_rels/.rels')) {
    if (!/presentationml|ms-powerpoint/.test(await contentTypeOf(pkg, await mainPart(pkg)))) throw notADeck();
    return { format: 'pptx', slides: (await slideParts(pkg)).length };
  }
  if (!pkg.has('mimetype')) throw notADeck();
  if (!ODP_TYPES.includes(await shortText(pkg, 'mimetype'))) throw notADeck();
  if (pkg.has('META-INF/manifest.xml')) {
    const manifest = await readXml(await pkg.open('META-INF/manifest.xml'));
    const locked = childrenOf(manifest).some((entry) => childrenOf(entry, 'manifest:encryption-data').length > 0);
    if (locked) throw encryptedDeck();
  }
  let slides = 0;
  const pages = xmlElements(await pkg.open('content.xml'), { names: ['draw:page'] });
  while (!(await pages.next()).done) slides += 1;
  return { format: 'odp', slides };
}

const notADeck = (): DeckError =>
  new DeckError(
    'not_a_deck',
    'The file is not a slide deck. Send a PowerPoint (.pptx, .ppt), an Impress (.odp) or a PDF file.',
  );

async function shortText(pkg: DeckPackage, part: string): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of await pkg.open(part)) {
    if (!Buffer.isBuffer(chunk) || chunks.length > 0) throw damagedDeck();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('latin1').trim();
}

/** How files start that are no decks; a PDF's own mark may stand later in them. */
const OTHERS =
  /^(\x89PNG|\xff\xd8\xff|GIF8|BM|RIFF|MZ|\x7fELF|#!|Rar!|7z\xbc|\x1f\x8b|ID3|II\*|MM\0|\s*<(!doctype|html|svg|\?xml|script))/i;

/**
 * Readers look for a PDF's mark in the first KiB and for a zip's table at the end, so one file can be several things, and another
 * program would see another deck than we do.
 */
async function isTwoKinds(file: string, start: Buffer): Promise<boolean> {
  const isZip = start.toString('latin1', 0, 4) === 'PK\x03\x04';
  const isPdf = start.includes('%PDF-');
  if (isZip) return isPdf;
  if (isPdf && OTHERS.test(start.toString('latin1', 0, 16))) return true;
  if (!isPdf && !start.subarray(0, 8).equals(COMPOUND_MAGIC)) return false;
  return openPackage(file).then(
    (pkg) => {
      pkg.close();
      return true;
    },
    () => false,
  );
}

const ambiguousDeck = (): DeckError =>
  new DeckError(
    'ambiguous_deck',
    'The file is two kinds of file at once. Open it in the program that made it, save it again, and send the new copy.',
  );

/** The first KiB: as far as PDF readers look for their mark. */
async function startOf(file: string): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(1024), 0, 1024, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

async function closing<T extends { close(): unknown }, R>(resource: T, use: (resource: T) => Promise<R>): Promise<R> {
  try {
    return await use(resource);
  } finally {
    await resource.close();
  }
}
