/** Paints slides small, for whoever looks into a deck that is no task yet. */

import type { PictureSize } from '../domain/index.ts';
import type { Artifacts } from '../platform/artifacts.ts';
import { previewKey } from '../platform/task-files.ts';
import { writePng } from './adapters/png.ts';
import type { PdfTools } from './adapters/poppler.ts';
import { paintPage } from './picture-slides.ts';
import type { Run } from './run.ts';
import type { Activities } from './verbs.ts';

/** As wide as a card on a sharp screen. */
const FRAME: PictureSize = { width: 480, height: 270 };

/** Retry: safe. A picture lies under its slide's number in the deck's own folder; a second attempt paints only what the first did not. */
export const createPreviewSlides =
  ({ artifacts, pdf }: { artifacts: Artifacts; pdf: PdfTools }) =>
  async ({ pdfKey, pages }: Parameters<Activities['previewSlides']>[0], run: Run): Promise<void> => {
    const file = await artifacts.file(pdfKey);
    const sizes = await pdf.pages(file, run);
    for (const { page, slide } of pages) {
      const key = previewKey(run.task.id, slide);
      if (await artifacts.has(key)) continue;
      const pixels = await paintPage(pdf, { file, page, slide, size: sizes[page - 1], frame: FRAME }, run);
      await artifacts.write(key, (beside) => writePng(pixels, beside));
    }
  };
