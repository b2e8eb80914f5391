/** Makes the deck a PDF of exactly the slides that the video shows. */

import { copyFile } from 'node:fs/promises';
import { DeckError, type DeckRef } from '../domain/index.ts';
import { artifactKey } from '../platform/artifact-key.ts';
import type { Artifacts } from '../platform/artifacts.ts';
import type { OfficeConverter } from './adapters/libreoffice.ts';
import type { PdfTools } from './adapters/poppler.ts';
import type { Run } from './run.ts';

/** Raise it when the same program is asked for the PDF in another way. */
const CONVERSION_VERSION = 2;

/**
 * Retry: safe. The key is made of the file's content, the slides and the converter; a second attempt finds the first one's
 * PDF. (Two attempts at once make PDFs that differ in their times; either is right, and pictures are keyed by their pixels.)
 */
export const createConvertDeck =
  ({ artifacts, office, pdf }: { artifacts: Artifacts; office: OfficeConverter; pdf: PdfTools }) =>
  async ({ deck, slides }: { deck: DeckRef; slides: number[] }, run: Run): Promise<{ pdfKey: string }> => {
    const { format, key } = deck.file;
    const pdfKey = await pdfKeyOf({ deck, slides }, office, run);
    if (format === 'pdf') {
      await checkPages(await artifacts.file(key));
      return { pdfKey };
    }
    if (await artifacts.has(pdfKey)) return { pdfKey };
    const file = await artifacts.file(key);
    const made = await office.toPdf({ file, format, slideCount: deck.slides.length }, slides, run);
    await checkPages(made);
    await artifacts.write(pdfKey, (beside) => copyFile(made, beside));
    return { pdfKey };

    /** Nothing else shows that a slide was lost: the converter exits with 0 whatever happened. */
    async function checkPages(made: string): Promise<void> {
      const { length } = await pdf.pages(made, run);
      if (length !== slides.length) {
        throw new DeckError(
          'slide_count_mismatch',
          `The deck's ${slides.length} slides became ${length} pages, so pictures and notes would not match. Export the deck as PDF and send that.`,
        );
      }
    }
  };

/** Where the PDF of these slides lies, once it is made. */
export async function pdfKeyOf(
  { deck, slides }: { deck: Pick<DeckRef, 'file'>; slides: readonly number[] },
  office: Pick<OfficeConverter, 'version'>,
  run: Run,
): Promise<string> {
  const { format, key, sha256 } = deck.file;
  if (format === 'pdf') return key;
  const inputs = { version: CONVERSION_VERSION, converter: await office.version(run), format, sha256, slides };
  return artifactKey('pdf', inputs, 'pdf');
}
