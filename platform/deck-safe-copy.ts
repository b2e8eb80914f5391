/**
 * A zipped deck written anew for the converter, from the parts that we have read ourselves: whoever reads the copy finds the parts
 * that we found, no macros, no document types, and nothing that leads outside.
 */

import { DeckError, toError } from '../domain/index.ts';
import type { DeckPackage, PackedPart } from './deck-package.ts';
import { safeXml } from './deck-safe-xml.ts';
import { createZip } from './zip-writer.ts';

const XML = /\.(xml|rels|vml|svg|rdf)$/i;
/** Programs: Office's macros and controls, OpenDocument's libraries. */
const PROGRAMS = /(^|\/)(vbaProject[^/]*\.bin|vbaData\.xml|activeX\d*\.bin)$|^(Basic|Scripts|Dialogs)\//i;

/**
 * Parts of XML that is not well-formed are left out: the readers of the deck's words have refused it before where one matters.
 * @param file does not exist yet
 * @throws DeckError `oversized_deck`, `damaged_deck`
 */
export async function writeSafeCopy(pkg: DeckPackage, file: string): Promise<void> {
  const zip = await createZip(file);
  try {
    for (const part of pkg.packed()) {
      if (PROGRAMS.test(part.name) || part.name.endsWith('/')) continue;
      if (await isXml(part, pkg)) await zip.add(part.name, safeXml(await pkg.open(part.name))).catch(leaveOut);
      else await zip.copy(part);
    }
  } finally {
    await zip.close();
  }
}

/** By its name, or by how it starts: a drawing may be called a photograph. */
async function isXml(part: PackedPart, pkg: DeckPackage): Promise<boolean> {
  if (XML.test(part.name)) return true;
  if (part.sizeBytes === 0 || part.sizeBytes > LARGEST_DRAWING_BYTES) return false;
  for await (const chunk of await pkg.open(part.name)) {
    return (
      Buffer.isBuffer(chunk) &&
      /^[\s\0\uFEFF\uFFFD]*</.test(chunk.toString(chunk[0] === 0xff ? 'utf16le' : 'utf8', 0, 256))
    );
  }
  return false;
}

/** Photographs and films are larger; a drawing of more than this would be refused as a part. */
const LARGEST_DRAWING_BYTES = 64 * 2 ** 20;

function leaveOut(thrown: unknown): void {
  const error = toError(thrown);
  if ('syscall' in error || (error instanceof DeckError && error.code === 'oversized_deck')) throw error;
}
