/**
 * What is kept of a filmed presenter's video, and under which names:
 *
 *   content/presenter-video/…    the video, named by narration, presenter and shape: whoever needs it finds it
 *   content/presenter-ended/…    how many jobs for it have failed, were lost or given up: the next one is another job
 *   content/presenter-job/…      the vendor's id of the job, named by the same and that number; kept before anything else is done
 *   content/presenter-removal/…  that we delete the job at the vendor's; written before, so that whoever misses the video knows why
 *   content/presenter-asset/…    the vendor's id of the narration
 */

import { z } from 'zod';
import type { Narration, Presenter, VideoFormat } from '../../domain/index.ts';
import { artifactKey } from '../../platform/artifact-key.ts';
import type { Artifacts } from '../../platform/artifacts.ts';
import type { VideoOrder } from '../adapters/heygen.ts';

/** Which video is meant: all of its names are made of this. */
export interface PresenterOrder {
  presenter: Presenter;
  narration: Narration;
  format: VideoFormat;
}

export interface PresenterNames {
  videoKey: string;
  assetKey: string;
  jobKey: string;
  removalKey: string;
  /** The vendor's own name for it, by which it is found where its id was lost. */
  title: string;
  idempotencyKey: string;
  look: Pick<VideoOrder, 'aspect' | 'resolution'>;
}

const jobSchema = z.strictObject({ videoId: z.string(), orderedAt: z.number() });
/** The vendor's job; `orderedAt` in ms since 1970. */
export type PresenterJob = z.infer<typeof jobSchema>;

const endedSchema = z.strictObject({ jobs: z.number().int() });

/** Raise it to have every presenter filmed anew. */
const VERSION = 1;

export async function namesOf(order: PresenterOrder, artifacts: Artifacts): Promise<PresenterNames> {
  const inputs = inputsOf(order);
  const jobKey = artifactKey('presenter-job', { ...inputs, ended: await endedJobs(order, artifacts) }, 'json');
  const name = jobKey.replace(/^.*\/|\.json$/g, '');
  return {
    videoKey: artifactKey('presenter-video', inputs, 'mp4'),
    assetKey: artifactKey('presenter-asset', { narration: order.narration.key, version: VERSION }, 'json'),
    jobKey,
    removalKey: artifactKey('presenter-removal', { job: jobKey }, 'json'),
    title: `SlideSpeaker ${name.slice(0, 24)}`,
    idempotencyKey: name,
    look: inputs.look,
  };
}

export const readJob = (jobKey: string, artifacts: Artifacts): Promise<PresenterJob> =>
  artifacts.readJson(jobKey, (value) => jobSchema.parse(value));

/** After this the order has another job: the one there was has failed, is lost or was given up. */
export async function endJob(order: PresenterOrder, artifacts: Artifacts): Promise<void> {
  const { jobKey } = await namesOf(order, artifacts);
  await artifacts.writeJson(endedKey(order), { jobs: (await endedJobs(order, artifacts)) + 1 });
  await artifacts.remove(jobKey);
}

async function endedJobs(order: PresenterOrder, artifacts: Artifacts): Promise<number> {
  const key = endedKey(order);
  if (!(await artifacts.has(key))) return 0;
  return (await artifacts.readJson(key, (value) => endedSchema.parse(value))).jobs;
}

const endedKey = (order: PresenterOrder): string => artifactKey('presenter-ended', inputsOf(order), 'json');

function inputsOf({ presenter: { provider, name, layout }, narration, format }: PresenterOrder) {
  // A corner is seldom larger than 650 pixels; what stands beside a slide of 2160p is.
  const large = layout === 'beside' && Math.min(format.width, format.height) > 1080;
  const look: PresenterNames['look'] = {
    aspect: layout === 'corner' || format.width < format.height ? '1:1' : '4:5',
    resolution: large ? '1080p' : '720p',
  };
  return { version: VERSION, provider, name, narration: narration.key, look };
}
