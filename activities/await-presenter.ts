/** Looks whether a presenter's video is finished, and fetches it. Who asks too early is told when to ask again. */

import { ProviderError, type PresenterVideo, type Prices } from '../domain/index.ts';
import type { Artifacts } from '../platform/artifacts.ts';
import type { PresenterSlots } from '../platform/presenter-slots.ts';
import { DownloadError, safeDownload } from '../platform/safe-download.ts';
import type { HeyGen, OrderedVideo } from './adapters/heygen.ts';
import { ofSlide } from './of-slide.ts';
import type { PaidCalls } from './paid/paid-calls.ts';
import { filmEnds } from './presenter/film-ends.ts';
import { namesOf, readJob, type PresenterNames, type PresenterOrder } from './presenter/jobs.ts';
import { presenterStartMs } from './presenter/align.ts';
import type { Run } from './run.ts';
import { mostFilmCents, providerMissing } from './submit-presenter.ts';
import type { Activities } from './verbs.ts';

type AwaitInput = Parameters<Activities['awaitPresenter']>[0];

/** A video takes 5 to 15 minutes, 20 and more when many are ordered: looked after often at first, then once a minute. */
const LOOK_MS = { soonest: 15_000, latest: 60_000, ageShare: 0.2 };
/** Ten minutes of video at 1080p take some 300 MB at most. */
const MOST_BYTES = 2 * 1024 ** 3;
/** At 5 Mbit/s, the same take eight minutes. */
const DOWNLOAD_MS = 10 * 60_000;

export interface AwaitPresenterPorts {
  artifacts: Artifacts;
  heygen: HeyGen | undefined;
  slots: PresenterSlots;
  paid: Pick<PaidCalls, 'settle'>;
  prices: Prices;
  /** After which time a job counts as stuck. */
  stuckMs: number;
}

/**
 * Retry: safe. It only asks and fetches, and says on the bill what was billed (presenter/film-ends.ts). The video is whole and says our
 * narration before it gets its name.
 * @throws ProviderError `presenter_pending` with the time to ask again; `presenter_gone` where its order was given up; `unknown_outcome`
 * where it vanished, so that a person says whether to order it again; `presenter_failed`, `presenter_stuck`, `presenter_unusable`; each with the slide.
 */
export const createAwaitPresenter =
  ({ artifacts, heygen, slots, paid, prices, stuckMs }: AwaitPresenterPorts) =>
  async (order: AwaitInput, run: Run): Promise<PresenterVideo> => {
    const { slide } = order.narration;
    const names = await namesOf(order, artifacts);
    const video: PresenterVideo = { slide, key: names.videoKey };
    if (await artifacts.has(names.videoKey)) return video;
    if (!heygen) throw providerMissing();
    if (!(await artifacts.has(names.jobKey))) throw gone(slide);

    const { videoId, orderedAt } = await readJob(names.jobKey, artifacts);
    const ageMs = Date.now() - orderedAt;
    const ends = filmEnds(order, names, { artifacts, paid, prices });
    const end = async (why: ProviderError): Promise<never> => {
      await slots.free(names.jobKey);
      throw why;
    };
    const look = async (): Promise<OrderedVideo | undefined> =>
      heygen.video(videoId, run.signal).catch((thrown: unknown) => {
        throw ofSlide(thrown, slide);
      });
    await slots.renew(names.jobKey);
    const found = await look();
    if (!found) {
      const missing = await ends.missing(orderedAt);
      if (missing === 'late') throw pending(slide, ageMs);
      if (missing === 'unknown') return end(vanished(slide, mostFilmCents(order.narration, prices)));
      return end(ageMs > stuckMs ? stuck(slide, ageMs) : gone(slide));
    }
    if (found.status === 'failed') {
      await ends.unbilled();
      return end(failed(slide, found.failureCode));
    }
    if (found.status !== 'completed' || found.url === undefined) {
      if (ageMs <= stuckMs) throw pending(slide, ageMs);
      // First of all: what is not deleted may yet be finished, and billed beside the one that is ordered in its place.
      await ends.remove(videoId, heygen, run.signal).catch((thrown: unknown) => {
        throw ofSlide(thrown, slide);
      });
      await ends.unbilled();
      return end(stuck(slide, ageMs));
    }
    await ends.finished(found.seconds);
    await fetchVideo(
      { order, names, url: found.url, anew: async () => (await look())?.url },
      { artifacts, heygen },
      run,
    ).catch(async (thrown: unknown) => {
      if (!(thrown instanceof ProviderError) || thrown.code !== 'presenter_unusable') throw thrown;
      await ends.useless();
      return end(thrown);
    });
    await slots.free(names.jobKey);
    return video;
  };

