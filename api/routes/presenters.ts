/** GET /api/presenters: who can present, with a picture of each, served from here whosever it is. */

import { rm } from 'node:fs/promises';
import sharp from 'sharp';
import { z } from 'zod';
import type { PresenterListing } from '../../domain/index.ts';
import { artifactKey } from '../../platform/artifact-key.ts';
import type { Artifacts } from '../../platform/artifacts.ts';
import { diskFull } from '../../platform/disk-full.ts';
import type { PresenterCatalog } from '../../platform/presenter-catalog.ts';
import { figureNamed, figureSvg } from '../../platform/presenter-figures.ts';
import { DownloadError, safeDownload } from '../../platform/safe-download.ts';
import { nothing, route, type Route } from '../operation.ts';
import { refuse } from '../problems.ts';
import { presentersSchema } from '../schemas/presenters.ts';
import { sendArtifact, versionIn } from '../send-artifact.ts';

export interface PresenterRouteDeps {
  artifacts: Artifacts;
  presenters: PresenterCatalog;
  /** `host:port` of vendors' addresses that the keeper has configured. */
  trustedHosts: readonly string[];
}

/** Raised when the pictures are made in another way. */
const VERSION = 1;
const SIDE = 400;
/** A preview is some hundred kilobytes, and a page waits for it. */
const MOST_BYTES = 8 * 1024 * 1024;
/** A preview of 4K; unpacked, a few kilobytes may be a gigabyte. */
const MOST_PIXELS = 3840 * 2160;
const DOWNLOAD_MS = 10_000;
/** A figure or a look stays as it is; an hour is soon enough for one that was changed. */
const CACHE = 'private, max-age=3600';

export function createPresenterRoutes({ artifacts, presenters, trustedHosts }: PresenterRouteDeps): Route[] {
  const list = route(
    {
      id: 'listPresenters',
      method: 'get',
      path: '/api/presenters',
      summary: 'Who can present',
      description: 'Empty while no worker runs.',
      query: nothing,
      body: nothing,
      answer: { status: 200, description: 'Presenters', schema: presentersSchema },
      problems: [],
    },
    async ({ res }) => {
      const views = (await presenters.read()).map(({ provider, name, label }) => ({
        provider,
        name,
        label,
        picture: `/api/presenters/${provider}/${encodeURIComponent(name)}.png`,
      }));
      res.json({ presenters: views });
    },
  );

  const picture = route(
    {
      id: 'getPresenterPicture',
      method: 'get',
      path: '/api/presenters/{provider}/{name}.png',
      summary: 'A presenter’s picture',
      query: z.strictObject({}),
      body: nothing,
      headers: { 'If-None-Match': 'An ETag' },
      answer: { status: 200, description: 'The picture', contentType: 'image/png' },
      problems: ['presenter_not_found', 'range_not_satisfiable'],
    },
    async ({ req, res }) => {
      const { provider, name } = req.params;
      const found = (await presenters.read()).find((one) => one.provider === provider && one.name === name);
      if (!found || (found.provider !== 'offline' && found.pictureUrl === undefined)) throw noPicture();
      const key = artifactKey('presenter-picture', { version: VERSION, ...addressOf(found) }, 'png');
      if (!(await artifacts.has(key))) {
        await artifacts.write(key, (file) => draw(found, file, trustedHosts, AbortSignal.timeout(DOWNLOAD_MS)));
      }
      await sendArtifact(artifacts, req, res, {
        key,
        version: versionIn(key),
        contentType: 'image/png',
        cacheControl: CACHE,
      });
    },
  );

  return [list, picture];
}

const noPicture = () => refuse('presenter_not_found', 'There is no picture of such a presenter.');

/** Without the signature, which is another one each time the vendor is asked. */
const addressOf = ({ provider, name, pictureUrl }: PresenterListing) => ({
  provider,
  name,
  picture: pictureUrl?.split('?')[0],
});

async function draw(
  { name, provider, pictureUrl = '' }: PresenterListing,
  file: string,
  trustedHosts: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  if (provider === 'offline') {
    const svg = figureSvg(figureNamed(name), { mouth: 'closed', eyesClosed: false }, SIDE);
    await sharp(Buffer.from(svg)).png().toFile(file);
    return;
  }
  const original = `${file}.original`;
  const download = { url: pictureUrl, file: original, maxBytes: MOST_BYTES, timeoutMs: DOWNLOAD_MS };
  try {
    await safeDownload({ ...download, signal, isWanted: isPicture, trustedHosts });
    // Made anew, so that nothing but a picture is ever served.
    const picture = sharp(original, { limitInputPixels: MOST_PIXELS }).resize(SIDE, SIDE, { position: 'top' }).png();
    await picture.toFile(file).catch((thrown: unknown) => {
      throw diskFull(thrown) ?? noPicture();
    });
  } catch (thrown) {
    throw thrown instanceof DownloadError ? noPicture() : thrown;
  } finally {
    await rm(original, { force: true });
  }
}

/** PNG, JPEG or WebP. */
const isPicture = (beginning: Buffer): boolean =>
  beginning.subarray(1, 4).toString('latin1') === 'PNG' ||
  beginning.readUInt16BE(0) === 0xffd8 ||
  beginning.subarray(8, 12).toString('latin1') === 'WEBP';
