/** Measures the finished video against what it was to be, before anybody calls it completed (P5). */

import { framesToMs, packetsFor, PlatformError, VIDEO_DAMAGED, type Clip, type VideoFormat } from '../domain/index.ts';
import type { Artifacts } from '../platform/artifacts.ts';
import type { DecodedPicture, Encoder, VideoProbe } from './adapters/encoder.ts';
import { TICKS_PER_SECOND, ticksPerFrame } from './adapters/mp4/film.ts';
import type { Run } from './run.ts';
import type { Activities } from './verbs.ts';

type CheckInput = Parameters<Activities['checkVideo']>[0];

/** Times are exact in the file; ffprobe prints them with six decimals. */
const ROUNDING_SECONDS = 0.000_002;
/** Slides whose pictures one ffprobe decodes: a command line has an end. */
const SLIDES_AT_ONCE = 200;

/**
 * Retry: safe. It reads, and removes what it finds damaged, so that it is made again. Clips were measured one by one and copied, so it costs by the slide: one picture is decoded where each slide begins, sound is counted by its packets.
 * @throws PlatformError VIDEO_DAMAGED, with the slide where one is to blame.
 */
export const createCheckVideo = (ports: { artifacts: Artifacts; encoder: Encoder }) => {
  const check = createCheck(ports);
  return async (input: CheckInput, run: Run): Promise<void> => {
    try {
      await check(input, run);
    } catch (thrown) {
      if (thrown instanceof PlatformError && thrown.code === VIDEO_DAMAGED) {
        const blamed = input.clips.filter(({ slide }) => slide === thrown.slide);
        for (const { key } of [input.video, ...blamed]) await ports.artifacts.remove(key);
      }
      throw thrown;
    }
  };
};

const createCheck =
  ({ artifacts, encoder }: { artifacts: Artifacts; encoder: Encoder }) =>
  async ({ video, clips, format }: CheckInput, run: Run): Promise<void> => {
    const file = await artifacts.file(video.key);
    const starts = startsOf(clips);
    for (let first = 0; first < clips.length; first += SLIDES_AT_ONCE) {
      const some = starts.slice(first, first + SLIDES_AT_ONCE);
      // Half a picture later than the cut: a seek rounded to before it would show the slide before.
      const moments = some.map((frame) => framesToMs(frame + 0.5, format.fps) / 1000);
      const { pictures, complaint, ...probe } = await encoder.inspect(file, moments, run);
      if (first === 0) checkStreams(probe, starts, clips, format);
      checkPictures(pictures, some, clips.slice(first), format);
      expect(complaint === '', `it could not be read back (${complaint.slice(0, 200)})`);
    }
  };

/** The number of the picture with which each clip begins. */
function startsOf(clips: readonly Clip[]): number[] {
  let frames = 0;
  return clips.map((clip) => (frames += clip.frames) - clip.frames);
}

function checkStreams(probe: VideoProbe, starts: readonly number[], clips: readonly Clip[], format: VideoFormat): void {
  const frames = clips.reduce((sum, clip) => sum + clip.frames, 0);
  const seconds = framesToMs(frames, format.fps) / 1000;
  const near = (a: number | undefined, b: number): boolean => a !== undefined && Math.abs(a - b) <= ROUNDING_SECONDS;
  const picture = probe.streams.find(({ codec_type }) => codec_type === 'video');
  const sound = probe.streams.find(({ codec_type }) => codec_type === 'audio');

  expect(picture?.codec_name === 'h264' && sound?.codec_name === 'aac', 'it lacks its picture or its sound');
  expect(picture?.width === format.width && picture.height === format.height, 'its pictures have another size');
  expect(picture?.color_space === 'bt709', 'its colours are not marked as BT.709');
  expect(picture?.avg_frame_rate === `${format.fps}/1`, 'it has another number of pictures a second');
  expect(picture?.nb_frames === frames, 'pictures are missing or too many');
  expect(sound?.nb_frames === packetsFor(frames, format.fps) + 1, 'sound is missing or too much');
  expect(near(probe.format.duration, seconds) && near(probe.format.start_time, 0), 'it has another length');
  expect(near(picture?.start_time, 0) && near(sound?.start_time, 0), 'picture and sound do not start together');
  expect(probe.chapters.length === clips.length, 'it has another number of chapters than slides');
  clips.forEach((clip, index) => {
    const startsAt = framesToMs(starts[index] ?? 0, format.fps) / 1000;
    expect(
      near(probe.chapters[index]?.start_time, startsAt),
      `the chapter of slide ${clip.slide} is elsewhere`,
      clip.slide,
    );
  });
}

function checkPictures(
  pictures: readonly DecodedPicture[],
  starts: readonly number[],
  clips: readonly Clip[],
  { fps }: VideoFormat,
): void {
  starts.forEach((frame, index) => {
    const slide = clips[index]?.slide;
    const ticks = frame * ticksPerFrame(fps);
    const found = pictures.some((picture) => picture.ticks === ticks && picture.whole);
    expect(
      found,
      `the picture of slide ${slide ?? 0} does not appear at ${(ticks / TICKS_PER_SECOND).toFixed(3)} s`,
      slide,
    );
  });
}

function expect(holds: boolean, otherwise: string, slide?: number): void {
  if (holds) return;
  throw new PlatformError(
    VIDEO_DAMAGED,
    `The finished video is not as it should be: ${otherwise}.`,
    slide === undefined ? {} : { slide },
  );
}
