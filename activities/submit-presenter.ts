/** Orders the video of a presenter who says a narration: the narration goes to the vendor, and the job's id into the store. */

import { join } from 'node:path';
import { writeFile } from 'node:fs/promises';
import { z } from 'zod';
import { centsFor, ProviderError, type Narration, type Prices } from '../domain/index.ts';
import type { Artifacts } from '../platform/artifacts.ts';
import type { PresenterSlots } from '../platform/presenter-slots.ts';
import { runFfmpeg } from './adapters/run-ffmpeg.ts';
import { uploadArgs } from './adapters/ffmpeg.ts';
import type { HeyGen } from './adapters/heygen.ts';
import { ofSlide } from './of-slide.ts';
import type { PaidCalls, Receipt } from './paid/paid-calls.ts';
import { namesOf, type PresenterJob, type PresenterNames } from './presenter/jobs.ts';
import type { Run } from './run.ts';
import type { Activities } from './verbs.ts';

type SubmitInput = Parameters<Activities['submitPresenter']>[0];

/** What the price list calls it; every look costs the same. */
export const FILM_MODEL = 'avatar';
/** No video was seen to be longer than its sound by more than this. */
const MOST_LONGER_SECONDS = 1;
/** What the vendor makes is a little longer than what it is given: a step more, where that falls upon its edge. */
export const mostFilmCents = ({ durationMs }: Pick<Narration, 'durationMs'>, prices: Prices): number =>
  centsFor('heygen', FILM_MODEL, { seconds: durationMs / 1000 + MOST_LONGER_SECONDS }, prices);
/** Encoding an hour of sound takes some 20 s. */
const ENCODE_MS = 300_000;
/** How soon it is worth asking again for a slot: videos take minutes. */
const QUEUED_MS = 20_000;

export interface SubmitPresenterPorts {
  artifacts: Artifacts;
  heygen: HeyGen | undefined;
  paid: PaidCalls;
  slots: PresenterSlots;
  prices: Prices;
}

/**
 * Retry: safe. A job that is known is not ordered again; one whose answer was lost is looked for by its title, and, where it is not
 * listed, ordered with the same idempotency key, for which the vendor bills nothing twice within a day; a narration that was uploaded is not uploaded again.
 * @throws ProviderError `presenter_queued` while others' videos are being rendered, `presenter_provider_missing`, and what the vendor
 * answers, each with the slide.
 */
export const createSubmitPresenter =
  ({ artifacts, heygen, paid, slots, prices }: SubmitPresenterPorts) =>
  async (order: SubmitInput, run: Run): Promise<void> => {
    const { presenter, narration, language } = order;
    const { slide } = narration;
    const names = await namesOf(order, artifacts);
    if (await artifacts.has(names.videoKey)) return;
    if (!heygen) throw providerMissing();
    const isOrdered = await artifacts.has(names.jobKey);
    if (isOrdered) await slots.renew(names.jobKey);
    else if (!(await slots.take(names.jobKey))) {
      throw new ProviderError(
        'presenter_queued',
        `Slide ${slide}: as many presenters are being filmed as the account allows at once, so this one waits.`,
        { retry: 'after', retryAfterMs: QUEUED_MS },
        { slide },
      );
    }
    const usage = { seconds: narration.durationMs / 1000 };
    const cents = centsFor('heygen', FILM_MODEL, usage, prices);
    const { key } = narration;
    const keepJob = async (file: string, job: PresenterJob): Promise<Receipt> => {
      await writeFile(file, JSON.stringify(job));
      return { usage, cents, vendorId: job.videoId };
    };
    try {
      // Where it is ordered, only what a crash left of the order's bill is finished.
      const asset = isOrdered ? '' : await uploaded(await artifacts.file(key), names, { artifacts, heygen }, run);
      await paid.once(
        {
          key: names.jobKey,
          ...{
            provider: 'heygen',
            model: FILM_MODEL,
            stage: 'presenter',
            slide,
            ...(language === undefined ? {} : { language }),
            atMostCents: mostFilmCents(narration, prices),
            lostAnswer: 'sendAgain',
          },
          find: async (orderedAt) => {
            const [videoId] = await heygen.videosTitled(names.title, run.signal);
            return videoId === undefined ? undefined : (file) => keepJob(file, { videoId, orderedAt });
          },
        },
        async (file) => {
          const { title, idempotencyKey, look } = names;
          const video = { avatar: presenter.name, asset, title, idempotencyKey, ...look };
          const videoId = await heygen.createVideo(video, run.signal);
          return keepJob(file, { videoId, orderedAt: Date.now() });
        },
        run,
      );
    } catch (thrown) {
      await slots.free(names.jobKey);
      // The vendor forgets assets; the next attempt uploads the narration anew.
      if (thrown instanceof ProviderError && thrown.code === 'provider_refused') await artifacts.remove(names.assetKey);
      throw ofSlide(thrown, slide);
    }
  };

/** The vendor's id of the narration, uploaded as MP3: it takes no AAC. */
async function uploaded(
  sound: string,
  { assetKey }: PresenterNames,
  { artifacts, heygen }: { artifacts: Artifacts; heygen: HeyGen },
  run: Run,
): Promise<string> {
  if (!(await artifacts.has(assetKey))) {
    const mp3 = join(run.scratch, 'narration.mp3');
    await runFfmpeg(uploadArgs(sound, mp3), { signal: run.signal, timeoutMs: ENCODE_MS });
    await artifacts.writeJson(assetKey, { asset: await heygen.upload(mp3, run.signal) });
  }
  return artifacts.readJson(assetKey, (value) => z.strictObject({ asset: z.string() }).parse(value).asset);
}

export const providerMissing = (): ProviderError =>
  new ProviderError(
    'presenter_provider_missing',
    'HeyGen is not set up on this server, so nobody from there can present. Choose a presenter of the provider "offline".',
    { retry: 'never' },
  );