/** A signed link that has run out is asked for anew, once. */
async function fetchVideo(
  {
    order,
    names,
    url,
    anew,
  }: { order: PresenterOrder; names: PresenterNames; url: string; anew: () => Promise<string | undefined> },
  { artifacts, heygen }: { artifacts: Artifacts; heygen: HeyGen },
  run: Run,
): Promise<void> {
  const { narration } = order;
  const { slide } = narration;
  const sound = await artifacts.file(narration.key);
  const fetchInto = (file: string, from: string): Promise<void> =>
    safeDownload({
      ...{ url: from, file, maxBytes: MOST_BYTES, timeoutMs: DOWNLOAD_MS, signal: run.signal },
      ...{ isWanted: isMp4, trustedHosts: heygen.trustedHosts },
    });
  await artifacts.write(names.videoKey, async (file) => {
    await fetchInto(file, url)
      .catch(async (thrown: unknown) => {
        const fresh = thrown instanceof DownloadError && thrown.status !== undefined ? await anew() : undefined;
        if (fresh === undefined) throw thrown;
        await fetchInto(file, fresh);
      })
      .catch((thrown: unknown) => {
        if (!(thrown instanceof DownloadError)) throw thrown;
        throw new ProviderError(
          'presenter_download_failed',
          `Slide ${slide}: the presenter's video is finished and could not be fetched: ${thrown.message}.`,
          { retry: 'later' },
          { slide, cause: thrown },
        );
      });
    // What says something else is not kept.
    await presenterStartMs({ narration: sound, video: file, slide }, run);
  });
}

/** `ftyp`, with which every MP4 of today begins. */
const isMp4 = (beginning: Buffer): boolean => beginning.toString('latin1', 4, 8) === 'ftyp';

const pending = (slide: number, ageMs: number): ProviderError =>
  new ProviderError(
    'presenter_pending',
    `Slide ${slide}: the presenter's video is being made.`,
    {
      retry: 'after',
      retryAfterMs: Math.min(LOOK_MS.latest, Math.max(LOOK_MS.soonest, ageMs * LOOK_MS.ageShare)),
    },
    { slide },
  );

const gone = (slide: number): ProviderError =>
  new ProviderError(
    'presenter_gone',
    `Slide ${slide}: the order of the presenter's video was given up. Retry to have it made again.`,
    { retry: 'never' },
    { slide },
  );

/** Charter P3: what is dear is not bought again unasked. */
const vanished = (slide: number, atMostCents: number): ProviderError =>
  new ProviderError(
    'unknown_outcome',
    `Slide ${slide}: the presenter's video is no longer at HeyGen, and may have been billed (${atMostCents.toFixed(1)} cents at most). Retry the task to have it made again; everything finished is kept.`,
    { retry: 'never' },
    { slide },
  );

/** The vendor's code is its stable word; its message may repeat what was sent. */
const failed = (slide: number, code = ''): ProviderError =>
  new ProviderError(
    'presenter_failed',
    `Slide ${slide}: HeyGen could not make the presenter's video${/^[\w.-]{1,80}$/.test(code) ? ` (${code})` : ''}. Retry to have it made again, or choose another presenter.`,
    { retry: 'never' },
    { slide },
  );

const stuck = (slide: number, ageMs: number): ProviderError =>
  new ProviderError(
    'presenter_stuck',
    `Slide ${slide}: HeyGen has not finished the presenter's video after ${Math.round(ageMs / 60_000)} minutes, so it was given up. Retry to have it made again.`,
    { retry: 'never' },
    { slide },
  );
