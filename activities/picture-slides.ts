/** Paints slides at the video's size, whatever the size of their pages. */

import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Picture, PictureSize } from '../domain/index.ts';
import { artifactKey, contentKey } from '../platform/artifact-key.ts';
import type { Artifacts } from '../platform/artifacts.ts';
import type { PdfPage } from '../platform/deck-pdf.ts';
import { letterbox, release, writePng, type Pixels } from './adapters/png.ts';
import type { PageFit, PdfTools } from './adapters/poppler.ts';
import type { Run } from './run.ts';
import type { Activities } from './verbs.ts';

/** Raise it when the same page is painted otherwise. */
const PAINT_VERSION = 1;

const paintedSchema = z.strictObject({ key: z.string() });

/**
 * Retry: safe. What a page was painted to is kept beside it; a second attempt paints only what the first did not. A picture's
 * key is made of its pixels, because two conversions of one deck are different PDFs with the same pictures (media.md 10).
 */
export const createPictureSlides =
  ({ artifacts, pdf }: { artifacts: Artifacts; pdf: PdfTools }) =>
  async (
    { pdfKey, sha256, pages, format }: Parameters<Activities['pictureSlides']>[0],
    run: Run,
  ): Promise<Picture[]> => {
    const { width, height } = format;
    const file = await artifacts.file(pdfKey);
    const sizes = await pdf.pages(file, run);
    const pictures: Picture[] = [];
    // One by one: a page at a time keeps one core busy and one picture in memory; the workflow asks for several portions at once.
    for (const { page, slide } of pages) {
      const paintedKey = paintedKeyOf({ pdf: sha256 ?? pdfKey, page }, format);
      pictures.push({
        slide,
        key: (await findPainted(paintedKey, artifacts)) ?? (await paint(page, slide, paintedKey)),
      });
    }
    return pictures;

    async function paint(page: number, slide: number, paintedKey: string): Promise<string> {
      const pixels = await paintPage(pdf, { file, page, slide, size: sizes[page - 1], frame: { width, height } }, run);
      const key = pictureKey(pixels);
      if (!(await artifacts.has(key))) await artifacts.write(key, (beside) => writePng(pixels, beside));
      release(pixels);
      await artifacts.writeJson(paintedKey, { key });
      return key;
    }
  };

/** Names what a page was painted to. @param pdf the PDF's key, or the hash of one that was sent: whoever sends it again finds its pages painted. */
export const paintedKeyOf = ({ pdf, page }: { pdf: string; page: number }, { width, height }: PictureSize): string =>
  artifactKey('painted', { version: PAINT_VERSION, pdfKey: pdf, page, width, height }, 'json');

/** The key of the picture, where the page was painted before. */
export async function findPainted(paintedKey: string, artifacts: Artifacts): Promise<string | undefined> {
  if (!(await artifacts.has(paintedKey))) return undefined;
  const { key } = await artifacts.readJson(paintedKey, (value) => paintedSchema.parse(value));
  return (await artifacts.has(key)) ? key : undefined;
}

/** A page in the middle of its frame. */
export async function paintPage(
  pdf: Pick<PdfTools, 'paint'>,
  { file, page, slide, size, frame }: PageToPaint,
  run: Run,
): Promise<Pixels> {
  const fit = fitInto(size, frame);
  const data = await pdf.paint({ file, page, slide, fit }, run);
  const painted = { width: fit.width, height: fit.height, data };
  const framed = await letterbox(painted, frame);
  if (framed !== painted) release(painted);
  return framed;
}

interface PageToPaint {
  file: string;
  page: number;
  slide: number;
  size: PdfPage | undefined;
  frame: PictureSize;
}

/** The largest size of the page's shape inside the frame, in whole pixels; a page that is a mere line keeps one. */
export function fitInto(page: PdfPage | undefined, frame: PictureSize): PageFit {
  if (page === undefined || page.width <= 0 || page.height <= 0)
    return { width: frame.width, height: frame.height, scale: 1 };
  const scale = Math.min(frame.width / page.width, frame.height / page.height);
  const pixels = (points: number, most: number): number => Math.min(most, Math.max(1, Math.round(points * scale)));
  return { width: pixels(page.width, frame.width), height: pixels(page.height, frame.height), scale };
}

function pictureKey({ width, height, data }: Pixels): string {
  return contentKey('picture', createHash('sha256').update(`${width}x${height}\n`).update(data).digest('hex'), 'png');
}
