/** Small pictures of slides for lists and grids, made when first asked for and kept. */

import sharp from 'sharp';
import { artifactKey } from '../platform/artifact-key.ts';
import type { Artifacts } from '../platform/artifacts.ts';

/** Few, so that nobody fills the disk with every width there is. */
export const THUMBNAIL_WIDTHS = [320, 640] as const;
export type ThumbnailWidth = (typeof THUMBNAIL_WIDTHS)[number];

/** Raised when the pictures are made in another way. */
const VERSION = 1;

/** @returns the key of a WebP with this width. The same picture is made once; two that are made at once are alike. */
export async function thumbnailOf(artifacts: Artifacts, pictureKey: string, width: ThumbnailWidth): Promise<string> {
  const key = artifactKey('thumbnail', { pictureKey, width, version: VERSION }, 'webp');
  if (!(await artifacts.has(key))) {
    const picture = await artifacts.file(pictureKey);
    await artifacts.write(key, async (file) => {
      await sharp(picture).resize({ width, withoutEnlargement: true }).webp({ quality: 82 }).toFile(file);
    });
  }
  return key;
}
